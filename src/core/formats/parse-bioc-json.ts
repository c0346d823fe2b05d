import { UNTYPED, type Document, type Mention, type Passage } from '../corpus/corpus.ts';
import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import { parseConceptIds } from './concept-ids.ts';
import { claimsOfDocument, readPassages, type BiocClaim, type BiocPassage } from './bioc-passages.ts';
import type { ParsedDocuments, SourceText } from './format.ts';
import { isJsonObject, objectsOf, textOf, type JsonObject } from './json-value.ts';
import { jsonIssue, parseJsonOrLines } from './json-or-lines.ts';
import { claimIssue, unitIssues } from './offset-issues.ts';
import { createReadings, hullOf, joinPieces, readOffsets, type LocatedClaim } from './read-offsets.ts';

/**
 * BioC JSON: a collection, a bare document, a list of either, or one object a line. Offsets count from the start of
 * the document, so a mention's place is its offset less its passage's. Where a passage's own offset is wrong it is
 * recomputed from the texts before it. Relations are counted only.
 */
export function parseBiocJson(source: SourceText): ParsedDocuments {
  const { file, text } = source;
  const issues: DataIssue[] = [];
  const parsed = parseJsonOrLines(text);
  for (const error of parsed.errors) issues.push(jsonIssue(file, error, 'a BioC collection or document'));
  const read = readBiocDocuments(parsed.values.flatMap(findDocuments), file);
  return { documents: read.documents, issues: [...issues, ...read.issues], dialect: '' };
}

/** Documents as BioC has them, whatever they were written in. */
export function readBiocDocuments(
  sources: readonly JsonObject[],
  file: string,
): { documents: readonly Document[]; issues: readonly DataIssue[] } {
  const issues: DataIssue[] = [];
  const read = sources.map((value) => ({ value, passages: readPassages(value) }));
  const claims = read.map(({ value, passages }) => claimsOfDocument(value, passages));
  const { unit, located } = readOffsets(claims.flat(), READINGS);
  issues.push(...unitIssues(file, unit));

  const relationCount = read.reduce((sum, { value }) => sum + countRelations(value), 0);
  if (relationCount > 0) {
    issues.push({ code: 'not-kept', severity: 'note', file, found: `relations: ${relationCount}` });
  }
  const uniqueId = createUniqueIds();
  let next = 0;
  const documents = read.map(({ value, passages }, index): Document => {
    const own = claims[index] ?? [];
    const name = findId(value) ?? `${file}/${index + 1}`;
    const id = uniqueId(name);
    if (id !== name) {
      const found = `${name} again`;
      issues.push({ code: 'duplicate-document', severity: 'warning', file, documentId: id, found });
    }
    const places = located.slice(next, next + own.length);
    next += own.length;
    const built = buildPassages(passages, { claims: own, places, issues, file, documentId: id });
    const isAssumed = isJsonObject(value['infons']) && value['infons']['boundaries'] === 'assumed';
    return { id, source: file, passages: built, boundaries: isAssumed ? 'assumed' : 'given' };
  });
  return { documents, issues };
}

const READINGS = createReadings<BiocClaim>([
  {
    layout: 'the offset of the passage is wrong',
    move: ({ writtenStart, recomputedStart }, offset, unit) => offset + writtenStart - recomputedStart(unit),
  },
]);

/** True for what `parseBiocJson` finds documents in. */
export function isBiocValue(value: unknown): boolean {
  return findDocuments(value).length > 0 || (isJsonObject(value) && Array.isArray(value['documents']));
}

function findDocuments(value: unknown): JsonObject[] {
  if (Array.isArray(value)) {
    // A list of collections or documents; lists in lists are nothing we know.
    return value.filter(isJsonObject).flatMap(findDocuments);
  }
  if (!isJsonObject(value)) return [];
  if (Array.isArray(value['passages'])) return [value];
  return [...objectsOf(value['documents']), ...objectsOf(value['PubTator3'])];
}

function findId(document: JsonObject): string | undefined {
  const ids = [document['id'], document['_id'], document['pmid'], document['pmcid']].map(textOf);
  return ids.find((id) => id !== undefined && id !== '');
}

function countRelations(document: JsonObject): number {
  const passages = objectsOf(document['passages']);
  const holders = [document, ...passages, ...passages.flatMap((passage) => objectsOf(passage['sentences']))];
  return holders.reduce((sum, holder) => sum + objectsOf(holder['relations']).length, 0);
}

interface BuildContext {
  readonly claims: readonly BiocClaim[];
  readonly places: readonly LocatedClaim[];
  readonly issues: DataIssue[];
  readonly file: string;
  readonly documentId: string;
}

function buildPassages(passages: readonly BiocPassage[], context: BuildContext): Passage[] {
  const { claims, places, issues, file, documentId } = context;
  const mentions: Mention[][] = passages.map(() => []);
  const uniqueMentionId = createUniqueIds();
  for (const [index, claim] of claims.entries()) {
    const { annotation } = claim;
    const infons = isJsonObject(annotation['infons']) ? annotation['infons'] : {};
    const entityType = textOf(infons['type']) ?? UNTYPED;
    const place = places[index];
    // Words only for what needs them: nearly all mentions of nearly all files are where they should be.
    if (place?.kind !== 'found') {
      const at = claim.pieces.map(({ start, end }) => `${start + claim.writtenStart}–${end + claim.writtenStart}`);
      const found = `${entityType} "${excerpt(claim.quote)}" at ${at.join(', ') || 'no location'}`;
      const issue = claimIssue(claim, place, { file, documentId, found });
      if (issue) issues.push(issue);
    }
    if (place?.kind !== 'found' && place?.kind !== 'repaired') continue;
    const { spans } = place;
    const conceptIds = parseConceptIds(textOf(infons['identifier']) ?? textOf(infons['MESH']) ?? '');
    mentions[claim.passageIndex]?.push({
      id: uniqueMentionId(textOf(annotation['id']) ?? `m${index + 1}`),
      span: hullOf(spans),
      ...(spans.length > 1 && { fragments: spans }),
      entityType,
      quote: joinPieces(claim.text, spans),
      ...(conceptIds && { conceptIds }),
    });
  }
  const uniqueId = createUniqueIds();
  return passages.map(({ kind, text, sentences, given }, index): Passage => ({
    id: uniqueId(kind),
    kind,
    text,
    mentions: mentions[index] ?? [],
    ...(sentences && { sentences }),
    ...(given && { given }),
  }));
}

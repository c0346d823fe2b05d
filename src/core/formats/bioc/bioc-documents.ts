import { type AnnotationGap, UNTYPED, type Document, type Mention, type Passage } from '../../corpus/corpus.ts';
import { createUniqueIds } from '../../corpus/unique-ids.ts';
import { keepWholeRelations } from '../../corpus/whole-relations.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import { claimsOfDocument, readPassages, type BiocClaim, type BiocPassage } from './bioc-passages.ts';
import { findRelations, readBiocRelations } from './bioc-relations.ts';
import { createConceptIdParser } from '../common/concept-ids.ts';
import type { ReadMode } from '../common/document-reader.ts';
import { isJsonObject, textOf, type JsonObject } from '../json/json-value.ts';
import { mentionId } from '../../corpus/mention-id.ts';
import { unannotatedWithoutAny, withGaps } from '../common/no-mentions.ts';
import { claimIssue, fileIssues, lostClaim } from '../common/offset-issues.ts';
import type { LocatedClaim } from '../offsets/offset-claims.ts';
import {
  CODE_POINTS_AS_WRITTEN,
  createReadings,
  hasOuterBlank,
  hullOf,
  joinPieces,
  locateExactly,
  type OffsetRules,
  readOffsets,
  readRemainingOffsets,
} from '../offsets/read-offsets.ts';

/** Takes documents as BioC has them, whatever they were written in, one after the other. */
export interface BiocBuilder {
  add(value: JsonObject): void;
  /** Undefined where all have to be added once more, to a builder that keeps them. */
  finish(): { readonly documents: readonly Document[]; readonly issues: readonly DataIssue[] } | undefined;
}

/** A document whose mentions wait for the file's unit. */
interface OpenDocument {
  readonly id: string;
  readonly boundaries: Document['boundaries'];
  readonly passages: readonly BiocPassage[];
  readonly claims: readonly BiocClaim[];
  readonly relations: readonly JsonObject[];
}

/** Reads BioC documents, whichever of XML and JSON they came in. */
export function readBiocDocuments(
  sources: readonly JsonObject[],
  file: string,
  rules: OffsetRules = {},
): { documents: readonly Document[]; issues: readonly DataIssue[] } {
  for (const mode of ['settle', 'keep'] as const) {
    const builder = createBiocBuilder(file, mode, rules);
    for (const source of sources) builder.add(source);
    const built = builder.finish();
    if (built) return built;
  }
  throw new Error('a builder that keeps everything asked to begin again');
}

/** @param rules of placing its mentions */
export function createBiocBuilder(file: string, mode: ReadMode, rules: OffsetRules = {}): BiocBuilder {
  const uniqueId = createUniqueIds();
  const conceptIdsOf = createConceptIdParser();
  /** In the order of the file; a document where it is settled. */
  const read: (Document | OpenDocument)[] = [];
  const duplicates = new Map<number, DataIssue>();
  /** Of documents that were settled at once. */
  const ofRelations: DataIssue[] = [];
  let isAnyClaimed = false;

  const idOf = (value: JsonObject): string => {
    const name = findId(value) ?? `${file}/${read.length + 1}`;
    const id = uniqueId(name);
    if (id !== name) {
      const found = `${name} again`;
      duplicates.set(read.length, { code: 'duplicate-document', severity: 'warning', file, documentId: id, found });
    }
    return id;
  };

  return {
    add: (value) => {
      const passages = readPassages(value);
      const isAssumed = isJsonObject(value['infons']) && value['infons']['boundaries'] === 'assumed';
      const claims = claimsOfDocument(value, passages);
      isAnyClaimed ||= claims.length > 0;
      const boundaries = isAssumed ? 'assumed' : 'given';
      const open: OpenDocument = { id: idOf(value), boundaries, passages, claims, relations: findRelations(value) };
      const places = mode === 'settle' ? placesAsWritten(claims, rules) : undefined;
      read.push(places === undefined ? open : buildDocument(open, { places, issues: ofRelations, file, conceptIdsOf }));
    },
    finish: () => {
      const claims = read.flatMap((each) => ('claims' in each ? each.claims : []));
      const isAnySettled = read.some((each) => !('claims' in each));
      const place = isAnySettled ? readRemainingOffsets : readOffsets;
      const offsets = place(claims, READINGS, rules);
      if (offsets === undefined) return undefined;
      const issues: DataIssue[] = fileIssues(file, offsets);
      issues.push(...ofRelations);
      let next = 0;
      const documents = read.map((each, index): Document => {
        const duplicate = duplicates.get(index);
        if (duplicate) issues.push(duplicate);
        if (!('claims' in each)) return each;
        const places = offsets.located.slice(next, next + each.claims.length);
        next += each.claims.length;
        return buildDocument(each, { places, issues, file, conceptIdsOf });
      });
      return { documents: unannotatedWithoutAny(documents, isAnyClaimed), issues };
    },
  };
}

const READINGS = createReadings<BiocClaim>([
  {
    layout: 'the offset of the passage is wrong',
    move: ({ writtenStart, recomputedStart }, offset, unit) => offset + writtenStart - recomputedStart(unit),
  },
]);

/** Undefined unless all claims of a document fit it as they are written. */
function placesAsWritten(claims: readonly BiocClaim[], { isExact = false }: OffsetRules): LocatedClaim[] | undefined {
  const places: LocatedClaim[] = [];
  for (const claim of claims) {
    const spans = locateExactly(claim, CODE_POINTS_AS_WRITTEN);
    if (spans === undefined || (!isExact && hasOuterBlank(claim.text, spans))) return undefined;
    places.push({ kind: 'found', spans });
  }
  return places;
}

function findId(document: JsonObject): string | undefined {
  const ids = [document['id'], document['_id'], document['pmid'], document['pmcid']].map(textOf);
  return ids.find((id) => id !== undefined && id !== '');
}

interface BuildContext {
  /** Of the document's claims. */
  readonly places: readonly LocatedClaim[];
  readonly issues: DataIssue[];
  readonly file: string;
  readonly conceptIdsOf: (cell: string) => readonly string[] | undefined;
}

function buildDocument(
  { id: documentId, boundaries, passages, claims, relations: found }: OpenDocument,
  context: BuildContext,
): Document {
  const { places, issues, file, conceptIdsOf } = context;
  const mentions: Mention[][] = passages.map(() => []);
  const gaps: AnnotationGap[][] = passages.map(() => []);
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
      if (issue) {
        issues.push(issue);
        gaps[claim.passageIndex]?.push(...lostClaim(claim, place, issue));
      }
    }
    if (place?.kind !== 'found' && place?.kind !== 'repaired') continue;
    const { spans } = place;
    const conceptIds = conceptIdsOf(textOf(infons['identifier']) ?? textOf(infons['MESH']) ?? '');
    mentions[claim.passageIndex]?.push({
      id: uniqueMentionId(textOf(annotation['id']) ?? mentionId(index)),
      span: hullOf(spans),
      ...(spans.length > 1 && { fragments: spans }),
      entityType,
      quote: joinPieces(claim.text, spans),
      ...(conceptIds && { conceptIds }),
    });
  }
  const uniqueId = createUniqueIds();
  const built = passages.map(({ kind, text, sentences, given }, index): Passage => {
    const optional = { ...(sentences && { sentences }), ...(given && { given }) };
    const passage = { id: uniqueId(kind), kind, text, mentions: mentions[index] ?? [], ...optional };
    return withGaps(passage, gaps[index] ?? []);
  });
  const mentionIds = new Set(mentions.flat().map(({ id }) => id));
  const relations = readBiocRelations(found, mentionIds);
  const document: Document = { id: documentId, source: file, passages: built, boundaries };
  return relations.length === 0 ? document : keepWholeRelations({ ...document, relations }, issues);
}

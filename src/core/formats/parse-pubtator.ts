import type { Document, Mention, Passage } from '../corpus/corpus.ts';
import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import { createOffsetIndex } from '../text/offset-index.ts';
import { endsWithLineBreak, splitLines } from '../text/split-lines.ts';
import { parseConceptIds } from './concept-ids.ts';
import type { ParsedDocuments, SourceText } from './format.ts';
import { claimIssue, unitIssues } from './offset-issues.ts';
import { createReadings, hullOf, readOffsets, type OffsetClaim } from './read-offsets.ts';

/** `PMID|t|title` or `PMID|a|abstract`; the text may hold "|". */
export const PUBTATOR_TEXT_LINE = /^([^|\t]+)\|([ta])\|(.*)$/su;

interface Block {
  readonly id: string;
  readonly line: number;
  title: string | undefined;
  abstract: string | undefined;
  readonly mentions: MentionLine[];
}

interface MentionLine {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  readonly entityType: string;
  readonly ids: string;
}

interface MentionClaim extends OffsetClaim, MentionLine {
  /** UTF-16 units. */
  readonly titleEnd: number;
}

/**
 * PubTator: blocks of a title line, an abstract line and mention lines of six or seven columns. Offsets are half open
 * and index `title + " " + abstract`. A mention whose text is not where it says is repaired or left out, and listed.
 * Relation lines are counted only: the corpus has no place for them.
 */
export function parsePubtator(source: SourceText): ParsedDocuments {
  const { blocks, issues, relationCount } = readBlocks(source);
  if (relationCount > 0) {
    issues.push({ code: 'not-kept', severity: 'note', file: source.file, found: `relation lines: ${relationCount}` });
  }
  const uniqueId = createUniqueIds();
  const claims: MentionClaim[][] = blocks.map(claimsOf);
  const { unit, located } = readOffsets(claims.flat(), READINGS);
  issues.push(...unitIssues(source.file, unit));

  let next = 0;
  const documents = blocks.map((block, blockIndex): Document => {
    const id = uniqueId(block.id);
    if (id !== block.id) {
      const found = `${block.id} again`;
      issues.push({
        code: 'duplicate-document',
        severity: 'warning',
        file: source.file,
        line: block.line,
        documentId: id,
        found,
      });
    }
    const titleEnd = block.title?.length ?? 0;
    const inTitle: Mention[] = [];
    const inAbstract: Mention[] = [];
    for (const [index, claim] of (claims[blockIndex] ?? []).entries()) {
      const place = located[next];
      next += 1;
      const found = `${claim.entityType} "${excerpt(claim.quote)}" at ${claim.start}–${claim.end}`;
      const where = { file: source.file, line: claim.line, documentId: id, found };
      const issue = claimIssue(claim, place, where);
      if (issue) issues.push(issue);
      if (place?.kind !== 'found' && place?.kind !== 'repaired') continue;
      const { start, end } = hullOf(place.spans);
      const base = end <= titleEnd ? 0 : titleEnd + 1;
      if (start < base) {
        issues.push({
          code: 'mention-crosses-passages',
          severity: 'error',
          ...where,
          expected: 'a mention within title or abstract',
        });
        continue;
      }
      const conceptIds = parseConceptIds(claim.ids);
      (base === 0 ? inTitle : inAbstract).push({
        id: `m${index + 1}`,
        span: { start: start - base, end: end - base },
        entityType: claim.entityType,
        quote: claim.text.slice(start, end),
        ...(conceptIds && { conceptIds }),
      });
    }
    const passages: Passage[] = [{ id: 'title', kind: 'title', text: block.title ?? '', mentions: inTitle }];
    if (block.abstract !== undefined) {
      passages.push({ id: 'abstract', kind: 'abstract', text: block.abstract, mentions: inAbstract });
    }
    return { id, source: source.file, passages, boundaries: 'given' };
  });
  return { documents, issues, dialect: '' };
}

const READINGS = createReadings<MentionClaim>([
  {
    layout: 'abstract offsets are one too small (no separator after the title)',
    move: ({ index, titleEnd }, offset, unit) => (offset >= index.fromUtf16(titleEnd, unit) ? offset + 1 : offset),
  },
]);

function claimsOf(block: Block): MentionClaim[] {
  if (block.mentions.length === 0) return [];
  const title = block.title ?? '';
  const text = block.abstract === undefined ? title : `${title} ${block.abstract}`;
  const index = createOffsetIndex(text);
  return block.mentions.map((mention) => ({ ...mention, pieces: [mention], text, index, titleEnd: title.length }));
}

function readBlocks({ file, text }: SourceText): { blocks: Block[]; issues: DataIssue[]; relationCount: number } {
  const blocks: Block[] = [];
  const byId = new Map<string, Block>();
  const issues: DataIssue[] = [];
  let relationCount = 0;
  let current: Block | undefined;
  const lines = splitLines(text);

  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    if (content.trim() === '') continue;
    const [, id, part, body] = PUBTATOR_TEXT_LINE.exec(content) ?? [];
    if (id !== undefined && body !== undefined) {
      const isNew = part === 't' || current?.id !== id || current.abstract !== undefined;
      if (isNew || !current) {
        current = { id, line, title: undefined, abstract: undefined, mentions: [] };
        blocks.push(current);
        byId.set(id, current);
      }
      if (part === 't') current.title = body;
      else current.abstract = body;
      continue;
    }

    const cells = content.split('\t');
    const mention = readMention(cells, line);
    if (!mention && isRelation(cells)) {
      relationCount += 1;
      continue;
    }
    if (!mention) {
      const isCut = line === lines.length && !endsWithLineBreak(text);
      const expected = 'PMID|t|title, PMID|a|abstract, or PMID, start, end, text, type and id separated by tabs';
      const code = isCut ? 'truncated-file' : 'malformed-line';
      issues.push({ code, severity: 'error', file, line, found: excerpt(content), expected });
      continue;
    }
    const documentId = cells[0] ?? '';
    const owner = current?.id === documentId ? current : byId.get(documentId);
    if (owner) owner.mentions.push(mention);
    else {
      const expected = `a title line "${excerpt(documentId)}|t|…" before it`;
      issues.push({ code: 'unknown-document', severity: 'error', file, line, found: excerpt(content), expected });
    }
  }
  return { blocks, issues, relationCount };
}

/** `PMID`, relation type, two concept ids and perhaps a novelty. A number at the type is a mention cut off. */
function isRelation(cells: readonly string[]): boolean {
  return (cells.length === 4 || cells.length === 5) && !/^\d*$/u.test(cells[1] ?? '');
}

/** Taggers leave the sixth column out where they have no identifier. */
function readMention(cells: readonly string[], line: number): MentionLine | undefined {
  const [, start = '', end = '', quote = '', entityType = '', ids = ''] = cells;
  const isWhole = /^\d{1,9}$/u;
  if (cells.length < 5 || !isWhole.test(start) || !isWhole.test(end) || entityType.trim() === '') return undefined;
  return { line, start: Number(start), end: Number(end), quote, entityType, ids };
}

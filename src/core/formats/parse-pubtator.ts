import type { Document, Mention, Passage } from '../corpus/corpus.ts';
import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import { createOffsetIndex, type OffsetIndex } from '../text/offset-index.ts';
import type { Span } from '../text/span.ts';
import { endsWithLineBreak, forEachLine } from '../text/split-lines.ts';
import { createConceptIdParser } from './concept-ids.ts';
import type { ParsedDocuments, SourceText } from './format.ts';
import { claimIssue, unitIssues } from './offset-issues.ts';
import { createReadings, hullOf, readOffsets, type OffsetClaim } from './read-offsets.ts';

/** `PMID|t|title` or `PMID|a|abstract`; the text may hold "|". */
export const PUBTATOR_TEXT_LINE = /^([^|\t]+)\|([ta])\|(.*)$/su;

/** A title, an abstract, and what is said of them. */
class Block {
  readonly id: string;
  readonly line: number;
  title: string | undefined;
  abstract: string | undefined;
  readonly mentions: MentionClaim[] = [];
  #text: string | undefined;
  #index: OffsetIndex | undefined;

  constructor(id: string, line: number) {
    this.id = id;
    this.line = line;
  }

  /** What offsets count in; asked for only once the block is read. */
  get text(): string {
    const title = this.title ?? '';
    return (this.#text ??= this.abstract === undefined ? title : `${title} ${this.abstract}`);
  }

  get index(): OffsetIndex {
    return (this.#index ??= createOffsetIndex(this.text));
  }

  /** UTF-16 units. */
  get titleEnd(): number {
    return this.title?.length ?? 0;
  }
}

/** A mention line, as the claim that it makes about its block's text. A file has hundreds of thousands of them. */
class MentionClaim implements OffsetClaim {
  readonly block: Block;
  readonly line: number;
  readonly pieces: readonly [Span];
  readonly quote: string;
  readonly entityType: string;
  readonly ids: string;

  constructor(block: Block, line: number, [start, end, quote, entityType, ids]: MentionCells) {
    this.block = block;
    this.line = line;
    this.pieces = [{ start: Number(start), end: Number(end) }];
    this.quote = quote;
    this.entityType = entityType;
    this.ids = ids;
  }

  get text(): string {
    return this.block.text;
  }

  get index(): OffsetIndex {
    return this.block.index;
  }
}

type MentionCells = readonly [start: string, end: string, quote: string, entityType: string, ids: string];

/**
 * PubTator: blocks of a title line, an abstract line and mention lines of six or seven columns. Offsets are half open
 * and index `title + " " + abstract`. A mention whose text is not where it says is repaired or left out, and listed.
 * Relation lines and a composite mention's list of parts (column 7) are counted only: the corpus has no place for them.
 */
export function parsePubtator(source: SourceText): ParsedDocuments {
  const { blocks, issues, relationCount, partsCount } = readBlocks(source);
  const notKept = { code: 'not-kept', severity: 'note', file: source.file } as const;
  if (relationCount > 0) issues.push({ ...notKept, found: `relation lines: ${relationCount}` });
  if (partsCount > 0) issues.push({ ...notKept, found: `lists of the parts of a composite mention: ${partsCount}` });
  const uniqueId = createUniqueIds();
  const { unit, located } = readOffsets(
    blocks.flatMap((block) => block.mentions),
    READINGS,
  );
  issues.push(...unitIssues(source.file, unit));

  const conceptIdsOf = createConceptIdParser();
  let next = 0;
  const documents = blocks.map((block): Document => {
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
    const { titleEnd } = block;
    const inTitle: Mention[] = [];
    const inAbstract: Mention[] = [];
    for (const [index, claim] of block.mentions.entries()) {
      const place = located[next];
      next += 1;
      if (place?.kind !== 'found') {
        const issue = claimIssue(claim, place, whereOf(claim, source.file, id));
        if (issue) issues.push(issue);
      }
      if (place?.kind !== 'found' && place?.kind !== 'repaired') continue;
      const { start, end } = hullOf(place.spans);
      const base = end <= titleEnd ? 0 : titleEnd + 1;
      if (start < base) {
        issues.push({
          code: 'mention-crosses-passages',
          severity: 'error',
          ...whereOf(claim, source.file, id),
          expected: 'a mention within title or abstract',
        });
        continue;
      }
      const conceptIds = conceptIdsOf(claim.ids);
      (base === 0 ? inTitle : inAbstract).push({
        id: `m${index + 1}`,
        span: { start: start - base, end: end - base },
        entityType: claim.entityType,
        // The line's own piece of the file where it says the same: a piece of the joined text would keep that alive.
        quote: place.kind === 'found' && claim.quote !== '' ? claim.quote : claim.text.slice(start, end),
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

function whereOf({ line, entityType, quote, pieces }: MentionClaim, file: string, documentId: string) {
  const [{ start, end }] = pieces;
  return { file, line, documentId, found: `${entityType} "${excerpt(quote)}" at ${start}–${end}` };
}

const READINGS = createReadings<MentionClaim>([
  {
    layout: 'abstract offsets are one too small (no separator after the title)',
    move: ({ block }, offset, unit) => (offset >= block.index.fromUtf16(block.titleEnd, unit) ? offset + 1 : offset),
  },
]);

interface ReadBlocks {
  readonly blocks: Block[];
  readonly issues: DataIssue[];
  readonly relationCount: number;
  /** Mentions with a seventh column. */
  readonly partsCount: number;
}

function readBlocks({ file, text }: SourceText): ReadBlocks {
  const blocks: Block[] = [];
  const byId = new Map<string, Block>();
  const issues: DataIssue[] = [];
  const share = createSharedStrings();
  let relationCount = 0;
  let partsCount = 0;
  let current: Block | undefined;
  let lastLine = 0;
  let unreadLine: DataIssue | undefined;

  forEachLine(text, (content, line) => {
    lastLine = line;
    const isMention = current !== undefined && content.startsWith(current.id) && content[current.id.length] === '\t';
    if (!isMention && content.trim() === '') return;
    const [, id, part, body] = isMention ? [] : (PUBTATOR_TEXT_LINE.exec(content) ?? []);
    if (id !== undefined && body !== undefined) {
      const isNew = part === 't' || current?.id !== id || current.abstract !== undefined;
      if (isNew || !current) {
        current = new Block(id, line);
        blocks.push(current);
        byId.set(id, current);
      }
      if (part === 't') current.title = body;
      else current.abstract = body;
      return;
    }

    const cells = content.split('\t');
    const mention = readMention(cells, share);
    if (!mention && isRelation(cells)) {
      relationCount += 1;
      return;
    }
    if (!mention) {
      const expected = 'PMID|t|title, PMID|a|abstract, or PMID, start, end, text, type and id separated by tabs';
      unreadLine = { code: 'malformed-line', severity: 'error', file, line, found: excerpt(content), expected };
      issues.push(unreadLine);
      return;
    }
    const documentId = cells[0] ?? '';
    const owner = current?.id === documentId ? current : byId.get(documentId);
    if (owner) {
      owner.mentions.push(new MentionClaim(owner, line, mention));
      // Some writers end each line with a tab.
      if (cells[6]) partsCount += 1;
    } else {
      const expected = `a title line "${excerpt(documentId)}|t|…" before it`;
      issues.push({ code: 'unknown-document', severity: 'error', file, line, found: excerpt(content), expected });
    }
  });
  // A last line without its break that makes no sense is where the file was cut.
  if (unreadLine?.line === lastLine && !endsWithLineBreak(text)) {
    issues[issues.indexOf(unreadLine)] = { ...unreadLine, code: 'truncated-file' };
  }
  return { blocks, issues, relationCount, partsCount };
}

/** `PMID`, relation type, two concept ids and perhaps a novelty. A number at the type is a mention cut off. */
function isRelation(cells: readonly string[]): boolean {
  return (cells.length === 4 || cells.length === 5) && !/^\d*$/u.test(cells[1] ?? '');
}

const WHOLE_NUMBER = /^\d{1,9}$/u;

/** Taggers leave the sixth column out where they have no identifier. */
function readMention(cells: readonly string[], share: (text: string) => string): MentionCells | undefined {
  const [, start = '', end = '', quote = '', entityType = '', ids = ''] = cells;
  if (cells.length < 5 || !WHOLE_NUMBER.test(start) || !WHOLE_NUMBER.test(end) || entityType.trim() === '') {
    return undefined;
  }
  return [start, end, quote, share(entityType), share(ids)];
}

/** One string for all that are equal: types and identifiers come in thousands of copies. */
function createSharedStrings(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    known.set(text, text);
    return text;
  };
}

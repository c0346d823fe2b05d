import type { AnnotationGap, Document, Mention, Passage, Relation } from '../../corpus/corpus.ts';
import { createUniqueIds } from '../../corpus/unique-ids.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { Span } from '../../text/span.ts';
import { createConceptIdParser } from '../common/concept-ids.ts';
import { readAtOnce, type LineDocumentReader, type LineReaderOptions } from '../common/document-reader.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { lostBy, unannotatedWithoutAny, withGaps } from '../common/no-mentions.ts';
import { rulesOf, type ParseHints } from '../common/parse-hints.ts';
import { claimIssue, fileIssues, lostClaim } from '../common/offset-issues.ts';
import { mentionId } from '../../corpus/mention-id.ts';
import { createPubtatorBlocks, type PubtatorBlock, type PubtatorClaim } from './pubtator-blocks.ts';
import type { LocatedClaim } from '../offsets/offset-claims.ts';
import {
  CODE_POINTS_AS_WRITTEN,
  createReadings,
  hullOf,
  locateExactly,
  readOffsets,
  readRemainingOffsets,
  type OffsetRules,
} from '../offsets/read-offsets.ts';

/**
 * PubTator: blocks of a title line, an abstract line and mention lines of six or seven columns. Offsets are half open
 * and index `title + " " + abstract`. A mention whose text is not where it says is repaired or left out, and listed.
 * Relation lines and a composite mention's list of parts (column 7) are counted only: the corpus has no place for them.
 */
export function parsePubtator({ file, text, hints }: SourceText): ParsedDocuments {
  return readAtOnce(text, (mode) => createPubtatorReader(file, { mode, hints }));
}

export interface PubtatorReaderOptions extends LineReaderOptions {
  readonly hints?: ParseHints | undefined;
}

/** Reads PubTator line by line. */
export function createPubtatorReader(
  file: string,
  { mode, lineBreak, hints }: PubtatorReaderOptions,
): LineDocumentReader {
  const rules = rulesOf(hints);
  const builder = new DocumentBuilder(file, rules);
  /** By id, the last one of it. */
  const known = new Map<string, PubtatorBlock | 'settled'>();
  /** In the order of the file; a document where its block is settled. */
  const read: (Document | OpenBlock)[] = [];
  let isLate = false;
  let isAnyClaimed = false;
  const blocks = createPubtatorBlocks(file, {
    onBlock: (block) => {
      isAnyClaimed ||= block.claims.length > 0 || block.unread.length > 0;
      const open = builder.open(block);
      const document = mode === 'settle' ? builder.settle(open) : undefined;
      known.set(block.id, document === undefined ? block : 'settled');
      read.push(document ?? open);
    },
    findBlock: (id) => {
      const block = known.get(id);
      if (block === 'settled') isLate = true;
      return block;
    },
  });
  return {
    get lineCount() {
      return blocks.lineCount;
    },
    take: (piece) => blocks.take(piece, lineBreak),
    finish: () => {
      const { issues, noveltyCount, partsCount } = blocks.finish();
      const claims = read.flatMap((each) => ('block' in each ? each.block.claims : []));
      const isAnySettled = read.some((each) => !('block' in each));
      const place = isAnySettled ? readRemainingOffsets : readOffsets;
      const offsets = place(claims, READINGS, rules);
      if (isLate || offsets === undefined) return { kind: 'again' };
      const notKept = { code: 'not-kept', severity: 'note', file } as const;
      const remarks: DataIssue[] = [...issues];
      if (noveltyCount > 0) remarks.push({ ...notKept, found: `novelty marks of relations: ${noveltyCount}` });
      if (partsCount > 0) {
        remarks.push({ ...notKept, found: `lists of the parts of a composite mention: ${partsCount}` });
      }
      const places = offsets.located.values();
      // Lines of a mention may stand behind the next title.
      isAnyClaimed ||= claims.length > 0;
      const built = read.map((each) => ('block' in each ? builder.build(each, places) : each));
      const documents = unannotatedWithoutAny(built, isAnyClaimed);
      const ofUnit = fileIssues(file, offsets);
      return { kind: 'read', parsed: { documents, issues: [...remarks, ...ofUnit, ...builder.issues], dialect: '' } };
    },
  };
}

const READINGS = createReadings<PubtatorClaim>([
  {
    layout: 'abstract offsets are one too small (no separator after the title)',
    move: ({ block }, offset, unit) => (offset >= block.index.fromUtf16(block.titleEnd, unit) ? offset + 1 : offset),
  },
]);

/** A block whose document has its id but is not built yet. */
interface OpenBlock {
  readonly block: PubtatorBlock;
  readonly id: string;
}

class DocumentBuilder {
  readonly #file: string;
  readonly #uniqueId = createUniqueIds();
  readonly #conceptIdsOf = createConceptIdParser();
  readonly issues: DataIssue[] = [];

  readonly #isExact: boolean;

  constructor(file: string, { isExact = false }: OffsetRules) {
    this.#file = file;
    this.#isExact = isExact;
  }

  /** Asked in the order of the file: the first of an id keeps it. */
  open(block: PubtatorBlock): OpenBlock {
    const id = this.#uniqueId(block.id);
    if (id !== block.id) {
      const where = { file: this.#file, line: block.line, documentId: id };
      this.issues.push({ code: 'duplicate-document', severity: 'warning', ...where, found: `${block.id} again` });
    }
    return { block, id };
  }

  /** Where every mention stands as it is written; undefined where one does not. */
  settle({ block, id }: OpenBlock): Document | undefined {
    // Lines that nobody could read leave a gap, which `build` makes.
    if (block.unread.length > 0) return undefined;
    const { title = '', abstract = '', titleEnd } = block;
    // Behind characters of two units code points and UTF-16 units differ.
    const mayDiffer = SURROGATE.test(title) || SURROGATE.test(abstract);
    const inTitle: Mention[] = [];
    const inAbstract: Mention[] = [];
    for (const [index, claim] of block.claims.entries()) {
      const { start, end } = (mayDiffer ? locateExactly(claim, CODE_POINTS_AS_WRITTEN)?.[0] : claim) ?? NOWHERE;
      const base = end <= titleEnd ? 0 : titleEnd + 1;
      const text = base === 0 ? title : abstract;
      const isPlain = start >= base && end - start === claim.quote.length && claim.quote !== '';
      if (!isPlain || !text.startsWith(claim.quote, start - base)) return undefined;
      if (!this.#isExact && claim.quote !== claim.quote.trim()) return undefined;
      // A piece of the document's own text: the line's would keep the line's part of the file in memory.
      const placed = { index, start: start - base, end: end - base, quote: text.slice(start - base, end - base) };
      (base === 0 ? inTitle : inAbstract).push(this.#mentionOf(claim, placed));
    }
    return this.#documentOf({ block, id }, { inTitle, inAbstract });
  }

  /** @param places of the block's claims come next */
  build({ block, id }: OpenBlock, places: Iterator<LocatedClaim>): Document {
    const inTitle: Mention[] = [];
    const inAbstract: Mention[] = [];
    const gaps: AnnotationGap[] = block.unread.map(lostBy);
    for (const [index, claim] of block.claims.entries()) {
      const place: LocatedClaim | undefined = places.next().value;
      if (place?.kind !== 'found') {
        const issue = claimIssue(claim, place, whereOf(claim, this.#file, id));
        if (issue) {
          this.issues.push(issue);
          gaps.push(...lostClaim(claim, place, issue));
        }
      }
      if (place?.kind !== 'found' && place?.kind !== 'repaired') continue;
      const { start, end } = hullOf(place.spans);
      const base = end <= block.titleEnd ? 0 : block.titleEnd + 1;
      if (start < base) {
        const expected = 'a mention within title or abstract';
        const where = whereOf(claim, this.#file, id);
        const issue = { code: 'mention-crosses-passages', severity: 'error', ...where, expected } as const;
        this.issues.push(issue);
        gaps.push(lostBy(issue));
        continue;
      }
      const text = base === 0 ? (block.title ?? '') : (block.abstract ?? '');
      const quote = text.slice(start - base, end - base);
      const placed = { index, start: start - base, end: end - base, quote };
      (base === 0 ? inTitle : inAbstract).push(this.#mentionOf(claim, placed));
    }
    return this.#documentOf({ block, id }, { inTitle, inAbstract, gaps });
  }

  #mentionOf(
    { entityType, ids }: PubtatorClaim,
    { index, start, end, quote }: { index: number; start: number; end: number; quote: string },
  ): Mention {
    const conceptIds = this.#conceptIdsOf(ids);
    const mention = { id: mentionId(index), span: { start, end }, entityType, quote };
    return conceptIds === undefined ? mention : { ...mention, conceptIds };
  }

  #documentOf({ block, id }: OpenBlock, { inTitle, inAbstract, gaps = [] }: PlacedMentions): Document {
    const { title = '', abstract } = block;
    const titlePassage = { id: 'title', kind: 'title', text: title, mentions: inTitle };
    const passages: Passage[] = [withGaps(titlePassage, gapsWithin(gaps, { start: 0, end: title.length }))];
    if (abstract !== undefined) {
      const start = title.length + 1;
      const passage = { id: 'abstract', kind: 'abstract', text: abstract, mentions: inAbstract };
      passages.push(withGaps(passage, gapsWithin(gaps, { start, end: start + abstract.length })));
    }
    const document: Document = { id, source: this.#file, passages, boundaries: 'given' };
    if (block.relations.length === 0) return document;
    const relations = block.relations.map(({ relationType, concepts }, index): Relation => ({
      id: `R${index + 1}`,
      relationType,
      arguments: concepts.map((target, place) => ({ role: `Arg${place + 1}`, kind: 'concept', target })),
    }));
    return { ...document, relations };
  }
}

/** What was lost somewhere in a document may be in either of its passages. */
function gapsWithin(gaps: readonly AnnotationGap[], passage: Span): readonly AnnotationGap[] {
  return gaps.flatMap((gap): readonly AnnotationGap[] => {
    if (gap.span === undefined) return [gap];
    const start = Math.max(gap.span.start, passage.start) - passage.start;
    const end = Math.min(gap.span.end, passage.end) - passage.start;
    return start < end ? [{ ...gap, span: { start, end } }] : [];
  });
}

interface PlacedMentions {
  readonly inTitle: readonly Mention[];
  readonly inAbstract: readonly Mention[];
  readonly gaps?: readonly AnnotationGap[];
}

const NOWHERE: Span = { start: -1, end: -1 };
const SURROGATE = /[\uD800-\uDFFF]/;

function whereOf({ line, entityType, quote, start, end }: PubtatorClaim, file: string, documentId: string) {
  return { file, line, documentId, found: `${entityType} "${excerpt(quote)}" at ${start}–${end}` };
}

import type { Corpus, Document, Mention, Passage, Relation } from '../../corpus/corpus.ts';
import { createOffsetIndex, type OffsetIndex } from '../../text/offset-index.ts';
import { sortRelations } from '../../corpus/whole-relations.ts';
import type { Span } from '../../text/span.ts';
import type { LossList } from './loss-list.ts';

/** A document as one text, for formats that know no passages; spans in UTF-16 units of that text. */
export interface FlatText {
  readonly id: string;
  readonly text: string;
  readonly index: OffsetIndex;
  readonly mentions: readonly FlatMention[];
  /** Those whose arguments are all among the mentions. */
  readonly relations: readonly Relation[];
}

export interface FlatMention {
  readonly mention: Mention;
  /** More than one where the mention is discontinuous. */
  readonly pieces: readonly Span[];
}

/**
 * Passages of a document joined by one blank, as PubTator joins title and abstract; those of a document with assumed
 * boundaries stand alone.
 */
export function flattenCorpus({ documents }: Corpus, losses: LossList): readonly FlatText[] {
  return documents.flatMap((document) => groupPassages(document, losses));
}

function groupPassages(document: Document, losses: LossList): FlatText[] {
  const { id, passages, boundaries, relations = [] } = document;
  losses.add('lists of sentence borders', passages.filter(({ sentences }) => sentences).length);
  losses.add('instructions and answers of given rows', passages.filter(({ given }) => given).length);
  if (boundaries === 'assumed') {
    losses.add('passages, each written as a text of its own', passages.length);
    losses.add('relations', relations.length);
    return passages.map((passage) => flatten(`${id}:${passage.id}`, [passage], []));
  }
  if (passages.length !== 1) losses.add('borders of passages', Math.max(passages.length - 1, 0));
  const { whole, broken } = sortRelations(document);
  losses.add('relations whose mention is gone', broken.length);
  return [flatten(id, passages, whole)];
}

function flatten(id: string, passages: readonly Passage[], relations: readonly Relation[]): FlatText {
  const text = passages.map((passage) => passage.text).join(' ');
  const mentions: FlatMention[] = [];
  let base = 0;
  for (const passage of passages) {
    const shift = ({ start, end }: Span): Span => ({ start: start + base, end: end + base });
    for (const mention of passage.mentions) {
      mentions.push({ mention, pieces: (mention.fragments ?? [mention.span]).map(shift) });
    }
    base += passage.text.length + 1;
  }
  return { id, text, index: createOffsetIndex(text), mentions, relations };
}

/** The hull in code points, for formats of one range a mention; a discontinuous one is a loss. */
export function hullInCodePoints(
  { index }: FlatText,
  { pieces }: FlatMention,
  losses: LossList,
): [start: number, end: number] {
  if (pieces.length > 1) losses.add('discontinuous mentions, written as one span');
  const [start, end] = [pieces[0]?.start ?? 0, pieces.reduce((last, piece) => Math.max(last, piece.end), 0)];
  return [index.fromUtf16(start, 'code-point'), index.fromUtf16(end, 'code-point')];
}

/** Counts the mentions of a text that have concept ids. */
export function countConceptIds({ mentions }: FlatText): number {
  return mentions.filter(({ mention }) => mention.conceptIds).length;
}

/** Cuts a piece out of a text; offsets in code points. */
export function sliceCodePoints({ text, index }: FlatText, start: number, end: number): string {
  return text.slice(index.toUtf16(start, 'code-point'), index.toUtf16(end, 'code-point'));
}

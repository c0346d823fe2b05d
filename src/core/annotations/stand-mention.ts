import type { EntityType, Mention } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';

export interface MentionParts {
  readonly id: string;
  readonly entityType: EntityType;
  /** One or more, in order, apart from each other. */
  readonly pieces: readonly Span[];
  readonly conceptIds?: readonly string[] | undefined;
}

/**
 * A mention as it stands in a text: hull and quote follow from its pieces, the quote of several being joined by one
 * space. Throws on no piece, which no caller has.
 */
export function standMention(text: string, { id, entityType, pieces, conceptIds }: MentionParts): Mention {
  const [first] = pieces;
  const last = pieces.at(-1);
  if (first === undefined || last === undefined) throw new Error('a mention needs at least one piece');
  return {
    id,
    span: { start: first.start, end: last.end },
    ...(pieces.length > 1 && { fragments: pieces }),
    entityType,
    quote: pieces.map(({ start, end }) => text.slice(start, end)).join(' '),
    ...(conceptIds !== undefined && { conceptIds }),
  };
}

/** The fragments of a mention, or its one span. */
export function piecesOf({ span, fragments }: Pick<Mention, 'span' | 'fragments'>): readonly Span[] {
  return fragments ?? [span];
}

/** Whether a mention says what stands at its place: spans inside the text, in order, the quote equal to them. */
export function standsIn(text: string, mention: Mention): boolean {
  const pieces = piecesOf(mention);
  const { start, end } = mention.span;
  const areInOrder = pieces.every(
    (piece, index) =>
      Number.isInteger(piece.start) &&
      Number.isInteger(piece.end) &&
      piece.start < piece.end &&
      piece.start >= (pieces[index - 1]?.end ?? start) &&
      piece.end <= end,
  );
  if (!areInOrder || start < 0 || end > text.length) return false;
  return pieces.map((piece) => text.slice(piece.start, piece.end)).join(' ') === mention.quote;
}

/** Equal in place and type, whatever their ids. */
export function isSameMention(one: Mention, other: Mention): boolean {
  return one.entityType === other.entityType && isSamePlace(one, other);
}

/** Whether two mentions cover the same pieces of the text. */
export function isSamePlace(one: Mention, other: Mention): boolean {
  const [pieces, others] = [piecesOf(one), piecesOf(other)];
  return (
    pieces.length === others.length &&
    pieces.every(({ start, end }, index) => start === others[index]?.start && end === others[index].end)
  );
}

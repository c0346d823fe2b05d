import type { EntityType, Mention } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';

/** Mentions of the asked types that lie whole in a part of the text, their spans counted from its start. */
export function mentionsWithin(
  mentions: readonly Mention[],
  part: Span,
  asked: ReadonlySet<EntityType>,
): readonly Mention[] {
  return mentions
    .filter(({ entityType, span }) => asked.has(entityType) && part.start <= span.start && span.end <= part.end)
    .map((mention) => shiftMention(mention, -part.start));
}

/** A mention of a text that has `by` UTF-16 units more before it. */
export function shiftMention(mention: Mention, by: number): Mention {
  if (by === 0) return mention;
  const shift = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  const moved = { ...mention, span: shift(mention.span) };
  return mention.fragments ? { ...moved, fragments: mention.fragments.map(shift) } : moved;
}

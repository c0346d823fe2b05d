import type { Mention } from '../../../core/corpus/corpus.ts';
import { type HighlightSegment, highlightSegments } from '../../common/text/highlight-segments.ts';

/** Consecutive segments that are drawn, and drawn again, together: a paragraph of a long text. */
export interface TextBlock {
  readonly start: number;
  readonly end: number;
  /** Those that lie in it, in the order of their beginnings. */
  readonly mentions: readonly Mention[];
  readonly segments: readonly HighlightSegment[];
}

/** An abstract is one block; an article has one for about every screen. */
export const CHARACTERS_PER_BLOCK = 1500;

/** What so many mentions begin in is a block of its own: what stands in a block is laid out and painted together. */
const MENTIONS_PER_CELL = 25;
const CHARACTERS_PER_CELL = 500;

/**
 * A text in blocks, each of which ends behind a blank that no mention covers. A block of `before` that says the same
 * stays the same object, so that an edit cuts and draws one block of a long text and not all of it: for that, where
 * blocks end depends on the text and on the mentions near by alone. Mentions outside the text are left out.
 */
export function textBlocks(
  text: string,
  mentions: readonly Mention[],
  before: readonly TextBlock[] = [],
): readonly TextBlock[] {
  const known = new Map(before.map((block) => [block.start, block]));
  const sorted = mentions
    .filter(({ span }) => span.start < text.length && span.end > span.start)
    .sort((one, other) => one.span.start - other.span.start);
  const ends = blockEnds(text, sorted);
  let place = 0;
  return ends.map((end, index) => {
    const start = ends[index - 1] ?? 0;
    const first = place;
    while ((sorted[place]?.span.start ?? Infinity) < end) place += 1;
    const inside = sorted.slice(first, place);
    const old = known.get(start);
    if (old?.end === end && isSameList(old.mentions, inside)) return old;
    // No mention reaches over a block's edge, so its segments and their lanes are those of the whole text.
    return { start, end, mentions: inside, segments: highlightSegments(text, inside, { start, end }) };
  });
}

/** In order, the text's own end last; a text without a character has none. */
function blockEnds(text: string, sorted: readonly Mention[]): readonly number[] {
  if (text === '') return [];
  const ends: number[] = [];
  // Not more of the text's end than would be a block of its own.
  const lastCut = text.length - CHARACTERS_PER_BLOCK / 2;
  const isDense = denseCells(text, sorted);
  const cutBehind = (at: number): number => {
    let cell = Math.floor(at / CHARACTERS_PER_CELL);
    while (!isDense[cell] && ((cell + 1) * CHARACTERS_PER_CELL) % CHARACTERS_PER_BLOCK !== 0) cell += 1;
    return (cell + 1) * CHARACTERS_PER_CELL;
  };
  let nextCut = cutBehind(0);
  let free = 0;
  const cutUntil = (gapEnd: number): void => {
    while (nextCut < lastCut && nextCut <= gapEnd) {
      const at = behindBlank(text, Math.max(nextCut, free), gapEnd);
      if (at === undefined || at >= text.length) return;
      ends.push(at);
      nextCut = cutBehind(at);
    }
  };
  for (const { span } of sorted) {
    if (span.start > free) cutUntil(span.start);
    free = Math.max(free, span.end);
  }
  cutUntil(text.length);
  return [...ends, text.length];
}

function denseCells(text: string, mentions: readonly Mention[]): readonly boolean[] {
  const counts = Array.from({ length: Math.ceil(text.length / CHARACTERS_PER_CELL) }, () => 0);
  for (const { span } of mentions) {
    const cell = Math.floor(span.start / CHARACTERS_PER_CELL);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts.map((count) => count >= MENTIONS_PER_CELL);
}

/** Behind the first blank from `from` on. */
function behindBlank(text: string, from: number, end: number): number | undefined {
  for (let at = from; at < end; at += 1) if (/\s/u.test(text.charAt(at))) return at + 1;
  return undefined;
}

function isSameList(one: readonly Mention[], other: readonly Mention[]): boolean {
  return one.length === other.length && one.every((mention, index) => mention === other[index]);
}

/** Whether two segments are drawn alike. */
export function isSameSegment(one: HighlightSegment, other: HighlightSegment | undefined): boolean {
  return (
    other !== undefined &&
    one.start === other.start &&
    one.end === other.end &&
    one.lines.length === other.lines.length &&
    one.lines.every(({ mention, lane, part }, index) => {
      const line = other.lines[index];
      return line?.mention === mention && line.lane === lane && line.part === part;
    })
  );
}

import type { HighlightSegment } from '../common/highlight-segments.ts';

/** Consecutive segments that are drawn, and drawn again, together: a paragraph of a long text. */
export interface TextBlock {
  readonly start: number;
  readonly end: number;
  readonly segments: readonly HighlightSegment[];
}

/** An abstract is one block; an article has one for about every screen. */
export const CHARACTERS_PER_BLOCK = 1500;

/**
 * Segments in blocks, each of which ends behind a blank that no mention covers. A block of `before` that says the same
 * stays the same object, so that an edit draws one block of a long text and not all of it: for that, where blocks end
 * depends on the text and on the mentions near by alone.
 */
export function textBlocks(
  text: string,
  segments: readonly HighlightSegment[],
  before: readonly TextBlock[] = [],
): readonly TextBlock[] {
  const known = new Map(before.map((block) => [block.start, block]));
  return cutBlocks(text, segments).map((block) => {
    const old = known.get(block.start);
    return old !== undefined && isSame(old, block) ? old : block;
  });
}

function cutBlocks(text: string, segments: readonly HighlightSegment[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  let open: HighlightSegment[] = [];
  // Not more of the text's end than would be a block of its own.
  const lastCut = text.length - CHARACTERS_PER_BLOCK / 2;
  let nextCut = CHARACTERS_PER_BLOCK;
  const close = (): void => {
    const [first] = open;
    const last = open.at(-1);
    if (first !== undefined && last !== undefined) blocks.push({ start: first.start, end: last.end, segments: open });
    open = [];
  };
  for (const segment of segments) {
    let rest = segment;
    while (rest.lines.length === 0 && rest.end >= nextCut && nextCut < lastCut) {
      const at = blankFrom(text, Math.max(nextCut, rest.start), rest.end);
      if (at === undefined) break;
      open.push({ ...rest, end: at });
      close();
      nextCut = (Math.floor(at / CHARACTERS_PER_BLOCK) + 1) * CHARACTERS_PER_BLOCK;
      rest = { ...rest, start: at };
    }
    if (rest.start < rest.end) open.push(rest);
  }
  close();
  return blocks;
}

/** Behind the first blank from `from` on. */
function blankFrom(text: string, from: number, end: number): number | undefined {
  for (let at = from; at < end; at += 1) if (/\s/u.test(text.charAt(at))) return at + 1;
  return undefined;
}

function isSame(one: TextBlock, other: TextBlock): boolean {
  return (
    one.end === other.end &&
    one.segments.length === other.segments.length &&
    one.segments.every((segment, index) => isSameSegment(segment, other.segments[index]))
  );
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

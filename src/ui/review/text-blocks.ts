import type { HighlightSegment } from '../common/highlight-segments.ts';

/** Consecutive segments that are drawn, and drawn again, together. */
export interface TextBlock {
  readonly start: number;
  readonly end: number;
  readonly segments: readonly HighlightSegment[];
}

/** Few enough to draw well within a frame, many enough that a long text has few blocks to look at. */
const SEGMENTS_PER_BLOCK = 64;
const CHARACTERS_PER_BLOCK = 1500;

/**
 * Segments in blocks. A block of `before` that says the same stays the same object, so that an edit draws one block of
 * a long text and not all of it; for that, blocks end where the text says and not where their number says.
 */
export function textBlocks(
  segments: readonly HighlightSegment[],
  before: readonly TextBlock[] = [],
): readonly TextBlock[] {
  const known = new Map(before.map((block) => [block.start, block]));
  return cutBlocks(segments).map((block) => {
    const old = known.get(block.start);
    return old !== undefined && isSame(old, block) ? old : block;
  });
}

function cutBlocks(segments: readonly HighlightSegment[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  let open: HighlightSegment[] = [];
  for (const segment of segments) {
    open.push(segment);
    const start = open[0]?.start ?? segment.start;
    // A border between two mentions at a multiple of the length is the same one after edits elsewhere.
    const crosses = Math.floor(start / CHARACTERS_PER_BLOCK) !== Math.floor(segment.end / CHARACTERS_PER_BLOCK);
    if (!crosses && open.length < SEGMENTS_PER_BLOCK) continue;
    blocks.push({ start, end: segment.end, segments: open });
    open = [];
  }
  const [first] = open;
  if (first !== undefined) blocks.push({ start: first.start, end: open.at(-1)?.end ?? first.end, segments: open });
  return blocks;
}

function isSame(one: TextBlock, other: TextBlock): boolean {
  return (
    one.end === other.end &&
    one.segments.length === other.segments.length &&
    one.segments.every((segment, index) => isSameSegment(segment, other.segments[index]))
  );
}

function isSameSegment(one: HighlightSegment, other: HighlightSegment | undefined): boolean {
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

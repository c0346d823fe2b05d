import type { Span } from '../../../core/text/span.ts';

/** What a highlight needs of a mention; predicted and gold ones alike. */
export interface HighlightMention {
  readonly id: string;
  readonly span: Span;
  readonly fragments?: readonly Span[] | undefined;
  readonly entityType: string;
}

/** One mention's line under a segment: `joint` in the gap between the fragments of a discontinuous mention. */
export interface SegmentLine {
  readonly mention: HighlightMention;
  /** 0 is closest to the text. */
  readonly lane: number;
  readonly part: 'text' | 'joint';
}

/** A stretch of text under which the same lines run from its start to its end. */
export interface HighlightSegment {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly SegmentLine[];
  /**
   * Mentions whose keys are shown behind this segment, innermost first. A key waits until no line runs on, because it
   * would tear the line of an outer mention apart.
   */
  readonly endings: readonly HighlightMention[];
}

/** Shorter mentions first, so that the inner one of two nested ones lies closest to the text. */
function byLength(a: HighlightMention, b: HighlightMention): number {
  const difference = a.span.end - a.span.start - (b.span.end - b.span.start);
  return difference !== 0 ? difference : a.span.start - b.span.start;
}

/** Each in the lane below the deepest shorter one that it overlaps: otherwise its line would run through that one. */
function assignLanes(mentions: readonly HighlightMention[]): ReadonlyMap<HighlightMention, number> {
  const laneOf = new Map<HighlightMention, number>();
  // By stretch of the text: an article has thousands of mentions, few of them near each other.
  const placed = new Map<number, Placed[]>();
  for (const mention of [...mentions].sort(byLength)) {
    const { start, end } = mention.span;
    const [first, last] = [Math.floor(start / STRETCH), Math.floor((end - 1) / STRETCH)];
    let lane = 0;
    for (let stretch = first; stretch <= last; stretch += 1) {
      for (const other of placed.get(stretch) ?? []) {
        if (other.lane >= lane && other.start < end && start < other.end) lane = other.lane + 1;
      }
    }
    for (let stretch = first; stretch <= last; stretch += 1) {
      const there = placed.get(stretch);
      if (there === undefined) placed.set(stretch, [{ start, end, lane }]);
      else there.push({ start, end, lane });
    }
    laneOf.set(mention, lane);
  }
  return laneOf;
}

interface Placed extends Span {
  readonly lane: number;
}

/** UTF-16 units; longer than nearly every mention. */
const STRETCH = 128;

function partAt(mention: HighlightMention, offset: number): 'text' | 'joint' {
  const fragments = mention.fragments;
  if (fragments === undefined) return 'text';
  return fragments.some((fragment) => fragment.start <= offset && offset < fragment.end) ? 'text' : 'joint';
}

/**
 * Cuts `text`, or the part of it that is asked for, at every edge of a mention. The segments cover it exactly once, in
 * order; mentions that reach out of it are clipped to it. Offsets are UTF-16 units of `text`.
 */
export function highlightSegments(
  text: string,
  mentions: readonly HighlightMention[],
  part: Span = { start: 0, end: text.length },
): readonly HighlightSegment[] {
  const inside = mentions.filter(({ span }) => span.start < part.end && span.end > part.start && span.end > span.start);
  const laneOf = assignLanes(inside);
  const edges = new Set([part.start, part.end]);
  for (const mention of inside) {
    for (const span of [mention.span, ...(mention.fragments ?? [])]) {
      edges.add(Math.min(Math.max(span.start, part.start), part.end));
      edges.add(Math.min(Math.max(span.end, part.start), part.end));
    }
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const segments: HighlightSegment[] = [];
  const byStart = [...inside].sort((a, b) => a.span.start - b.span.start);
  let begun = 0;
  let covering: readonly HighlightMention[] = [];
  let ended: HighlightMention[] = [];
  for (const [index, start] of sorted.entries()) {
    const end = sorted[index + 1];
    if (end === undefined) break;
    const firstBegun = begun;
    while ((byStart[begun]?.span.start ?? Infinity) <= start) begun += 1;
    covering = [...covering, ...byStart.slice(firstBegun, begun)].filter(({ span }) => span.end > start);
    ended.push(...covering.filter((mention) => Math.min(mention.span.end, part.end) === end).sort(byLength));
    const runsOn = covering.some((mention) => Math.min(mention.span.end, part.end) > end);
    segments.push({
      start,
      end,
      lines: covering
        .map((mention) => ({ mention, lane: laneOf.get(mention) ?? 0, part: partAt(mention, start) }))
        .sort((a, b) => a.lane - b.lane),
      endings: runsOn ? [] : ended,
    });
    if (!runsOn) ended = [];
  }
  return segments;
}

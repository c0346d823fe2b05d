import type { Span } from '../../core/text/span.ts';
import type { HighlightSegment } from '../common/highlight-segments.ts';

/** A stretch of text that is drawn in one way: the same lines under it, selected as a whole or not at all. */
export interface TextPiece extends HighlightSegment {
  readonly selected: boolean;
  /** The selection begins or ends at this piece's edge. */
  readonly opens: boolean;
  readonly closes: boolean;
}

/** Segments of a text, cut once more at the edges of the selection. They cover the same text, in order. */
export function textPieces(segments: readonly HighlightSegment[], selection: Span | undefined): readonly TextPiece[] {
  return segments.flatMap((segment) => {
    const cuts = [selection?.start, selection?.end].filter(
      (cut): cut is number => cut !== undefined && cut > segment.start && cut < segment.end,
    );
    const edges = [segment.start, ...cuts, segment.end];
    return edges.slice(1).map((end, index): TextPiece => {
      const start = edges[index] ?? segment.start;
      const selected = selection !== undefined && selection.start <= start && end <= selection.end;
      return {
        start,
        end,
        lines: segment.lines,
        // Keys take no room here, so each stands at its own mention's end.
        endings: segment.lines.flatMap(({ mention }) => (mention.span.end === end ? [mention] : [])),
        selected,
        opens: selected && start === selection.start,
        closes: selected && end === selection.end,
      };
    });
  });
}

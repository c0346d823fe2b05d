import type { AnnotationGap } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';

/** Gaps that touch a part of the text, their spans cut to it and counted from its start; undefined where none does. */
export function gapsWithin(
  gaps: readonly AnnotationGap[] | undefined,
  part: Span,
): readonly AnnotationGap[] | undefined {
  const touching = (gaps ?? []).filter(({ span }) => span === undefined || touches(span, part));
  if (touching.length === 0) return undefined;
  return touching.map(({ span, ...gap }) => (span === undefined ? gap : { ...gap, span: cut(span, part) }));
}

/** A span without length touches what it lies in or at the edge of. */
function touches(span: Span, part: Span): boolean {
  if (span.start === span.end) return part.start <= span.start && span.end <= part.end;
  return span.start < part.end && part.start < span.end;
}

function cut(span: Span, part: Span): Span {
  return { start: Math.max(span.start, part.start) - part.start, end: Math.min(span.end, part.end) - part.start };
}

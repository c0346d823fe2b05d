import type { Span } from '../text/span.ts';
import { trimSpan } from './trim-span.ts';

/**
 * The words of a text, as a cursor steps over them: what stands between blanks, without outer punctuation, so that
 * "IL-2", "5′-UTR" and "(−)-nicotine" are one word each. What is punctuation only is a word of its own, since a
 * mention may have to end there.
 */
export function wordSpans(text: string): Span[] {
  return Array.from(text.matchAll(/\S+/gu), ({ index, 0: piece }) => {
    const whole = { start: index, end: index + piece.length };
    const trimmed = trimSpan(text, whole);
    return trimmed.start < trimmed.end ? trimmed : whole;
  });
}

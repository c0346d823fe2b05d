import { isCharacterBorder } from '../text/character-borders.ts';
import type { Span } from '../text/span.ts';

const STOPS = /^[\s.,;:!?…·|/]$/u;
const QUOTES = /^["“”„«»‘]$/u;
const CLOSER: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * A span without outer blanks and punctuation. A bracket stays where its partner is inside, so "(−)-nicotine" is whole
 * and "(aspirin" is not; both go where they hold all of it. Primes stay: they belong to "5′". Empty where nothing is left.
 */
export function trimSpan(text: string, { start, end }: Span): Span {
  let [from, to] = [start, end];
  for (;;) {
    const first = text.charAt(from);
    const last = text.charAt(to - 1);
    if (from >= to) return { start: from, end: from };
    if (STOPS.test(first) || QUOTES.test(first) || isAlone(text, { start: from, end: to }, 'first')) from += 1;
    else if (STOPS.test(last) || QUOTES.test(last) || isAlone(text, { start: from, end: to }, 'last')) to -= 1;
    else if (isPartner(text, { start: from, end: to })) [from, to] = [from + 1, to - 1];
    else break;
  }
  // A mark on what was trimmed belongs to nothing that stays.
  while (from < to && !isCharacterBorder(text, from)) from -= 1;
  while (from < to && to < end && !isCharacterBorder(text, to)) to += 1;
  return { start: Math.max(from, start), end: Math.min(to, end) };
}

/** The first character opens a bracket that nothing inside closes, or the last closes one that nothing opens. */
function isAlone(text: string, { start, end }: Span, which: 'first' | 'last'): boolean {
  const character = which === 'first' ? text.charAt(start) : text.charAt(end - 1);
  if (which === 'first' && Object.values(CLOSER).includes(character)) return true;
  if (which === 'last' && character in CLOSER) return true;
  if (which === 'first') return character in CLOSER && partnerOf(text, { start, end }) === -1;
  const opener = Object.keys(CLOSER).find((open) => CLOSER[open] === character);
  if (opener === undefined) return false;
  let depth = 0;
  for (let at = end - 1; at >= start; at -= 1) {
    if (text.charAt(at) === character) depth += 1;
    if (text.charAt(at) === opener) depth -= 1;
    if (depth === 0) return false;
  }
  return true;
}

/** Brackets that hold all of the span. */
function isPartner(text: string, span: Span): boolean {
  return text.charAt(span.start) in CLOSER && partnerOf(text, span) === span.end - 1;
}

function partnerOf(text: string, { start, end }: Span): number {
  const opener = text.charAt(start);
  const closer = CLOSER[opener];
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    if (text.charAt(at) === opener) depth += 1;
    if (text.charAt(at) === closer) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

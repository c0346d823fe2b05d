import type { Span } from '../../text/span.ts';

/** A half-open range of two whole numbers, also as text and with the fraction that pandas gives them ("8.0"); undefined for anything else. Zero-length and turned ones are the caller's to judge. */
export function spanOf(start: unknown, end: unknown): Span | undefined {
  const [from, to] = [wholeNumber(start), wholeNumber(end)];
  return from === undefined || to === undefined ? undefined : { start: from, end: to };
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d{1,15}(?:\.0*)?\s*$/u.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

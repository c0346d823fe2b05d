import type { OffsetIndex } from '../text/offset-index.ts';
import type { Span } from '../text/span.ts';
import { findQuotes, MAX_PLACES } from './find-quotes.ts';
import { FOLD_LEVELS, FOLD_NAMES, foldText, type FoldedText } from './fold-text.ts';
import type { LocatedClaim, OffsetClaim } from './offset-claims.ts';

/**
 * Gives claims that fit at none of their offsets the one place where their words stand, as they are written or, where
 * they do not, in another spelling. A place that another claim with the same words has is not free. Where several are
 * left, they are named. Linear in the texts and the quotes.
 */
export function placeByWords(
  claims: readonly OffsetClaim[],
  located: readonly LocatedClaim[],
): readonly LocatedClaim[] {
  const lost = located.flatMap((place, number) => {
    const isLost = place.kind === 'mismatch' || place.kind === 'out-of-range';
    return isLost && claims[number]?.quote.trim() !== '' ? [number] : [];
  });
  if (lost.length === 0) return located;
  const placed = [...located];
  const taken = new Set<string>();
  const numbers = numberTexts(claims);
  for (const [number, place] of located.entries()) {
    if (place.kind === 'found' || place.kind === 'repaired') taken.add(keyOf(numbers[number], place.spans[0]));
  }
  const byText = new Map<OffsetIndex, number[]>();
  for (const number of lost) {
    const claim = claims[number];
    if (claim === undefined) continue;
    const ofText = byText.get(claim.index);
    if (ofText === undefined) byText.set(claim.index, [number]);
    else ofText.push(number);
  }
  for (const ofText of byText.values()) {
    const text = claims[ofText[0] ?? 0]?.text ?? '';
    let waiting = ofText;
    for (const level of ['as-written', ...FOLD_LEVELS] as const) {
      if (waiting.length === 0) break;
      const fold = (each: string): FoldedText =>
        level === 'as-written' ? { folded: each, toText: (span) => span } : foldText(each, level);
      const { folded, toText } = fold(text);
      const byQuote = new Map<string, number[]>();
      for (const number of waiting) {
        const quote = fold(claims[number]?.quote.trim() ?? '').folded;
        const those = byQuote.get(quote);
        if (those === undefined) byQuote.set(quote, [number]);
        else those.push(number);
      }
      const places = findQuotes(folded, byQuote.keys());
      waiting = [];
      for (const [quote, those] of byQuote) {
        const all = (places.get(quote) ?? []).map(toText);
        const free = all.filter((span) => !taken.has(keyOf(numbers[those[0] ?? 0], span)));
        const [only] = free;
        const how = level === 'as-written' ? WORDS : `${WORDS}; ${FOLD_NAMES[level]}`;
        if (all.length === 0) waiting.push(...those);
        for (const number of all.length === 0 ? [] : those) {
          const place = located[number];
          const isOne = free.length === 1 && those.length === 1;
          if (isOne && only !== undefined) placed[number] = { kind: 'repaired', spans: [only], how };
          else if (place !== undefined && all.length <= MAX_PLACES) placed[number] = withPlaces(place, all);
        }
      }
    }
  }
  return placed;
}

const WORDS = 'its words stand at one place only';

function withPlaces(place: LocatedClaim, places: readonly Span[]): LocatedClaim {
  return place.kind === 'mismatch' || place.kind === 'out-of-range' ? { ...place, places } : place;
}

/** One number for each text, by its index. */
function numberTexts(claims: readonly OffsetClaim[]): readonly number[] {
  const known = new Map<OffsetIndex, number>();
  return claims.map(({ index }) => {
    const number = known.get(index) ?? known.size;
    known.set(index, number);
    return number;
  });
}

function keyOf(text: number | undefined, span: Span | undefined): string {
  return `${text} ${span?.start} ${span?.end}`;
}

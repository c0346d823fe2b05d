import type { OffsetIndex } from '../../text/offset-index.ts';
import type { Span } from '../../text/span.ts';
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
  /** The types of the mentions at a place of a text. */
  const taken = new Map<string, Set<string>>();
  const numbers = numberTexts(claims);
  for (const [number, place] of located.entries()) {
    if (place.kind !== 'found' && place.kind !== 'repaired') continue;
    const key = keyOf(numbers[number], place.spans[0]);
    const types = taken.get(key) ?? new Set();
    taken.set(key, types.add(claims[number]?.entityType ?? ''));
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
        const typesAt = (span: Span) => taken.get(keyOf(numbers[those[0] ?? 0], span));
        const free = all.filter((span) => typesAt(span) === undefined);
        const [only] = free;
        const spelling = level === 'as-written' ? '' : `; ${FOLD_NAMES[level]}`;
        const how = `${WORDS}${spelling}`;
        if (all.length === 0) waiting.push(...those);
        const settled =
          all.length > MAX_PLACES
            ? new Map()
            : placeNameless(all, those, { claims, typesAt, how: `${all.length === 1 ? WORDS : EACH}${spelling}` });
        for (const [number, place] of settled) placed[number] = place;
        for (const number of all.length === 0 ? [] : those) {
          if (settled.has(number)) continue;
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

interface Nameless {
  readonly claims: readonly OffsetClaim[];
  /** Types of the mentions that have a place already; undefined where none has it. */
  readonly typesAt: (span: Span) => ReadonlySet<string> | undefined;
  readonly how: string;
}

/**
 * Claims that bring words and a type but no offsets, and are as many as the places of their words, or more: each place
 * is meant, and what is said beyond that is said again. Places go to a type first where no other has them, then where
 * other types do. Nothing for types that are named fewer times than there are places.
 *
 * @param all where their words stand
 * @param those the lost claims with these words
 * @returns by the claim's number
 */
function placeNameless(
  all: readonly Span[],
  those: readonly number[],
  { claims, typesAt, how }: Nameless,
): ReadonlyMap<number, LocatedClaim> {
  const settled = new Map<number, LocatedClaim>();
  // One that points elsewhere as well is no name alone: what it means is not known.
  if (all.length === 0 || !those.every((number) => isNameless(claims[number]))) return settled;
  const byType = new Map<string, number[]>();
  for (const number of those) {
    const entityType = claims[number]?.entityType ?? '';
    const ofType = byType.get(entityType);
    if (ofType === undefined) byType.set(entityType, [number]);
    else ofType.push(number);
  }
  let free = all.filter((span) => typesAt(span) === undefined);
  for (const [entityType, numbers] of byType) {
    const isFree = new Set(free);
    const ofOthers = all.filter((span) => !isFree.has(span) && typesAt(span)?.has(entityType) !== true);
    const rest = numbers.length - free.length;
    if (rest < 0 || (rest > 0 && rest < ofOthers.length)) continue;
    const places = rest > 0 ? [...free, ...ofOthers] : free;
    for (const [index, number] of numbers.entries()) {
      const span = places[index];
      settled.set(
        number,
        span === undefined ? { kind: 'repeated', count: all.length } : { kind: 'repaired', spans: [span], how },
      );
    }
    free = [];
  }
  return settled;
}

function isNameless(claim: OffsetClaim | undefined): boolean {
  return claim?.entityType !== undefined && claim.pieces.length === 0;
}

const WORDS = 'its words stand at one place only';
const EACH = 'it is named as often as its words stand';

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

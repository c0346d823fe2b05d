import { agreementOf, type AgreementValue, NO_VARIATION, NOTHING_TO_COMPARE } from './agreement-value.ts';

/**
 * Krippendorff's alpha for nominal values, 1 − Do/De, from the coincidences of pairable values (Krippendorff 2011,
 * "Computing Krippendorff's Alpha-Reliability"). At most 1; 0 is what chance gives.
 *
 * @param raters the values of each rater over the same units, undefined where a rater has none. A unit with fewer
 *   than two values pairs with nothing and is left out. Throws where raters have different numbers of units.
 */
export function krippendorffAlpha(raters: readonly (readonly (string | undefined)[])[]): AgreementValue {
  const unitCount = raters[0]?.length ?? 0;
  if (raters.some(({ length }) => length !== unitCount)) throw new Error('all raters have the same units');
  const totals = new Map<string, number>();
  let pairable = 0;
  /** Σ over units of the pairs of unlike values, each divided by the unit's values less one. */
  let observed = 0;
  for (let unit = 0; unit < unitCount; unit += 1) {
    const counts = new Map<string, number>();
    let size = 0;
    for (const rater of raters) {
      const value = rater[unit];
      if (value === undefined) continue;
      counts.set(value, (counts.get(value) ?? 0) + 1);
      size += 1;
    }
    if (size < 2) continue;
    pairable += size;
    let alike = 0;
    for (const [value, count] of counts) {
      totals.set(value, (totals.get(value) ?? 0) + count);
      alike += count * count;
    }
    observed += (size * size - alike) / (size - 1);
  }
  if (pairable === 0) return NOTHING_TO_COMPARE;
  let expected = pairable * pairable;
  for (const total of totals.values()) expected -= total * total;
  if (expected === 0) return NO_VARIATION;
  return agreementOf(1 - ((pairable - 1) * observed) / expected);
}

import { agreementOf, type AgreementValue, NO_VARIATION, NOTHING_TO_COMPARE } from './agreement-value.ts';

/**
 * Cohen's kappa of two raters over the same items, (po − pe) / (1 − pe), where pe = Σ p1(k) p2(k) over the labels
 * (Cohen 1960). In [−1, 1]. Undefined without items, and where both use one label only, since then pe is 1.
 * Throws where the raters have not rated the same number of items.
 */
export function cohenKappa(one: readonly string[], other: readonly string[]): AgreementValue {
  if (one.length !== other.length) throw new Error('both raters rate the same items');
  const count = one.length;
  if (count === 0) return NOTHING_TO_COMPARE;
  const ofOne = countLabels(one);
  const ofOther = countLabels(other);
  let equalCount = 0;
  one.forEach((label, index) => {
    if (label === other[index]) equalCount += 1;
  });
  // In counts, so that "by chance always" is found exactly and not up to a rounding.
  let chance = 0;
  for (const [label, times] of ofOne) chance += times * (ofOther.get(label) ?? 0);
  const whole = count * count;
  if (chance === whole) return NO_VARIATION;
  return agreementOf((equalCount * count - chance) / (whole - chance));
}

function countLabels(labels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

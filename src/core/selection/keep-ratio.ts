/**
 * The shortest decimal k in (0, 1] with floor(k × baseCount) = keepCount. At least one is kept, as a selection keeps
 * one at any share; at most all.
 */
export function keepRatioForCount(keepCount: number, baseCount: number): number {
  const wanted = Math.max(1, keepCount);
  if (baseCount <= 0 || wanted >= baseCount) return 1;
  for (let decimals = 2; decimals <= 12; decimals += 1) {
    const scale = 10 ** decimals;
    const ratio = Math.ceil((wanted / baseCount) * scale) / scale;
    if (ratio <= 1 && Math.floor(ratio * baseCount) === wanted) return ratio;
  }
  return Math.min(1, (wanted + 0.5) / baseCount);
}

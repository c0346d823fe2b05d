/** What two lists have under one key. */
export interface ItemPair<T> {
  readonly one: T | undefined;
  readonly other: T | undefined;
}

/** Pairs items of two lists by key, in the order of the keys. */
export function pairsBy<T>(
  one: readonly T[],
  other: readonly T[],
  keyOf: (item: T) => string,
): Map<string, ItemPair<T>> {
  const pairs = new Map<string, ItemPair<T>>(one.map((item) => [keyOf(item), { one: item, other: undefined }]));
  for (const item of other) {
    const key = keyOf(item);
    pairs.set(key, { one: pairs.get(key)?.one, other: item });
  }
  return new Map([...pairs].toSorted(([a], [b]) => compareTexts(a, b)));
}

/** Orders texts by their UTF-16 units, the same on every machine. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

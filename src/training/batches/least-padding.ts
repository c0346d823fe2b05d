/** More sizes pad less, but each holds a graph of its own in memory. */
const MAX_SIZES = 5;

/**
 * Multiples of `grain`, rising and at most five, of which every count is padded to the next: those that pad least, found
 * as the best last size behind the best ones before it.
 */
export function leastPadding(counts: readonly number[], grain: number): readonly number[] {
  const frequency = new Map<number, number>();
  for (const count of counts) {
    const size = roundUp(count, grain);
    frequency.set(size, (frequency.get(size) ?? 0) + 1);
  }
  const sizes = [...frequency.keys()].sort((a, b) => a - b);
  const countUpTo = [0];
  for (const size of sizes) countUpTo.push((countUpTo.at(-1) ?? 0) + (frequency.get(size) ?? 0));
  /** By how many of the sizes are covered: the fewest places they take, and the borders that do it. */
  let best: readonly Cover[] = sizes.map((size, last) => {
    return { places: size * (countUpTo[last + 1] ?? 0), borders: [size] };
  });
  for (let borderCount = 2; borderCount <= MAX_SIZES; borderCount += 1) {
    const fewer = best;
    best = sizes.map((size, last) => {
      let least = fewer[last] ?? NO_COVER;
      for (let before = 0; before < last; before += 1) {
        const { places, borders } = fewer[before] ?? NO_COVER;
        const whole = places + size * ((countUpTo[last + 1] ?? 0) - (countUpTo[before + 1] ?? 0));
        if (whole < least.places) least = { places: whole, borders: [...borders, size] };
      }
      return least;
    });
  }
  return best.at(-1)?.borders ?? [];
}

interface Cover {
  readonly places: number;
  readonly borders: readonly number[];
}

const NO_COVER: Cover = { places: Infinity, borders: [] };

/** The next multiple of `grain`, at least one. */
export function roundUp(value: number, grain: number): number {
  return Math.max(grain, Math.ceil(value / grain) * grain);
}

/**
 * A permutation of 0 … count-1, the same for the same seed and round on every machine (Fisher and Yates, with
 * splitmix32 as the source of numbers).
 */
export function seededOrder(count: number, seed: number, round: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const draw = splitmix32(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(round + 1, 0xc2b2ae35));
  for (let last = count - 1; last > 0; last -= 1) {
    // 2^-32 of bias at most for a million rows: far below what an order of samples could show.
    const other = Math.floor((draw() / 4_294_967_296) * (last + 1));
    const moved = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
}

/** Whole numbers in [0, 2^32). */
export function splitmix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

import type { FloatTensor } from './safetensors-parts.ts';

/** The two factors of an adapter on one matrix: W + scale · B · A. */
export interface Adapter {
  /** [rank, in] */
  readonly down: FloatTensor;
  /** [out, rank] */
  readonly up: FloatTensor;
}

/**
 * Weights with adapters added, by the weight's name; sums are made in double precision and rounded once. Weights
 * without an adapter are handed on, not copied.
 */
export function addAdapters(
  weights: readonly FloatTensor[],
  adapters: ReadonlyMap<string, Adapter>,
  scale: number,
): readonly FloatTensor[] {
  return weights.map((weight) => {
    const adapter = adapters.get(weight.name);
    return adapter === undefined ? weight : addAdapter(weight, adapter, scale);
  });
}

function addAdapter(weight: FloatTensor, { down, up }: Adapter, scale: number): FloatTensor {
  const [outCount = 0, inCount = 0] = weight.dims;
  const [rank = 0] = down.dims;
  const data = new Float32Array(weight.data.length);
  const row = new Float64Array(inCount);
  for (let out = 0; out < outCount; out += 1) {
    row.fill(0);
    for (let r = 0; r < rank; r += 1) {
      const factor = scale * (up.data[out * rank + r] ?? 0);
      const from = r * inCount;
      for (let at = 0; at < inCount; at += 1) row[at] = (row[at] ?? 0) + factor * (down.data[from + at] ?? 0);
    }
    const to = out * inCount;
    for (let at = 0; at < inCount; at += 1) data[to + at] = (weight.data[to + at] ?? 0) + (row[at] ?? 0);
  }
  return { ...weight, data };
}

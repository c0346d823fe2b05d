import type { DecoderModel } from '../src/decoder/model/decoder-model.ts';

/** A decoding step of some rows behind as many cached columns each. */
export interface StepCost {
  readonly rowCount: number;
  readonly columns: number;
  /** Least time of several steps. */
  readonly ms: number;
  /** Billions of multiplications and additions: matrices of the model, its head, and attention. */
  readonly gigaflop: number;
  /** Megabytes that have to be read: all weights once, in f32, and every row's keys and values. */
  readonly megabytes: number;
}

const STEPS = 30;
const ANY_TOKEN = 5;

/** Times steps of a model built from weights, over a filled cache: what a batch saves, and what bounds it. */
export async function measureSteps(
  model: DecoderModel,
  {
    rowCounts,
    columns,
    now,
  }: { readonly rowCounts: readonly number[]; readonly columns: number; readonly now: () => number },
): Promise<readonly StepCost[]> {
  const { opened } = model;
  if (opened.kind !== 'weights') return [];
  const { layerCount, headCount, keyValueHeadCount, headDim } = opened.config;
  const cachedFloats = 2 * layerCount * keyValueHeadCount * headDim * columns;
  const costs: StepCost[] = [];
  for (const rowCount of rowCounts) {
    const dims = [rowCount, keyValueHeadCount, columns + 1, headDim];
    // Written to: pages of an array that nobody wrote to are all one and the same in memory, and cost nothing to read.
    const filled = (): Float32Array => new Float32Array(dims.reduce((product, dim) => product * dim, 1)).fill(0.01);
    const cache = {
      tokenCount: columns + 1,
      rowCounts: Array.from({ length: rowCount }, () => columns),
      tensors: Array.from({ length: 2 * layerCount }, () => new model.tensorClass('float32', filled(), dims)),
    };
    const rows = Array.from({ length: rowCount }, () => [ANY_TOKEN]);
    let ms = Infinity;
    for (let step = 0; step < STEPS; step += 1) {
      const startMs = now();
      await model.stepRows(rows, cache);
      ms = Math.min(ms, now() - startMs);
    }
    const attention = 4 * layerCount * headCount * headDim * columns;
    costs.push({
      rowCount,
      columns,
      ms,
      gigaflop: (rowCount * (2 * opened.parameterCount + attention)) / 1e9,
      megabytes: (4 * (opened.parameterCount + rowCount * cachedFloats)) / 1e6,
    });
  }
  return costs;
}

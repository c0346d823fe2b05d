import { isAnnotatedCode } from '../samples/sample-state.ts';
import { orderByValue } from '../samples/order-by-value.ts';
import type { SampleColumns } from './sample-columns.ts';

/** What a strategy may pick by, a value a sample. */
export type MeasuredSamples = Pick<SampleColumns, 'state' | 'ifd' | 'length' | 'rowBytes' | 'mentionCount'>;

/** Samples as a selection sees them, ranked once; moving a slider then costs O(n). */
export interface RankedSamples {
  readonly columns: MeasuredSamples;
  /** Index into `SAMPLE_STATES`. */
  readonly state: Uint8Array;
  /** IFD by sample; NaN where there is none. */
  readonly ifd: Float64Array;
  /** All samples, highest IFD first, ties by input order; those without an IFD are last. */
  readonly byIfd: Uint32Array;
  /** Those of them that are scored and annotated. */
  readonly ranked: Uint32Array;
  /** Sample indices in a drawing order. */
  readonly drawOrder: (seed: number) => Uint32Array;
}

/** Ranks samples for `pickRanked`. `drawKeys` gives each sample's key under a seed, and is called only for a draw. */
export function rankSamples(columns: MeasuredSamples, drawKeys: (seed: number) => Float64Array): RankedSamples {
  const { state, ifd } = columns;
  const byIfd = orderByValue(ifd, { descending: true });
  const ranked = byIfd.filter((index) => !Number.isNaN(ifd[index]) && isAnnotatedCode(state[index]));
  let drawn: { readonly seed: number; readonly order: Uint32Array } | undefined;
  const drawOrder = (seed: number): Uint32Array => {
    drawn = drawn?.seed === seed ? drawn : { seed, order: orderByValue(drawKeys(seed), { descending: false }) };
    return drawn.order;
  };
  return { columns, state, ifd, byIfd, ranked, drawOrder };
}

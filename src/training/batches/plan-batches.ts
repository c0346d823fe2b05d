import type { BatchShape } from './step-batch.ts';
import { leastPadding, roundUp } from './least-padding.ts';
import { seededOrder } from './seeded-order.ts';
import type { TokenRow } from './tokenize-rows.ts';

/** One step: which samples, and in which shape they fit. A graph is built for each shape, so there are few. */
export interface PlannedStep {
  /** By row of the step, the samples in it. */
  readonly rows: readonly (readonly number[])[];
  readonly shape: BatchShape;
}

export interface EpochPlan {
  /** Steps that make one update each. */
  readonly updates: readonly (readonly PlannedStep[])[];
}

export interface BatchOptions {
  readonly batchSize: number;
  readonly gradientAccumulation: number;
  readonly epochs: number;
  /** Epochs behind the one that reaches it are not planned. */
  readonly maxUpdates: number | undefined;
  readonly seed: number;
}

/** Widths are multiples of this. */
export const WIDTH_GRAIN = 16;
/** Answer places are multiples of this. */
export const ANSWER_GRAIN = 16;

/**
 * Plans every step of a training from rows, seed and options alone, so that a run that goes on finds the same ones.
 * Each epoch shuffles all rows, deals them into buckets of like length in that order, cuts the buckets into batches and
 * shuffles the batches. Bucket borders are those that pad least.
 */
export function planBatches(rows: readonly TokenRow[], options: BatchOptions): readonly EpochPlan[] {
  const widths = leastPadding(rows.map(readCount), WIDTH_GRAIN);
  const bucketOf = (row: TokenRow): number => widths.findIndex((width) => readCount(row) <= width);
  const epochs: (readonly { readonly rows: readonly number[]; readonly bucket: number }[])[] = [];
  const largest = widths.map(() => 0);
  const answerRows = widths.map(() => 0);
  const wanted = (options.maxUpdates ?? Infinity) * options.gradientAccumulation;
  let planned = 0;
  for (let epoch = 0; epoch < options.epochs && planned < wanted; epoch += 1) {
    const batches: { rows: number[]; bucket: number }[] = [];
    const open = widths.map((): number[] => []);
    const flush = (bucket: number): void => {
      const batch = open[bucket] ?? [];
      if (batch.length === 0) return;
      batches.push({ rows: batch, bucket });
      const answers = batch.reduce((sum, index) => sum + answerCount(rows[index]), 0);
      largest[bucket] = Math.max(largest[bucket] ?? 0, batch.length);
      answerRows[bucket] = Math.max(answerRows[bucket] ?? 0, roundUp(answers, ANSWER_GRAIN));
      open[bucket] = [];
    };
    for (const index of seededOrder(rows.length, options.seed, 2 * epoch)) {
      const row = rows[index];
      if (row === undefined) continue;
      const bucket = bucketOf(row);
      open[bucket]?.push(index);
      if (open[bucket]?.length === options.batchSize) flush(bucket);
    }
    widths.forEach((_, bucket) => flush(bucket));
    // Whole updates only: a last one with fewer steps must not make an epoch missing.
    planned += Math.floor(batches.length / options.gradientAccumulation) * options.gradientAccumulation;
    const order = seededOrder(batches.length, options.seed, 2 * epoch + 1);
    epochs.push(Array.from(order, (index) => batches[index]).filter((batch) => batch !== undefined));
  }
  const shapes = widths.map((tokens, bucket): BatchShape => {
    return { batch: largest[bucket] ?? 0, tokens, answerRows: answerRows[bucket] ?? 0 };
  });
  return epochs.map((batches) => {
    const steps = batches.flatMap(({ rows: members, bucket }): PlannedStep[] => {
      const shape = shapes[bucket];
      return shape === undefined ? [] : [{ rows: members.map((index) => [index]), shape }];
    });
    return { updates: chunk(steps, options.gradientAccumulation) };
  });
}

/** Tokens of a row that are read: the last one is only predicted. */
export function readCount(row: TokenRow): number {
  return row.ids.length - 1;
}

export function answerCount(row: TokenRow | undefined): number {
  return row === undefined ? 0 : row.ids.length - row.targetStart;
}

export function chunk<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

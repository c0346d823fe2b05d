import type { BatchShape } from './step-batch.ts';
import { leastPadding, roundUp } from './least-padding.ts';
import {
  ANSWER_GRAIN,
  answerCount,
  chunk,
  readCount,
  WIDTH_GRAIN,
  type BatchOptions,
  type EpochPlan,
  type PlannedStep,
} from './plan-batches.ts';
import { seededOrder } from './seeded-order.ts';
import type { TokenRow } from './tokenize-rows.ts';

/**
 * Like `planBatches`, but samples share the rows of a step: each epoch's shuffled order is cut into batches as it is,
 * without buckets, and a batch is dealt evenly over as few rows as hold it while none is longer than the longest sample
 * (attention costs grow with the width). A step has the loss that its samples have side by side.
 */
export function planPackedBatches(rows: readonly TokenRow[], options: BatchOptions): readonly EpochPlan[] {
  const counts = rows.map(readCount);
  const limit = counts.reduce((most, count) => Math.max(most, count), 0);
  const epochs = cutEpochs(rows.length, options);
  const rowCounts = epochs.flat().map((batch) => fewestRows(batch, counts, limit));
  const heights = leastPadding(rowCounts, 1);
  const dealt = epochs.flat().map((batch, index) => {
    const height = heights.find((border) => (rowCounts[index] ?? 0) <= border) ?? batch.length;
    return { ...deal(batch, height, counts), height };
  });
  const answersOf = (packed: readonly (readonly number[])[]): number =>
    packed.flat().reduce((sum, index) => sum + answerCount(rows[index]), 0);
  const shapes = new Map(
    heights.map((batch): [number, BatchShape] => {
      const members = dealt.filter(({ height }) => height === batch);
      const largest = (measure: (one: Dealt) => number): number =>
        members.reduce((most, one) => Math.max(most, measure(one)), 0);
      const tokens = roundUp(
        largest(({ width }) => width),
        WIDTH_GRAIN,
      );
      const answerRows = roundUp(
        largest((one) => answersOf(one.rows)),
        ANSWER_GRAIN,
      );
      return [batch, { batch, tokens, answerRows }];
    }),
  );
  const steps = dealt.flatMap(({ rows: packed, height }): PlannedStep[] => {
    const shape = shapes.get(height);
    return shape === undefined ? [] : [{ rows: packed, shape }];
  });
  let begun = 0;
  return epochs.map((batches): EpochPlan => {
    const own = steps.slice(begun, begun + batches.length);
    begun += batches.length;
    return { updates: chunk(own, options.gradientAccumulation) };
  });
}

/** By epoch and batch, the samples. Epochs behind the one that reaches `maxUpdates` are left out. */
function cutEpochs(count: number, options: BatchOptions): readonly (readonly (readonly number[])[])[] {
  const { batchSize, epochs, gradientAccumulation, maxUpdates = Infinity, seed } = options;
  const updatesAnEpoch = Math.ceil(Math.ceil(count / batchSize) / gradientAccumulation);
  const epochCount = Math.min(epochs, Math.ceil(maxUpdates / Math.max(1, updatesAnEpoch)));
  return Array.from({ length: epochCount }, (_, epoch) => chunk([...seededOrder(count, seed, 2 * epoch)], batchSize));
}

interface Dealt {
  readonly rows: readonly (readonly number[])[];
  /** Places of the longest row. */
  readonly width: number;
}

/** As many rows as samples always hold them. */
function fewestRows(batch: readonly number[], counts: readonly number[], limit: number): number {
  let rowCount = 1;
  while (rowCount < batch.length && deal(batch, rowCount, counts).width > limit) rowCount += 1;
  return rowCount;
}

/** The longest sample first, each into the row that is shortest so far; rows that stay empty are left out. */
function deal(batch: readonly number[], rowCount: number, counts: readonly number[]): Dealt {
  const countOf = (index: number): number => counts[index] ?? 0;
  const rows = Array.from({ length: rowCount }, (): { members: number[]; width: number } => ({
    members: [],
    width: 0,
  }));
  for (const index of batch.toSorted((a, b) => countOf(b) - countOf(a) || a - b)) {
    const shortest = rows.reduce((least, row) => (row.width < least.width ? row : least));
    shortest.members.push(index);
    shortest.width += countOf(index);
  }
  return {
    rows: rows.map(({ members }) => members).filter((members) => members.length > 0),
    width: Math.max(...rows.map(({ width }) => width)),
  };
}

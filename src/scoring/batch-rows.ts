/** Something with a length in tokens that has to run through the model. */
interface SizedRow {
  readonly width: number;
  /** Positions that go through the vocabulary head. */
  readonly targetCount: number;
}

/** What one batch may hold; a row that exceeds it alone gets a batch of its own. */
export interface BatchBudget {
  /** Padded tokens. */
  readonly tokens: number;
  /** Positions that go through the vocabulary head: each makes a row of logits. */
  readonly targets: number;
}

/**
 * Logits that one run of the vocabulary head may make: 64 MB of f32. A vocabulary of 150,000 gets about 110 rows at a
 * time, which its matrix product likes best (600 at once run at 0.6 of the speed, and take 1 GB with their exponentials).
 */
const LOGIT_BUDGET = 2 ** 24;

/** Positions that may go through the vocabulary head of a model in one run. */
export function targetBudget(vocabSize: number): number {
  return Math.max(1, Math.floor(LOGIT_BUDGET / vocabSize));
}

/**
 * Sorts rows by width and cuts them into batches within the budget, so that little of a batch is padding. Widest
 * batches come first: if memory is short it shows at once. `isSorted: false` keeps the order given.
 */
export function batchRows<Row extends SizedRow>(
  rows: readonly Row[],
  { budget, isSorted = true }: { readonly budget: BatchBudget; readonly isSorted?: boolean },
): readonly (readonly Row[])[] {
  const ordered = isSorted ? rows.toSorted((a, b) => b.width - a.width) : rows;
  const batches: Row[][] = [];
  let batch: Row[] = [];
  let width = 0;
  let targetCount = 0;
  for (const row of ordered) {
    const isOver =
      Math.max(width, row.width) * (batch.length + 1) > budget.tokens || targetCount + row.targetCount > budget.targets;
    if (batch.length > 0 && isOver) {
      batches.push(batch);
      batch = [];
      width = 0;
      targetCount = 0;
    }
    width = Math.max(width, row.width);
    targetCount += row.targetCount;
    batch.push(row);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

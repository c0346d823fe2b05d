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

/** Rows by width, so that little of a batch is padding; widest first: if memory is short it shows at once. */
export function widestFirst<Row extends SizedRow>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => b.width - a.width);
}

/** The batch that begins at `start`: as many rows in their order as the budget holds, and one at least. */
export function nextBatch<Row extends SizedRow>(
  rows: readonly Row[],
  start: number,
  budget: BatchBudget,
): readonly Row[] {
  let width = 0;
  let targetCount = 0;
  let end = start;
  for (; end < rows.length; end += 1) {
    const row = rows[end];
    if (row === undefined) break;
    width = Math.max(width, row.width);
    targetCount += row.targetCount;
    const isOver = width * (end - start + 1) > budget.tokens || targetCount > budget.targets;
    if (end > start && isOver) break;
  }
  return rows.slice(start, end);
}

/** Sorts rows by width and cuts them into batches within the budget. `isSorted: false` keeps the order given. */
export function batchRows<Row extends SizedRow>(
  rows: readonly Row[],
  { budget, isSorted = true }: { readonly budget: BatchBudget; readonly isSorted?: boolean },
): readonly (readonly Row[])[] {
  const ordered = isSorted ? widestFirst(rows) : rows;
  const batches: (readonly Row[])[] = [];
  for (let start = 0; start < ordered.length;) {
    const batch = nextBatch(ordered, start, budget);
    batches.push(batch);
    start += batch.length;
  }
  return batches;
}

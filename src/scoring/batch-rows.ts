/** Something with a length in tokens that has to run through the model. */
export interface SizedRow {
  readonly width: number;
}

/**
 * Sorts rows by width and cuts them into batches of at most `tokenBudget` padded tokens, so that little of a batch is
 * padding. A row wider than the budget gets a batch of its own. Widest batches come first: if memory is short it shows
 * at once.
 */
export function batchRows<Row extends SizedRow>(
  rows: readonly Row[],
  tokenBudget: number,
): readonly (readonly Row[])[] {
  const sorted = [...rows].sort((a, b) => b.width - a.width);
  const batches: Row[][] = [];
  let batch: Row[] = [];
  let width = 0;
  for (const row of sorted) {
    if (batch.length > 0 && width * (batch.length + 1) > tokenBudget) {
      batches.push(batch);
      batch = [];
    }
    if (batch.length === 0) width = row.width;
    batch.push(row);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

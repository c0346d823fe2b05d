/** Something with a length in tokens that has to run through the model. */
interface SizedRow {
  readonly width: number;
}

/**
 * Sorts rows by width and cuts them into batches of at most `tokenBudget` padded tokens, so that little of a batch is
 * padding. A row wider than the budget gets a batch of its own. Widest batches come first: if memory is short it shows
 * at once. `isSorted: false` keeps the order given.
 */
export function batchRows<Row extends SizedRow>(
  rows: readonly Row[],
  { tokenBudget, isSorted = true }: { readonly tokenBudget: number; readonly isSorted?: boolean },
): readonly (readonly Row[])[] {
  const ordered = isSorted ? rows.toSorted((a, b) => b.width - a.width) : rows;
  const batches: Row[][] = [];
  let batch: Row[] = [];
  let width = 0;
  for (const row of ordered) {
    if (batch.length > 0 && Math.max(width, row.width) * (batch.length + 1) > tokenBudget) {
      batches.push(batch);
      batch = [];
      width = 0;
    }
    width = Math.max(width, row.width);
    batch.push(row);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

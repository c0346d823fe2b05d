/** A row to go on with: the one it grows from, and its next token. */
export interface NextToken {
  readonly parent: number;
  readonly id: number;
}

/**
 * Sequences that are generated side by side, each with its keys and values. Rows are numbered from 0 in the order in
 * which the last call named them.
 */
export interface DecodeRows {
  /**
   * Keeps the rows named in `keep`, in that order, and adds a row for each prompt.
   *
   * @returns logits after each prompt, f32 [vocab].
   */
  start(keep: readonly number[], prompts: readonly (readonly number[])[]): Promise<readonly Float32Array[]>;
  /**
   * Replaces all rows by these. Several may grow from one; a row that none grows from is dropped.
   *
   * @returns logits after each new row, f32 [vocab].
   */
  step(rows: readonly NextToken[]): Promise<readonly Float32Array[]>;
}

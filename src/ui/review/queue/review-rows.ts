import type { SampleRow } from '../../../storage/contract/sample-answers.ts';

/** A sample as the queue lists it. Carries no decision: a decision must not draw all rows anew. */
export interface ReviewRow extends SampleRow {
  /** 1-based place in the corpus. */
  readonly position: number;
  /** Types of the sample's mentions, in order of first appearance. */
  readonly entityTypes: readonly string[];
}

export function reviewRow(row: SampleRow): ReviewRow {
  return {
    ...row,
    position: row.place + 1,
    entityTypes: [...new Set(row.sample.mentions.map((mention) => mention.entityType))],
  };
}

import type { ReviewStep } from '../../core/merge/review-step.ts';

/** How one list of steps becomes the next: the oldest `keepCount` stay, `append` follows them. */
export interface StackPatch {
  readonly keepCount: number;
  readonly append: readonly ReviewStep[];
}

/**
 * The change between two lists, by identity of the steps. A curator's list grows to thousands of steps and one is
 * added at a time: writing the whole list with each decision would make a long session slower and slower.
 */
export function diffStack(before: readonly ReviewStep[], after: readonly ReviewStep[]): StackPatch {
  const shared = Math.min(before.length, after.length);
  let keepCount = 0;
  while (keepCount < shared && before[keepCount] === after[keepCount]) keepCount++;
  return { keepCount, append: after.slice(keepCount) };
}

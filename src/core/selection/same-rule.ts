import type { SelectionOptions } from './selection.ts';

/** Whether two rules say the same of every sample, in all their options. */
export function isSameRule(one: SelectionOptions, other: SelectionOptions): boolean {
  return (
    one.strategy === other.strategy &&
    one.keepRatio === other.keepRatio &&
    one.base === other.base &&
    one.ifdCeiling === other.ifdCeiling &&
    one.negativeRatio === other.negativeRatio &&
    one.seed === other.seed
  );
}

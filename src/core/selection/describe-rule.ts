import { describeBase } from './describe-base.ts';
import type { SelectionOptions } from './selection.ts';
import { STRATEGIES } from './strategies.ts';

/** A rule in half a sentence: "by Hybrid Superfiltering, 50 % of all positives". */
export function describeRule(rule: SelectionOptions): string {
  const { strategy, keepRatio, negativeRatio } = rule;
  const { words, heedsKeepRatio, heedsNegativeRatio } = STRATEGIES[strategy];
  if (!heedsKeepRatio) return words;
  const negatives = negativeRatio < 1 && heedsNegativeRatio ? ` and ${percent(negativeRatio)} of the negatives` : '';
  return `${words}, ${percent(keepRatio)} of ${describeBase(rule)}${negatives}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

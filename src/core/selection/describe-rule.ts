import { describeBase } from './describe-base.ts';
import type { SelectionOptions, SelectionStrategy } from './selection.ts';

/** Names of the strategies. */
const STRATEGIES: Readonly<Record<SelectionStrategy, string>> = {
  hybrid: 'Hybrid Superfiltering',
  superfiltering: 'Superfiltering',
  random: 'a random draw',
  full: 'keeping everything',
};

/** A rule in half a sentence: "by Hybrid Superfiltering, 50 % of all positives". */
export function describeRule(rule: SelectionOptions): string {
  const { strategy, keepRatio, negativeRatio } = rule;
  if (strategy === 'full') return `by ${STRATEGIES.full}`;
  const negatives =
    negativeRatio < 1 && strategy !== 'superfiltering' ? ` and ${percent(negativeRatio)} of the negatives` : '';
  return `by ${STRATEGIES[strategy]}, ${percent(keepRatio)} of ${describeBase(rule)}${negatives}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

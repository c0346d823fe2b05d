import { expect, test } from 'vitest';
import { isSameRule } from './same-rule.ts';
import type { SelectionOptions } from './selection.ts';

const RULE: SelectionOptions = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 17,
};

test('rules are the same by what they say, in whichever order their options stand', () => {
  const { strategy, ...rest } = RULE;
  expect(isSameRule(RULE, { ...rest, strategy })).toBe(true);
});

test('a rule that differs in any option is another one', () => {
  const others: Partial<SelectionOptions>[] = [
    { strategy: 'random' },
    { keepRatio: 0.4 },
    { base: 'eligible-positives' },
    { ifdCeiling: 1.1 },
    { negativeRatio: 0.5 },
    { seed: 18 },
  ];
  expect(others).toHaveLength(Object.keys(RULE).length);
  for (const other of others) expect(isSameRule(RULE, { ...RULE, ...other }), JSON.stringify(other)).toBe(false);
});

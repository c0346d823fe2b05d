import { expect, test } from 'vitest';
import { countNoun } from './count-noun.ts';

test('one is singular, none and many are plural', () => {
  expect([0, 1, 2].map((count) => countNoun(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows']);
  expect(countNoun(2, 'lens', 'lenses')).toBe('2 lenses');
});

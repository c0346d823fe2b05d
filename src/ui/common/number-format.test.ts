import { expect, test } from 'vitest';
import { formatAll, formatCount, formatDuration, formatPercent } from './number-format.ts';
import { parseRoute } from './route.ts';

test('an address names a screen, and an unknown one the first', () => {
  expect(parseRoute('#/review')).toBe('review');
  expect(parseRoute('#/review?sample=3')).toBe('review');
  expect(parseRoute('')).toBe('corpus');
  expect(parseRoute('#/nowhere')).toBe('corpus');
});

test('counts are grouped by thousands, as English writes them', () => {
  const english = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
  for (const count of [0, 7, 999, 1000, 12_345, 999_999, 1_000_000, 2 ** 40, -1, -1234, -123_456, 1234.5, 0.4]) {
    expect(formatCount(count)).toBe(english.format(count));
  }
});

test('progress is never rounded up to done', () => {
  expect(formatPercent(0.995)).toBe('99.5 %');
  expect(formatPercent(0.5)).toBe('50 %');
});

test('durations stay readable from milliseconds to hours', () => {
  expect([12, 3400, 45_000, 125_000, 3_780_000].map(formatDuration)).toEqual([
    '12 ms',
    '3.4 s',
    '45 s',
    '2 min 05 s',
    '1 h 03 min',
  ]);
});

test('all of one is the only one', () => {
  expect([0, 1, 1200].map((count) => formatAll(count, 'sample'))).toEqual([
    'no samples',
    'the only sample',
    'all 1,200 samples',
  ]);
});

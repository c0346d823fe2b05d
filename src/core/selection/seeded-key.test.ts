import { expect, test } from 'vitest';
import { seededKey } from './seeded-key.ts';

test('the same text and seed give the same key, another seed another', () => {
  expect(seededKey('10074612', 7)).toBe(seededKey('10074612', 7));
  expect(seededKey('10074612', 7)).not.toBe(seededKey('10074612', 8));
  expect(seededKey('10074612', 7)).not.toBe(seededKey('10074613', 7));
});

test('keys of counting ids spread evenly over [0, 1)', () => {
  const bins = Array<number>(10).fill(0);
  for (let id = 0; id < 20_000; id++) {
    const bin = Math.floor(seededKey(`doc-${id}`, 1) * 10);
    bins[bin] = (bins[bin] ?? Number.NaN) + 1;
  }
  // 2,000 expected in each; five standard deviations of a fair draw are about 212.
  for (const count of bins) expect(Math.abs(count - 2000)).toBeLessThan(212);
});

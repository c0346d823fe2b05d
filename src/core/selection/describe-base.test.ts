import { expect, test } from 'vitest';
import { describeBase } from './describe-base.ts';

test('superfiltering ranks all samples, so its share is one of all samples and not of the positives', () => {
  expect(describeBase({ strategy: 'superfiltering', base: 'all-positives' })).toBe('all samples');
  expect(describeBase({ strategy: 'superfiltering', base: 'eligible-positives' })).toBe('the eligible samples');
  expect(describeBase({ strategy: 'hybrid', base: 'all-positives' })).toBe('all positives');
  expect(describeBase({ strategy: 'random', base: 'eligible-positives' })).toBe('the eligible positives');
});

import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { testRandom, testSeed } from './test-seed.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the seed of the tests', () => {
  it('is the one of every property, so that a run can be repeated', () => {
    expect(fc.readConfigureGlobal().seed).toBe(testSeed());
    const draw = () => fc.sample(fc.integer(), 20);
    expect(draw()).toEqual(draw());
  });

  it('is fixed unless another is asked for', () => {
    vi.stubEnv('TEST_SEED', '');
    const fixed = testSeed();
    vi.stubEnv('TEST_SEED', String(fixed + 1));
    expect(testSeed()).toBe(fixed + 1);
    vi.stubEnv('TEST_SEED', 'tomorrow');
    expect(testSeed).toThrow('TEST_SEED is a whole number of 32 bits, not tomorrow');
  });

  it('gives each use numbers of its own, the same again and again', () => {
    const draw = (use: string) => Array.from({ length: 5 }, testRandom(use));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
    const before = draw('a');
    vi.stubEnv('TEST_SEED', '7');
    expect(draw('a')).not.toEqual(before);
  });
});

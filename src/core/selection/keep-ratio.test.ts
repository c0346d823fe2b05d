import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepRatioForCount } from './keep-ratio.ts';

test('any count is reached exactly, however large the base', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), fc.nat(), (baseCount, seed) => {
      const keepCount = 1 + (seed % baseCount);
      const ratio = keepRatioForCount(keepCount, baseCount);
      expect(ratio).toBeGreaterThan(0);
      expect(ratio).toBeLessThanOrEqual(1);
      expect(Math.floor(ratio * baseCount)).toBe(keepCount);
    }),
  );
});

test('a ratio keeps one at least', () => {
  expect(Math.floor(keepRatioForCount(0, 3) * 3)).toBe(1);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepRatioForCount, keepRatioForCutOff } from './keep-ratio-for-cut-off.ts';

test('a cut-off between two scores keeps exactly those above it', () => {
  const ifds = [0.2, 0.4, 0.6, 0.8];
  const ratio = keepRatioForCutOff(0.5, { ifds, baseCount: 5 });
  expect(Math.floor(ratio * 5)).toBe(2);
  expect(ratio).toBe(0.4);
});

test('a cut-off above every score still keeps one', () => {
  expect(Math.floor(keepRatioForCutOff(2, { ifds: [0.1, 0.3], baseCount: 3 }) * 3)).toBe(1);
});

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

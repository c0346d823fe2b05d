import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binIfd } from './bin-ifd.ts';

test('values on an edge open the next bin, the last edge closes the last bin', () => {
  const bins = binIfd([0, 0.25, 0.5, 1, 1.2, -0.1, Number.NaN], { binCount: 4, min: 0, max: 1 });
  expect([...bins.edges]).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect([...bins.counts]).toEqual([1, 1, 1, 1]);
  expect(bins).toMatchObject({ belowCount: 1, aboveCount: 1 });
});

test('law: each value stands in the bin whose edges hold it', () => {
  const binCount = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1.5, noNaN: true }), binCount, (value, count) => {
      const bins = binIfd([value], { binCount: count, min: 0, max: 1.5 });
      const bin = bins.counts.indexOf(1);
      expect(value).toBeGreaterThanOrEqual(bins.edges[bin] ?? Infinity);
      expect(value).toBeLessThanOrEqual(bins.edges[bin + 1] ?? -Infinity);
    }),
  );
});

test('law: nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (values) => {
      const bins = binIfd(values, { binCount: 7, min: 0, max: 1 });
      const inBins = bins.counts.reduce((sum, count) => sum + count, 0);
      expect(inBins + bins.belowCount + bins.aboveCount).toBe(values.length);
    }),
  );
});

test('bounds that make no histogram are refused', () => {
  expect(() => binIfd([], { binCount: 0, min: 0, max: 1 })).toThrow(RangeError);
  expect(() => binIfd([], { binCount: 3, min: 1, max: 1 })).toThrow(RangeError);
});

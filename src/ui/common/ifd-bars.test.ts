import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ifdBars } from './ifd-bars.ts';

test('every score stands in exactly one bar, whatever lies beyond the axis', () => {
  const point = fc.record({ ifd: fc.double({ min: 0, max: 50, noNaN: true }), kept: fc.boolean() });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 200 }), (points) => {
      const { bars } = ifdBars(points, { ceiling: 1, barCount: 24 });
      const sum = (side: 'kept' | 'dropped') => bars.reduce((total, bar) => total + bar[side], 0);
      expect(sum('kept')).toBe(points.filter((each) => each.kept).length);
      expect(sum('dropped')).toBe(points.filter((each) => !each.kept).length);
    }),
  );
});

test('the axis reaches past the ceiling even where no score does', () => {
  expect(ifdBars([{ ifd: 0.3, kept: true }], { ceiling: 1, barCount: 10 }).end).toBeCloseTo(1.15);
});

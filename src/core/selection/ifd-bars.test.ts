import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ifdBars } from './ifd-bars.ts';

test('every score stands in exactly one bar, whatever lies beyond the axis', () => {
  const ifds = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { maxLength: 200 });
  fc.assert(
    fc.property(ifds, ifds, (kept, dropped) => {
      const sides = { kept: Float64Array.from(kept), dropped: Float64Array.from(dropped) };
      const { bars, count } = ifdBars(sides, { ceiling: 1, barCount: 24 });
      const sum = (side: 'kept' | 'dropped') => bars.reduce((total, bar) => total + bar[side], 0);
      expect(sum('kept')).toBe(kept.length);
      expect(sum('dropped')).toBe(dropped.length);
      expect(count).toBe(kept.length + dropped.length);
    }),
  );
});

test('the axis reaches past the ceiling even where no score does', () => {
  const sides = { kept: Float64Array.of(0.3), dropped: new Float64Array() };
  expect(ifdBars(sides, { ceiling: 1, barCount: 10 }).end).toBeCloseTo(1.15);
});

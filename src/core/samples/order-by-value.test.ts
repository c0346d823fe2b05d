import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderByValue } from './order-by-value.ts';

/** Close values too, which a 32-bit float cannot tell apart. */
const value = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constant(Number.NaN),
  fc.integer({ min: -3, max: 3 }).map((step) => 1 + step * 1e-12),
  fc.constantFrom(0, -0, 1e300, -1e300, Infinity, -Infinity),
);

test('the order is that of a comparing sort, ties by index and NaN last', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), fc.boolean(), (values, descending) => {
      const sign = descending ? -1 : 1;
      const expected = values
        .map((_, index) => index)
        .toSorted((left, right) => {
          const [one, other] = [values[left] ?? 0, values[right] ?? 0];
          if (Number.isNaN(one) || Number.isNaN(other)) {
            return Number(Number.isNaN(one)) - Number(Number.isNaN(other)) || left - right;
          }
          if (one === other) return left - right;
          return one < other ? -sign : sign;
        });
      expect([...orderByValue(Float64Array.from(values), { descending })]).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

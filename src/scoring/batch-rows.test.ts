import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchRows } from './batch-rows.ts';

const rows = fc.array(
  fc.record({ width: fc.integer({ min: 1, max: 300 }), targetCount: fc.nat({ max: 300 }), id: fc.nat() }),
  { maxLength: 60 },
);

const budgets = fc.record({ tokens: fc.integer({ min: 1, max: 2000 }), targets: fc.integer({ min: 1, max: 2000 }) });

describe('batches of rows', () => {
  test.each([true, false])('hold every row once and keep to the budget (sorted: %s)', (isSorted) => {
    fc.assert(
      fc.property(rows, budgets, (some, budget) => {
        const batches = batchRows(some, { budget, isSorted });
        const flat = batches.flat();
        expect(flat.toSorted((a, b) => a.id - b.id || a.width - b.width)).toEqual(
          some.toSorted((a, b) => a.id - b.id || a.width - b.width),
        );
        if (!isSorted) expect(flat).toEqual(some);
        for (const batch of batches) {
          const padded = Math.max(...batch.map(({ width }) => width)) * batch.length;
          const targets = batch.reduce((sum, { targetCount }) => sum + targetCount, 0);
          expect(batch.length === 1 || (padded <= budget.tokens && targets <= budget.targets)).toBe(true);
        }
      }),
    );
  });

  test('sorted rows of many lengths waste little', () => {
    const some = Array.from({ length: 192 }, (_, index) => ({ width: 20 + ((index * 7919) % 100), targetCount: 10 }));
    const batches = batchRows(some, { budget: { tokens: 2048, targets: 4096 } });
    const padded = batches.reduce((sum, batch) => sum + Math.max(...batch.map(({ width }) => width)) * batch.length, 0);
    const own = some.reduce((sum, { width }) => sum + width, 0);
    expect(padded / own).toBeLessThan(1.15);
  });
});

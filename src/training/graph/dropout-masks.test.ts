import { expect, test } from 'vitest';
import { drawDropoutMasks } from './dropout-masks.ts';

test('masks drop the share asked for and keep the mean at 1', () => {
  const rate = 0.3;
  const { tables, offsets } = drawDropoutMasks({ seed: 4, rate, rowCount: 500, widths: [64, 96], adapterCount: 14 });
  for (const [width, table] of tables) {
    expect(table.length).toBe(2 * 500 * width);
    const dropped = table.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
    // Five standard deviations of a share of so many draws.
    expect(Math.abs(dropped / table.length - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / table.length));
    const kept = new Set(table.filter((value) => value !== 0));
    expect(kept.size).toBe(1);
    expect([...kept][0]).toBeCloseTo(1 / (1 - rate), 4);
  }
  expect(offsets).toHaveLength(14);
  expect(offsets.every((offset) => Number.isInteger(offset) && offset >= 0 && offset <= 500)).toBe(true);
  expect(new Set(offsets).size).toBeGreaterThan(7);
});

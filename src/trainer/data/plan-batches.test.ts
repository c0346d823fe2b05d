import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learningRate } from '../run/learning-rate.ts';
import { planBatches } from './plan-batches.ts';
import { seededOrder } from './seeded-order.ts';
import type { TokenRow } from './tokenize-rows.ts';

const row = (length: number, answer: number): TokenRow => {
  return { id: '', ids: new Uint32Array(length), targetStart: length - answer };
};
const rowsOf = fc.array(
  fc
    .integer({ min: 2, max: 300 })
    .chain((length) => fc.integer({ min: 1, max: length - 1 }).map((answer) => row(length, answer))),
  { minLength: 1, maxLength: 60 },
);
const optionsOf = fc.record({
  batchSize: fc.integer({ min: 1, max: 9 }),
  gradientAccumulation: fc.integer({ min: 1, max: 4 }),
  epochs: fc.integer({ min: 1, max: 3 }),
  maxUpdates: fc.constant(undefined),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});

describe('a plan of batches', () => {
  test('has every row in every epoch once, in a shape that holds it', () => {
    fc.assert(
      fc.property(rowsOf, optionsOf, (rows, options) => {
        const plan = planBatches(rows, options);
        expect(plan).toHaveLength(options.epochs);
        for (const { updates } of plan) {
          const steps = updates.flat();
          expect(steps.flatMap((step) => step.rows.flat()).sort((a, b) => a - b)).toEqual(
            rows.map((_, index) => index),
          );
          for (const { rows: members, shape } of steps) {
            expect(members.length).toBeLessThanOrEqual(shape.batch);
            const lengths = members.flat().map((index) => (rows[index]?.ids.length ?? 0) - 1);
            expect(Math.max(...lengths)).toBeLessThanOrEqual(shape.tokens);
            const answers = members
              .flat()
              .map((index) => (rows[index]?.ids.length ?? 0) - (rows[index]?.targetStart ?? 0));
            expect(answers.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(shape.answerRows);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is the same for the same rows, seed and options, and of few shapes', () => {
    const rows = Array.from({ length: 200 }, (_, index) => row(20 + ((index * 37) % 180), 5));
    const options = { batchSize: 8, gradientAccumulation: 2, epochs: 2, maxUpdates: undefined, seed: 3 };
    const plan = planBatches(rows, options);
    expect(planBatches(rows, options)).toEqual(plan);
    expect(planBatches(rows, { ...options, seed: 4 })).not.toEqual(plan);
    expect(plan[0]?.updates).not.toEqual(plan[1]?.updates);
    const shapes = new Set(plan.flatMap(({ updates }) => updates.flat().map(({ shape }) => JSON.stringify(shape))));
    expect(shapes.size).toBeLessThanOrEqual(5);
  });
});

test('buckets lie where they pad least', () => {
  const lengths = [...Array.from({ length: 90 }, () => 33), ...Array.from({ length: 10 }, () => 301)];
  const rows = lengths.map((length) => row(length, 3));
  const [epoch] = planBatches(rows, {
    batchSize: 10,
    gradientAccumulation: 1,
    epochs: 1,
    maxUpdates: undefined,
    seed: 1,
  });
  const widths = epoch?.updates.flat().map(({ shape }) => shape.tokens) ?? [];
  expect(widths.filter((width) => width === 32)).toHaveLength(9);
  expect(widths.filter((width) => width === 304)).toHaveLength(1);
});

test('an order is a permutation', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(), fc.nat(50), (count, seed, round) => {
      const order = [...seededOrder(count, seed, round)].sort((a, b) => a - b);
      expect(order).toEqual(Array.from({ length: count }, (_, index) => index));
    }),
  );
});

describe('the learning rate', () => {
  const at = (update: number, schedule: 'cosine' | 'linear' | 'constant') =>
    learningRate(update, { total: 100, peak: 1, schedule, warmupRatio: 0.1 });

  test('rises over the warm-up and reaches its highest', () => {
    for (const schedule of ['cosine', 'linear', 'constant'] as const) {
      expect(at(0, schedule)).toBeCloseTo(0.1);
      expect(at(9, schedule)).toBe(1);
      expect(at(10, schedule)).toBe(1);
    }
  });

  test('then falls as its schedule says', () => {
    expect(at(55, 'constant')).toBe(1);
    expect(at(55, 'linear')).toBeCloseTo(0.5);
    expect(at(55, 'cosine')).toBeCloseTo(0.5);
    expect(at(99, 'linear')).toBeCloseTo(1 / 90);
    expect(at(99, 'cosine')).toBeLessThan(0.001);
  });
});

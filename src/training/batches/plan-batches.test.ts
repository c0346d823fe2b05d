import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learningRate } from '../optimizer/learning-rate.ts';
import { planBatches } from './plan-batches.ts';
import { planPackedBatches } from './plan-packed-batches.ts';
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

describe.each([
  ['batches', planBatches],
  ['packed batches', planPackedBatches],
])('a plan of %s', (_, makePlan) => {
  test('has every row in every epoch once, in a shape that holds it', () => {
    fc.assert(
      fc.property(rowsOf, optionsOf, (rows, options) => {
        const plan = makePlan(rows, options);
        expect(plan).toHaveLength(options.epochs);
        for (const { updates } of plan) {
          const steps = updates.flat();
          expect(steps.flatMap((step) => step.rows.flat()).sort((a, b) => a - b)).toEqual(
            rows.map((_, index) => index),
          );
          for (const { rows: members, shape } of steps) {
            expect(members.length).toBeLessThanOrEqual(shape.batch);
            const lengths = members.map((packed) =>
              packed.reduce((sum, index) => sum + (rows[index]?.ids.length ?? 0) - 1, 0),
            );
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
    const plan = makePlan(rows, options);
    expect(makePlan(rows, options)).toEqual(plan);
    expect(makePlan(rows, { ...options, seed: 4 })).not.toEqual(plan);
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

test('packed rows leave fewer places empty than rows of their own, and none is longer than the longest sample', () => {
  const rows = Array.from({ length: 64 }, (_, index) => row(index % 8 === 0 ? 301 : 41 + (index % 7), 3));
  const options = { batchSize: 8, gradientAccumulation: 1, epochs: 2, maxUpdates: undefined, seed: 5 };
  const steps = planPackedBatches(rows, options).flatMap(({ updates }) => updates.flat());
  expect(Math.max(...steps.map(({ shape }) => shape.tokens))).toBeLessThanOrEqual(304);
  const places = steps.reduce((sum, { shape }) => sum + shape.batch * shape.tokens, 0);
  const tokens = 2 * rows.reduce((sum, { ids }) => sum + ids.length - 1, 0);
  expect(places / tokens).toBeLessThan(1.5);
  expect(steps.every(({ rows: packed }) => packed.flat().length === 8)).toBe(true);
});

test('a plan of packed batches ends with the epoch that reaches the last update', () => {
  const rows = Array.from({ length: 20 }, () => row(30, 3));
  const options = { batchSize: 4, gradientAccumulation: 2, epochs: 9, maxUpdates: 4, seed: 5 };
  expect(planPackedBatches(rows, options)).toHaveLength(2);
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

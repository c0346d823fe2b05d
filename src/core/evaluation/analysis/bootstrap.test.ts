import { expect, test } from 'vitest';
import { bootstrapF1, DEFAULT_BOOTSTRAP, pairedBootstrap } from './bootstrap.ts';

/** F1 of a document with so many right, and one wrong of each kind. */
const document = (truePositives: number) => ({ truePositives, falsePositives: 1, falseNegatives: 1 });
const documents = Array.from({ length: 60 }, (_, index) => document(index % 7));

test('the interval holds the score, repeats with its seed, and narrows with more documents', () => {
  const interval = bootstrapF1(documents);
  if (interval.kind !== 'interval') throw new Error(interval.reason);
  const total = documents.reduce((sum, { truePositives }) => sum + truePositives, 0);
  const f1 = (2 * total) / (2 * total + 2 * documents.length);
  expect(interval.low).toBeLessThan(f1);
  expect(interval.high).toBeGreaterThan(f1);
  expect(bootstrapF1(documents)).toEqual(interval);
  expect(bootstrapF1(documents, { ...DEFAULT_BOOTSTRAP, seed: 1 })).not.toEqual(interval);
  const wider = bootstrapF1(documents.slice(0, 14));
  if (wider.kind !== 'interval') throw new Error(wider.reason);
  expect(wider.high - wider.low).toBeGreaterThan(interval.high - interval.low);
});

test('documents that are all alike leave no doubt', () => {
  const alike = Array.from({ length: 5 }, () => document(3));
  expect(bootstrapF1(alike)).toEqual({ kind: 'interval', low: 0.75, high: 0.75 });
});

test('one document, or replicates without mentions, give a reason and no number', () => {
  expect(bootstrapF1([document(1)])).toEqual({ kind: 'none', reason: 'one-cluster' });
  const empty = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  expect(bootstrapF1([document(1), empty])).toEqual({ kind: 'none', reason: 'undefined-score' });
});

test('a pair is compared on the same draws: one that is better everywhere is better in every replicate', () => {
  const better = documents.map(({ truePositives }) => document(truePositives + 1));
  const result = pairedBootstrap(documents, better);
  expect(result.shareBetter).toBe(1);
  if (result.interval.kind !== 'interval') throw new Error(result.interval.reason);
  expect(result.interval.low).toBeGreaterThan(0);
  expect(pairedBootstrap(documents, documents)).toEqual({
    difference: 0,
    interval: { kind: 'interval', low: 0, high: 0 },
    shareBetter: 0.5,
  });
  expect(() => pairedBootstrap(documents, better.slice(1))).toThrow(RangeError);
});

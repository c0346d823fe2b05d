import { expect, test } from 'vitest';
import { thresholdCurve } from './threshold-curve.ts';

const judged = [
  { confidence: 0.9, isCorrect: true },
  { confidence: 0.5, isCorrect: false },
  { confidence: 0.5, isCorrect: true },
  { confidence: 0.1, isCorrect: false },
];

test('each confidence is a threshold, equal ones together, recall falling', () => {
  const { points, best } = thresholdCurve(judged, 3);
  // Of three gold mentions: all kept 2 of 4 right, then 2 of 3, then 1 of 1.
  expect(points.map(({ threshold, precision, recall }) => [threshold, precision, recall])).toEqual([
    [0.1, 2 / 4, 2 / 3],
    [0.5, 2 / 3, 2 / 3],
    [0.9, 1, 1 / 3],
  ]);
  expect(best?.threshold).toBe(0.5);
});

test('a long curve is thinned and keeps its best point', () => {
  const many = Array.from({ length: 1000 }, (_, index) => ({ confidence: index / 1000, isCorrect: index > 500 }));
  const { points, best } = thresholdCurve(many, 499, 50);
  expect(points.length).toBeLessThanOrEqual(51);
  expect(best).toMatchObject({ threshold: 0.501, f1: 1 });
  expect(points).toContain(best);
});

test('nothing predicted, or nothing right, has no best threshold', () => {
  expect(thresholdCurve([], 3)).toEqual({ points: [], best: undefined });
  expect(thresholdCurve([{ confidence: 0.4, isCorrect: false }], 0).best).toBeUndefined();
});

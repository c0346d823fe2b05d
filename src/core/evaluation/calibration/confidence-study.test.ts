import { expect, test } from 'vitest';
import { studyConfidence } from './confidence-study.ts';

/** Sure of everything, right half of the time where it says 0.9, and a tenth of it where it says 0.8. */
function overconfident(seed: number) {
  return Array.from({ length: 200 }, (_, index) => {
    const isHigh = index % 2 === 0;
    const place = Math.floor(index / 2) + seed;
    return { confidence: isHigh ? 0.9 : 0.8, isCorrect: isHigh ? place % 2 === 0 : place % 10 === 0 };
  });
}

test('what a development split teaches makes the test split’s confidences true, and its threshold is applied there', () => {
  const study = studyConfidence(overconfident(1), 100, { judged: overconfident(0), goldCount: 100 });
  expect(study.reliability.expectedCalibrationError).toBeCloseTo(0.55, 6);
  expect(study.fitted?.reliability.expectedCalibrationError).toBeCloseTo(0, 6);
  // At 0.9 half of a hundred are right; adding the others makes more wrong than right.
  expect(study.fitted?.threshold).toBe(0.9);
  expect(study.fitted?.testScore).toMatchObject({ truePositives: 50, falsePositives: 50, falseNegatives: 50 });
});

test('without a development split nothing is fitted', () => {
  expect(studyConfidence(overconfident(0), 100, undefined)).toMatchObject({ mentionCount: 200, fitted: undefined });
});

test('a development split where nothing is right gives no threshold and no score', () => {
  const wrong = [{ confidence: 0.5, isCorrect: false }];
  const { fitted } = studyConfidence(wrong, 1, { judged: wrong, goldCount: 1 });
  expect(fitted).toMatchObject({ threshold: undefined, devScore: undefined, testScore: undefined });
});

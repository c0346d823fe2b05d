import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrate, fitCalibration, measureReliability, type JudgedMention } from './mention-calibration.ts';

const judged = fc.array(
  fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), isCorrect: fc.boolean() }),
  { minLength: 1, maxLength: 60 },
);

function applyTo(mentions: readonly JudgedMention[]): JudgedMention[] {
  const calibration = fitCalibration(mentions);
  return mentions.map(({ confidence, isCorrect }) => ({
    confidence: calibrate(calibration, confidence) ?? Number.NaN,
    isCorrect,
  }));
}

test('neighbours that fall are pooled', () => {
  const mentions = [
    { confidence: 0.2, isCorrect: false },
    { confidence: 0.4, isCorrect: true },
    { confidence: 0.6, isCorrect: false },
    { confidence: 0.9, isCorrect: true },
  ];
  expect(fitCalibration(mentions)).toEqual([
    { from: 0.2, precision: 0, count: 1 },
    { from: 0.4, precision: 0.5, count: 2 },
    { from: 0.9, precision: 1, count: 1 },
  ]);
});

test('more confident is never less sure after calibration', () => {
  fc.assert(
    fc.property(judged, (mentions) => {
      const precisions = fitCalibration(mentions).map(({ precision }) => precision);
      expect(precisions.every((precision, index) => precision > (precisions[index - 1] ?? -1))).toBe(true);
    }),
  );
});

test('on the split that fitted it, the calibrated error is not above the raw one', () => {
  fc.assert(
    fc.property(judged, (mentions) => {
      const raw = measureReliability(mentions, 10).expectedCalibrationError ?? Number.NaN;
      const calibrated = measureReliability(applyTo(mentions), 10).expectedCalibrationError ?? Number.NaN;
      expect(calibrated).toBeLessThanOrEqual(raw + 1e-9);
    }),
  );
});

test('without mentions there is no figure, and an impossible confidence is refused', () => {
  expect(calibrate(fitCalibration([]), 0.5)).toBeUndefined();
  expect(measureReliability([], 10).expectedCalibrationError).toBeUndefined();
  expect(() => measureReliability([{ confidence: -1, isCorrect: true }], 10)).toThrow(RangeError);
});

import { describe, expect, test } from 'vitest';
import { nervaluateSchemes, nervaluateScore } from './nervaluate-score.ts';
import type { SampleSpans } from './strict-span-f1.ts';

/** "D0-4 C3-3": types with spans whose end is inclusive, as nervaluate writes them. */
function sample(text: string): SampleSpans {
  const mentions = text
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [start = Number.NaN, end = Number.NaN] = part.slice(1).split('-').map(Number);
      return { span: { start, end: end + 1 }, entityType: part.slice(0, 1) };
    });
  return { id: 's', mentions };
}

type Ratios = [number, number, number];
const none: Ratios = [0, 0, 0];
const all: Ratios = [1, 1, 1];
const half: Ratios = [1 / 2, 1 / 2, 1 / 2];

describe("nervaluate 1.1.0's own figures: strict, exact, partial, type", () => {
  const cases: [number, string, string, Ratios[]][] = [
    [1, 'D0-1', 'D0-1', [all, all, all, all]],
    [2, 'D0-1', 'C0-1', [none, all, all, none]],
    [3, 'D0-2', 'D0-1', [none, none, half, all]],
    [4, 'D0-2', 'C1-3', [none, none, half, none]],
    [5, 'D0-1', '', [none, none, none, none]],
    [6, '', 'D4-5', [none, none, none, none]],
    [7, 'D0-4', 'D0-1 D3-4', [none, none, [1 / 4, 1 / 2, 1 / 3], [1 / 2, 1, 2 / 3]]],
    [8, 'D0-1 D3-4', 'D0-4', [none, none, [1 / 2, 1 / 4, 1 / 3], [1, 1 / 2, 2 / 3]]],
    [
      9,
      'D0-1 C3-3 D6-8',
      'D0-1 D3-3 D6-7 C10-10',
      [
        [1 / 4, 1 / 3, 2 / 7],
        [1 / 2, 2 / 3, 4 / 7],
        [5 / 8, 5 / 6, 5 / 7],
        [1 / 2, 2 / 3, 4 / 7],
      ],
    ],
    [10, 'D0-1', 'D0-1 D0-1', Array.from({ length: 4 }, (): Ratios => [1 / 2, 1, 2 / 3])],
    [11, '', '', [none, none, none, none]],
    [12, 'D0-4 D0-1', 'D0-1', [none, none, [1 / 2, 1 / 4, 1 / 3], [1, 1 / 2, 2 / 3]]],
  ];
  test.each(cases)('case %i', (_, gold, predicted, expected) => {
    nervaluateSchemes.forEach((scheme, index) => {
      const { precision = 0, recall = 0, f1 = 0 } = nervaluateScore([sample(gold)], [sample(predicted)], scheme);
      expect(precision, scheme).toBeCloseTo(expected[index]?.[0] ?? Number.NaN, 12);
      expect(recall, scheme).toBeCloseTo(expected[index]?.[1] ?? Number.NaN, 12);
      expect(f1, scheme).toBeCloseTo(expected[index]?.[2] ?? Number.NaN, 12);
    });
  });
});

test('counts: one found wrongly, one spurious; one missed', () => {
  expect(nervaluateScore([sample('D0-4')], [sample('D0-1 D3-4')], 'strict')).toMatchObject({
    incorrect: 1,
    spurious: 1,
  });
  expect(nervaluateScore([sample('D0-1')], [], 'strict')).toMatchObject({ missed: 1, precision: undefined });
});

test('a hundredth of the gold mention is the least that overlaps', () => {
  expect(nervaluateScore([sample('D0-99')], [sample('D99-120')], 'type')).toMatchObject({ correct: 1 });
  expect(nervaluateScore([sample('D0-100')], [sample('D100-120')], 'type')).toMatchObject({ spurious: 1, missed: 1 });
});

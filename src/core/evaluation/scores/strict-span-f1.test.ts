import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strictSpanF1, type SampleSpans } from './strict-span-f1.ts';

/** "D0-4 C3-3": types with spans whose end is inclusive, as the comparison with nervaluate writes them. */
function sample(id: string, text: string): SampleSpans {
  const mentions = text
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [start = Number.NaN, end = Number.NaN] = part.slice(1).split('-').map(Number);
      return { span: { start, end: end + 1 }, entityType: part.slice(0, 1) };
    });
  return { id, mentions };
}

describe('the set-based strict column of the comparison table', () => {
  // P = TP / predicted, R = TP / gold; undefined where the denominator is 0.
  const cases: [number, string, string, (number | undefined)[]][] = [
    [1, 'D0-1', 'D0-1', [1, 1, 1]],
    [2, 'D0-1', 'C0-1', [0, 0, 0]],
    [3, 'D0-2', 'D0-1', [0, 0, 0]],
    [4, 'D0-2', 'C1-3', [0, 0, 0]],
    [5, 'D0-1', '', [undefined, 0, 0]],
    [6, '', 'D4-5', [0, undefined, 0]],
    [7, 'D0-4', 'D0-1 D3-4', [0, 0, 0]],
    [8, 'D0-1 D3-4', 'D0-4', [0, 0, 0]],
    // TP 1 of 4 predicted and 3 gold: 1/4, 1/3, 2/7
    [9, 'D0-1 C3-3 D6-8', 'D0-1 D3-3 D6-7 C10-10', [1 / 4, 1 / 3, 2 / 7]],
    [10, 'D0-1', 'D0-1 D0-1', [1, 1, 1]],
    [11, '', '', [undefined, undefined, undefined]],
    // TP 1 of 1 predicted and 2 gold: 1, 1/2, 2/3
    [12, 'D0-4 D0-1', 'D0-1', [1, 1 / 2, 2 / 3]],
  ];
  test.each(cases)('case %i', (_, gold, predicted, expected) => {
    const { micro } = strictSpanF1([sample('s', gold)], [sample('s', predicted)]);
    expect([micro.precision, micro.recall, micro.f1]).toEqual(expected);
  });
});

test('each type has its own counts and micro adds them up', () => {
  const gold = [sample('a', 'D0-1 C3-3'), sample('b', 'D0-1')];
  const predicted = [sample('a', 'D0-1 C3-4'), sample('c', 'G0-0')];
  const score = strictSpanF1(gold, predicted);
  expect(score.micro).toMatchObject({ truePositives: 1, falsePositives: 2, falseNegatives: 2 });
  expect(
    score.byType.map((row) => [row.entityType, row.truePositives, row.falsePositives, row.falseNegatives]),
  ).toEqual([
    ['C', 0, 1, 1],
    ['D', 1, 0, 1],
    ['G', 0, 1, 0],
  ]);
});

test('a name without a place is a false positive of its type, each time it is said', () => {
  const predicted = [{ ...sample('a', 'D0-1'), unplaced: [{ entity: 'D' }, { entity: 'D' }, { entity: 'X' }] }];
  const score = strictSpanF1([sample('a', 'D0-1')], predicted);
  expect(score.micro).toMatchObject({ truePositives: 1, falsePositives: 3, falseNegatives: 0 });
  expect(score.byType.map((row) => [row.entityType, row.falsePositives])).toEqual([
    ['D', 2],
    ['X', 1],
  ]);
});

test('the same span in another sample is no match', () => {
  expect(strictSpanF1([sample('a', 'D0-1')], [sample('b', 'D0-1')]).micro.truePositives).toBe(0);
});

const anySamples = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b 1', '1 b'),
    mentions: fc.array(
      fc.record({
        span: fc.record({ start: fc.nat(4), end: fc.nat(4) }),
        entityType: fc.constantFrom('Disease', 'Chemical'),
      }),
      { maxLength: 6 },
    ),
  }),
  { maxLength: 6 },
);

test('law: gold against itself is perfect, and swapping the sides swaps precision and recall', () => {
  fc.assert(
    fc.property(anySamples, anySamples, (left, right) => {
      const self = strictSpanF1(left, left).micro;
      expect([self.falsePositives, self.falseNegatives]).toEqual([0, 0]);
      const forth = strictSpanF1(left, right).micro;
      const back = strictSpanF1(right, left).micro;
      expect([forth.precision, forth.recall, forth.f1]).toEqual([back.recall, back.precision, back.f1]);
    }),
  );
});

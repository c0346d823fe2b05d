import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analysePredictions } from './analyse-predictions.ts';
import { judgeMentions } from './mention-errors.ts';
import type { PlacedPrediction } from '../scores/resolve-predictions.ts';

const at = (start: number, end: number, entityType = 'Gene', confidence?: number): PlacedPrediction => ({
  span: { start, end },
  entityType,
  ...(confidence === undefined ? {} : { confidence }),
});

function kinds(gold: readonly PlacedPrediction[], predicted: readonly PlacedPrediction[]): readonly string[] {
  return judgeMentions(gold, { mentions: predicted, unplaced: [] }).map(({ kind }) => kind);
}

test('each kind of error has its name', () => {
  expect(kinds([at(0, 4)], [at(0, 4)])).toEqual(['correct']);
  expect(kinds([at(0, 4)], [at(0, 4, 'Drug')])).toEqual(['type']);
  expect(kinds([at(0, 4)], [at(2, 6)])).toEqual(['boundary']);
  expect(kinds([at(0, 4)], [at(2, 6, 'Drug')])).toEqual(['boundary-type']);
  // Touching is not overlapping.
  expect(kinds([at(0, 4)], [at(4, 6)])).toEqual(['missed', 'spurious']);
});

test('what is equal is paired before what overlaps, and a second one for the same gold is spurious', () => {
  expect(kinds([at(0, 9)], [at(0, 4), at(0, 9), at(5, 9)])).toEqual(['correct', 'spurious', 'spurious']);
  const [first] = judgeMentions([at(0, 9)], { mentions: [at(0, 2), at(3, 9)], unplaced: [] });
  expect(first).toMatchObject({ kind: 'boundary', predicted: { span: { start: 3, end: 9 } } });
});

test('a mention said twice counts once, as the surer one, and an unplaced name is spurious', () => {
  const verdicts = judgeMentions([at(0, 4)], {
    mentions: [at(0, 4, 'Gene', 0.2), at(0, 4, 'Gene', 0.7)],
    unplaced: [{ entity: 'Gene', name: 'BRCA1' }],
  });
  expect(verdicts).toMatchObject([{ kind: 'correct', predicted: { confidence: 0.7 } }, { kind: 'spurious' }]);
});

const mention = fc
  .record({
    start: fc.nat(12),
    length: fc.integer({ min: 1, max: 5 }),
    entityType: fc.constantFrom('Gene', 'Drug'),
  })
  .map(({ start, length, entityType }) => at(start, start + length, entityType));

test('verdicts add up to both sides, and the strict counts are those of strict span F1', () => {
  fc.assert(
    fc.property(fc.array(mention, { maxLength: 6 }), fc.array(mention, { maxLength: 6 }), (gold, predicted) => {
      const input = 'x'.repeat(20);
      const mentions = gold.map(({ span, entityType }, index) => {
        return { id: `m${index}`, span, entityType, quote: input.slice(span.start, span.end) };
      });
      const sample = { id: 'a', documentId: 'd', input, mentions };
      const { report, judgedSamples, confusion } = analysePredictions(
        [sample],
        [{ kind: 'mentions', id: 'a', mentions: predicted }],
      );
      const { truePositives, falsePositives, falseNegatives } = report.strictSpans.micro;
      expect(judgedSamples[0]).toMatchObject({ truePositives, falsePositives, falseNegatives });
      const sum = (pick: (row: (typeof confusion.byType)[number]) => number): number =>
        confusion.byType.reduce((total, row) => total + pick(row), 0);
      expect(sum((row) => row.correct)).toBe(truePositives);
      expect(sum((row) => row.type + row.boundary + row.boundaryType + row.missed)).toBe(falseNegatives);
      expect(sum((row) => row.type + row.boundary + row.boundaryType + row.spurious)).toBe(falsePositives);
    }),
  );
});

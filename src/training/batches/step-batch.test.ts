import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MASKED_BIAS } from '../../decoder/graph/decoder-body.ts';
import { attentionBias, layOutBatch, type TrainingRow } from './step-batch.ts';

const A: TrainingRow = { ids: [5, 6, 7, 8], targetStart: 2 };
const B: TrainingRow = { ids: [9, 10, 11], targetStart: 1 };

describe('a batch', () => {
  test('reads all ids of a sample but the last, and predicts those of the answer', () => {
    const batch = layOutBatch([[A], [B]], { batch: 3, tokens: 4, answerRows: 6 }, 0.25);
    expect([...batch.ids]).toEqual([5, 6, 7, 0, 9, 10, 0, 0, 0, 0, 0, 0]);
    expect([...batch.positions]).toEqual([0, 1, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect([...batch.answerRows]).toEqual([1, 2, 4, 5]);
    expect([...batch.targets]).toEqual([7, 8, 10, 11]);
    expect([...batch.weights]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(batch.segments).toBeUndefined();
  });

  test('of packed rows begins to count anew in every sample', () => {
    const batch = layOutBatch([[A, B]], { batch: 1, tokens: 6, answerRows: 4 });
    expect([...batch.ids]).toEqual([5, 6, 7, 9, 10, 0]);
    expect([...batch.positions]).toEqual([0, 1, 2, 0, 1, 0]);
    expect([...(batch.segments ?? [])]).toEqual([1, 1, 1, 2, 2, 0]);
    expect([...batch.answerRows]).toEqual([1, 2, 3, 4]);
  });

  test.each([
    ['row 0 is longer than 2 tokens', [[A]], { batch: 1, tokens: 2, answerRows: 9 }],
    ['4 answer tokens for 3 places', [[A], [B]], { batch: 2, tokens: 4, answerRows: 3 }],
    ['2 rows for a batch of 1', [[A], [B]], { batch: 1, tokens: 4, answerRows: 9 }],
    ['no context', [[{ ids: [1, 2], targetStart: 0 }]], { batch: 1, tokens: 4, answerRows: 9 }],
  ])('that does not fit is refused: %s', (message, rows, shape) => {
    expect(() => layOutBatch(rows, shape)).toThrow(message);
  });
});

describe('the attention bias', () => {
  test('lets a query see its own sample up to itself, whatever is packed', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 3 }), (counts, padding) => {
        const segments = counts.flatMap((count, i) => Array.from({ length: count }, () => i + 1));
        segments.push(...Array.from({ length: padding }, () => 0));
        const tokens = segments.length;
        const bias = attentionBias(Int32Array.from(segments), tokens);
        bias.forEach((value, index) => {
          const [query, key] = [Math.floor(index / tokens), index % tokens];
          const isVisible = key <= query && segments[key] === segments[query];
          expect(value).toBe(isVisible ? 0 : MASKED_BIAS);
        });
      }),
      { numRuns: 50 },
    );
  });

  test('of rows that hold one sample each is one triangle for all', () => {
    expect([...attentionBias(undefined, 2)]).toEqual([0, MASKED_BIAS, 0, 0]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnswerTokenLosses, IfdResult } from './ifd.ts';
import { scoreIfd } from './score-ifd.ts';

function losses(conditioned: number[], direct: number[], flags: Partial<AnswerTokenLosses> = {}): AnswerTokenLosses {
  return {
    conditioned: Float32Array.from(conditioned),
    direct: Float32Array.from(direct),
    truncated: false,
    borderMerged: false,
    ...flags,
  };
}

function ifdOf(result: IfdResult): number {
  if (result.kind !== 'scored') throw new Error(`expected a score, got ${result.reason}`);
  return result.ifd;
}

describe('the released Superfiltering formula, by hand', () => {
  const cases = [
    // exp(0.5 - 1) = exp(-0.5)
    { vector: 1, conditioned: [0.5, 0.5, 0.5, 0.5], direct: [1, 1, 1], lc: 0.5, ld: 1, ifd: 0.606531 },
    // exp((0.2 + 0.4 + 0.6) / 3 - (2 + 2) / 2) = exp(-1.6)
    { vector: 2, conditioned: [0.2, 0.4, 0.6], direct: [2, 2], lc: 0.4, ld: 2, ifd: 0.201897 },
    // exp((1.2 + 1 + 0.8) / 3 - 1) = exp(0)
    { vector: 3, conditioned: [1.2, 1.0, 0.8], direct: [1, 1], lc: 1, ld: 1, ifd: 1 },
    // exp(0.9 - 0.7) = exp(0.2)
    { vector: 4, conditioned: [0.9, 0.9], direct: [0.7], lc: 0.9, ld: 0.7, ifd: 1.221403 },
    // Cut at 8 tokens behind a prompt of 6: two conditioned, two direct; exp(0.6 - 1.2) = exp(-0.6)
    { vector: 6, conditioned: [0.4, 0.8], direct: [1.0, 1.4], lc: 0.6, ld: 1.2, ifd: 0.548812, truncated: true },
  ];
  test.each(cases)('vector $vector gives $ifd', ({ conditioned, direct, lc, ld, ifd, truncated = false }) => {
    const result = scoreIfd(losses(conditioned, direct, { truncated }), 'superfiltering');
    expect(result).toMatchObject({ kind: 'scored', truncated });
    if (result.kind !== 'scored') return;
    expect(result.conditionedAnswerLoss).toBeCloseTo(lc, 6);
    expect(result.directAnswerLoss).toBeCloseTo(ld, 6);
    expect(result.ifd).toBeCloseTo(ifd, 6);
  });

  test('vector 5: an answer of one token has no direct loss', () => {
    expect(scoreIfd(losses([2.0], []), 'superfiltering')).toEqual({ kind: 'unscored', reason: 'one-token-answer' });
  });

  test('vector 7: a prompt longer than the limit leaves nothing to score', () => {
    const result = scoreIfd(losses([], [], { truncated: true }), 'superfiltering');
    expect(result).toEqual({ kind: 'unscored', reason: 'prompt-too-long' });
  });

  test('vector 8: where the reference stores (0, 0) for an error, a non-finite loss is reported', () => {
    const result = scoreIfd(losses([Number.NaN, 1], [1]), 'superfiltering');
    expect(result).toEqual({ kind: 'unscored', reason: 'non-finite-loss' });
  });
});

test('an empty answer is named as such', () => {
  expect(scoreIfd(losses([], []), 'superfiltering')).toEqual({ kind: 'unscored', reason: 'empty-answer' });
});

test.each([Number.NaN, Infinity, -Infinity])('a loss of %s in either array is reported', (bad) => {
  const unscored = { kind: 'unscored', reason: 'non-finite-loss' };
  expect(scoreIfd(losses([1, bad, 1], [1, 1]), 'superfiltering')).toEqual(unscored);
  expect(scoreIfd(losses([1, 1, 1], [1, bad]), 'superfiltering')).toEqual(unscored);
  expect(scoreIfd(losses([bad, 1, 1], [1, 1]), 'aligned')).toEqual(unscored);
});

test('a ratio beyond double precision is not passed off as 0 or infinity', () => {
  const unscored = { kind: 'unscored', reason: 'non-finite-loss' };
  expect(scoreIfd(losses([1e4], [1]), 'superfiltering')).toEqual(unscored);
  expect(scoreIfd(losses([1], [1e4]), 'superfiltering')).toEqual(unscored);
});

test('aligned compares the same answer tokens on both sides', () => {
  // Tokens 2..4 are 0.5 and 1: exp(0.5 - 1); the first token's 9 nats stay out.
  expect(ifdOf(scoreIfd(losses([9, 0.5, 0.5, 0.5], [1, 1, 1]), 'aligned'))).toBeCloseTo(0.606531, 6);
});

test('aligned leaves out the token that only the cut direct run reached', () => {
  // conditioned holds tokens 1..2, direct tokens 2..3: only token 2 is common, exp(0.8 - 1).
  const result = scoreIfd(losses([0.4, 0.8], [1.0, 1.4], { truncated: true }), 'aligned');
  expect(ifdOf(result)).toBeCloseTo(Math.exp(0.8 - 1), 6);
});

test('aligned has no common token when one answer token survived', () => {
  expect(scoreIfd(losses([2], []), 'aligned')).toEqual({ kind: 'unscored', reason: 'one-token-answer' });
  const cut = scoreIfd(losses([2], [1], { truncated: true }), 'aligned');
  expect(cut).toEqual({ kind: 'unscored', reason: 'prompt-too-long' });
});

test('flags travel with the score', () => {
  expect(scoreIfd(losses([1, 1], [1], { borderMerged: true, truncated: true }), 'superfiltering')).toMatchObject({
    borderMerged: true,
    truncated: true,
  });
});

const finiteLoss = fc.float({ min: 0, max: 20, noNaN: true });

test('law: equal losses give 1', () => {
  fc.assert(
    fc.property(finiteLoss, fc.integer({ min: 2, max: 50 }), (loss, count) => {
      const same = losses(Array<number>(count).fill(loss), Array<number>(count - 1).fill(loss));
      expect(ifdOf(scoreIfd(same, 'superfiltering'))).toBeCloseTo(1, 9);
      expect(ifdOf(scoreIfd(same, 'aligned'))).toBeCloseTo(1, 9);
    }),
  );
});

test('law: aligned scores of the same continuation are exactly 1 whatever the first token cost', () => {
  fc.assert(
    fc.property(finiteLoss, fc.array(finiteLoss, { minLength: 1, maxLength: 50 }), (firstToken, rest) => {
      expect(ifdOf(scoreIfd(losses([firstToken, ...rest], rest), 'aligned'))).toBe(1);
    }),
  );
});

test('law: a score is a positive finite number whatever the losses', () => {
  const anyLosses = fc.array(fc.float(), { maxLength: 20 });
  fc.assert(
    fc.property(anyLosses, anyLosses, fc.boolean(), (conditioned, direct, truncated) => {
      for (const variant of ['superfiltering', 'aligned'] as const) {
        const result = scoreIfd(losses(conditioned, direct, { truncated }), variant);
        if (result.kind === 'scored') {
          expect(result.ifd).toBeGreaterThan(0);
          expect(result.ifd).toBeLessThan(Infinity);
        }
      }
    }),
  );
});

import { describe, expect, test } from 'vitest';
import { seededKey } from '../../core/selection/seeded-key.ts';
import { AnswerSearch } from './answer-search.ts';
import { writeConstrained } from './answer-writing.ts';
import { AnswerConstraint } from '../constraint/answer-constraint.ts';
import { ByteTrie } from '../constraint/byte-trie.ts';
import { beginHypothesis, chooseTokens, extendHypothesis, meanLogProbability, type Hypothesis } from './hypothesis.ts';

const TOKENS = ['[', ']', '{"entity": "', 'X', 'Y', '", "name": "', 'a', ' ', 'b', 'a b', '"}', ', ', '"}]', '}', '"'];
const CHARACTERS = [...new Set(TOKENS.join(''))].filter((character) => !TOKENS.includes(character));
const vocabulary = new ByteTrie([...TOKENS, ...CHARACTERS].map((token) => new TextEncoder().encode(token)));
/** Single characters of the skeleton are so improbable that no answer of interest is spelled with them. */
const RARE = -30;

/** A model whose logits depend on all that was written. */
function logitsOf(ids: readonly number[], seed: number): Float32Array {
  return Float32Array.from([...TOKENS, ...CHARACTERS], (token, id) =>
    id < TOKENS.length ? 4 * seededKey(`${ids.join(' ')} then ${token}`, seed) : RARE,
  );
}

const maxTokens = 9;
const writing = writeConstrained(new AnswerConstraint(vocabulary, { text: 'a b', entityTypes: ['X', 'Y'] }));

/** All whole answers of so many tokens at most, with their probabilities. */
function exhaust(seed: number): readonly Hypothesis[] {
  const whole: Hypothesis[] = [];
  const walk = (from: Hypothesis): void => {
    const allowed = writing.allowed(from.state);
    for (const choice of chooseTokens(logitsOf(from.ids, seed), allowed, Infinity)) {
      if (choice.id >= TOKENS.length) continue;
      const next = extendHypothesis(writing, from, choice);
      if (next.state.isDone) whole.push(next);
      else if (next.ids.length < maxTokens) walk(next);
    }
  };
  walk(beginHypothesis(writing, 0));
  return whole.toSorted((a, b) => meanLogProbability(b) - meanLogProbability(a));
}

async function search(seed: number, width: number): Promise<readonly Hypothesis[]> {
  const running = new AnswerSearch({ writing, width, maxTokens }, 0);
  while (running.live.length > 0) {
    const logits = running.live.map(({ ids }) => logitsOf(ids, seed));
    await running.grow(logits, async ({ ids }) => logitsOf(ids, seed));
  }
  return running.found;
}

describe('the search for an answer', () => {
  test.each([1, 2, 3, 4])('with room for all hypotheses finds the n best of all answers (seed %i)', async (seed) => {
    const all = exhaust(seed);
    expect(all.length).toBeGreaterThan(20);
    const found = await search(seed, 5000);
    const count = 20;
    expect(found.slice(0, count).map(({ ids }) => ids)).toEqual(all.slice(0, count).map(({ ids }) => ids));
    expect(found[0]?.logProbability).toBeCloseTo(all[0]?.logProbability ?? NaN, 9);
  });

  test('of width 1 takes the most probable token each time', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      let plain = beginHypothesis(writing, 0);
      while (!plain.state.isDone && plain.ids.length < maxTokens) {
        const [best] = chooseTokens(logitsOf(plain.ids, seed), writing.allowed(plain.state), 1);
        if (best === undefined) throw new Error('nothing allowed');
        plain = extendHypothesis(writing, plain, best);
      }
      expect((await search(seed, 1)).map(({ ids }) => ids)).toEqual([plain.ids]);
    }
  });

  test('gives each mention the product of its tokens’ probabilities since the one before', async () => {
    const [best] = (await search(3, 5000)).filter(({ mentions }) => mentions.length > 0);
    if (best === undefined) throw new Error('no answer with a mention');
    let state = beginHypothesis(writing, 0);
    let sum = 0;
    const confidences: number[] = [];
    for (const id of best.ids) {
      const choice = chooseTokens(logitsOf(state.ids, 3), writing.allowed(state.state), Infinity).find(
        (one) => one.id === id,
      );
      if (choice === undefined) throw new Error('a token that was not allowed');
      const before = state.mentions.length;
      state = extendHypothesis(writing, state, choice);
      sum += choice.logProbability;
      if (state.mentions.length > before) {
        confidences.push(Math.exp(sum));
        sum = 0;
      }
    }
    expect(best.mentions.map(({ confidence }) => confidence)).toEqual(confidences);
  });

  test('leaves near ties to a look at the hypothesis alone', async () => {
    const tied = (): Float32Array => new Float32Array(TOKENS.length + CHARACTERS.length);
    const asked: number[] = [];
    const running = new AnswerSearch({ writing, width: 1, maxTokens }, 0);
    const brace = TOKENS.indexOf('[');
    await running.grow([tied()], async () => tied());
    expect(running.found[0]?.ids).toEqual([brace]);
    const close = TOKENS.indexOf(']');
    await running.grow([tied()], async ({ ids }) => {
      asked.push(...ids);
      return tied().fill(1, close, close + 1);
    });
    expect(asked).toEqual([brace]);
    expect(running.found[0]?.ids).toEqual([brace, close]);
  });
});

describe('probabilities', () => {
  test('are those of the softmax over the allowed tokens', () => {
    const logits = Float32Array.of(1, 50, 2, 3);
    const choices = chooseTokens(logits, [0, 2, 3], 2);
    const total = Math.exp(1) + Math.exp(2) + Math.exp(3);
    expect(choices.map(({ id }) => id)).toEqual([3, 2]);
    expect(Math.exp(choices[0]?.logProbability ?? NaN)).toBeCloseTo(Math.exp(3) / total, 12);
    expect(Math.exp(choices[1]?.logProbability ?? NaN)).toBeCloseTo(Math.exp(2) / total, 12);
    expect(() => chooseTokens(logits, [], 1)).toThrow('no token may come next');
  });
});

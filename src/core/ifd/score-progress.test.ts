import { describe, expect, test } from 'vitest';
import { seededRandom } from '../numbers/seeded-random.ts';
import { createWorkMeter } from './score-progress.ts';
import { scoringWork, sharedLength } from './scoring-work.ts';

const INSTRUCTION = 'Extract all Chemical and Disease entities from the following text.\n';

describe('the time left', () => {
  test('is right from the first batches on, though the longest samples come first', () => {
    const random = seededRandom(18);
    const inputs = Array.from({ length: 768 }, () => ({
      prompt: `${INSTRUCTION}${'x'.repeat(20 + Math.floor(600 * random() ** 3))}\n`,
      answer: 'y'.repeat(2 + Math.floor(120 * random())),
    })).toSorted((a, b) => b.prompt.length - a.prompt.length);
    const shared = sharedLength(inputs);
    const works = inputs.map((input) => scoringWork(input, shared));
    const workTotal = works.reduce((sum, work) => sum + work, 0);
    const meter = createWorkMeter({ totalCount: inputs.length, workTotal }, 0);
    // A machine that reads a character in a millisecond.
    let work = 0;
    works.forEach((each, index) => {
      work += each;
      const { remainingMs = Number.NaN } = meter({ doneCount: index + 1, tokenCount: work / 4, work }, work);
      expect(Math.abs(remainingMs - (workTotal - work))).toBeLessThan(1 + 0.01 * workTotal);
    });
  });

  test('counts the beginning that prompts share once, and not where it saves nothing', () => {
    const inputs = ['a', 'bb', 'ccc', 'dddd'].map((text) => ({ prompt: `${INSTRUCTION}${text}\n`, answer: '[]' }));
    const shared = sharedLength(inputs);
    expect(shared).toBe(INSTRUCTION.length);
    expect(inputs.map((input) => scoringWork(input, shared))).toEqual([6, 7, 8, 9]);
    expect(sharedLength(inputs.slice(0, 3))).toBe(0);
  });
});

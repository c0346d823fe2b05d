import { expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';

it('is mulberry32, whose numbers every seed of a study and every test rests on', () => {
  const random = seededRandom(42);
  expect(Array.from({ length: 4 }, random)).toEqual([
    0.6011037519201636, 0.44829055899754167, 0.8524657934904099, 0.6697340414393693,
  ]);
  expect(seededRandom(42 + 2 ** 32)()).toBe(seededRandom(42)());
});

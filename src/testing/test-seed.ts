import { seededRandom } from '../core/numbers/seeded-random.ts';

/** The gate's own: what passed yesterday fails today only for what was changed since. */
const FIXED_SEED = 20_261_201;

/**
 * What every test draws its random numbers from. `npm run fuzz` and `npm run test:long` set `TEST_SEED` to a number of
 * their own and print it; the same number gives the same draws again.
 *
 * @throws Error where `TEST_SEED` is no whole number of 32 bits
 */
export function testSeed(): number {
  const given = process.env['TEST_SEED'] ?? '';
  const seed = given === '' ? FIXED_SEED : Number(given);
  if ((seed | 0) !== seed) throw new Error(`TEST_SEED is a whole number of 32 bits, not ${given}`);
  return seed;
}

/** Numbers in [0, 1) for one use: how many another use draws makes no difference to it. */
export function testRandom(use: string): () => number {
  let mixed = testSeed();
  for (const character of use) mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return seededRandom(mixed);
}

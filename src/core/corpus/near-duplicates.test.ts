import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNearDuplicates, jaccard, shinglesOf } from './near-duplicates.ts';

const OPTIONS = { minSimilarity: 0.7, seed: 1 };

/** By definition, over the triples themselves. */
function exactJaccard(a: string, b: string): number {
  const triples = (text: string) => {
    const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    if (words.length === 0) return new Set<string>();
    return new Set(Array.from({ length: Math.max(1, words.length - 2) }, (_, at) => words.slice(at, at + 3).join(' ')));
  };
  const [left, right] = [triples(a), triples(b)];
  const shared = [...left].filter((triple) => right.has(triple)).length;
  return left.size + right.size === 0 ? 0 : shared / (left.size + right.size - shared);
}

const word = fc.constantFrom('lead', 'acetate', 'rats', 'were', 'given', 'a', 'dose', 'of', 'β', 'Naloxone');
const words = fc.array(word, { maxLength: 40 });

describe('findNearDuplicates', () => {
  it('finds a text with one word changed, whatever case and punctuation', () => {
    const text =
      'Naloxone reverses the antihypertensive effect of clonidine in unanesthetized spontaneously hypertensive rats';
    const texts = [text, 'Something else altogether, about mice.', `${text.toUpperCase()}!`, `${text} again`];
    expect(findNearDuplicates(texts, OPTIONS)).toEqual([
      { first: 0, second: 2, similarity: 1 },
      { first: 0, second: 3, similarity: 10 / 11 },
      { first: 2, second: 3, similarity: 10 / 11 },
    ]);
  });

  it('computes the similarity by its definition', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const [left, right] = [a.join(' '), b.join(', ')];
        expect(jaccard(shinglesOf(left), shinglesOf(right))).toBeCloseTo(exactJaccard(left, right), 10);
      }),
    );
  });

  it('returns only pairs that hold, and the same ones for the same seed', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), fc.integer(), (lists, seed) => {
        const texts = lists.map((list) => list.join(' '));
        const found = findNearDuplicates(texts, { minSimilarity: 0.5, seed });
        for (const { first, second, similarity } of found) {
          expect(first).toBeLessThan(second);
          expect(similarity).toBeCloseTo(exactJaccard(texts[first] ?? '', texts[second] ?? ''), 10);
          expect(similarity).toBeGreaterThanOrEqual(0.5);
        }
        expect(findNearDuplicates(texts, { minSimilarity: 0.5, seed })).toEqual(found);
      }),
    );
  });

  it('misses almost none: at least 98 of 100 pairs of similarity 0.8 and more', () => {
    const texts: string[] = [];
    for (let pair = 0; pair < 200; pair += 1) {
      const base = Array.from({ length: 60 }, (_, at) => `w${(pair * 7919 + at * 104_729) % 99_991}`);
      texts.push(
        base.join(' '),
        base
          .with((pair * 13) % 60, 'other')
          .with(0, 'new')
          .join(' '),
      );
    }
    const isSimilar = (index: number) => exactJaccard(texts[index] ?? '', texts[index + 1] ?? '') >= 0.8;
    const expected = texts.map((_, index) => index).filter((index) => index % 2 === 0 && isSimilar(index));
    const found = new Set(findNearDuplicates(texts, { minSimilarity: 0.8, seed: 7 }).map(({ first }) => first));
    expect(expected.length).toBeGreaterThan(150);
    expect(expected.filter((index) => found.has(index)).length / expected.length).toBeGreaterThanOrEqual(0.98);
  });

  it('stays quick when everything is alike', () => {
    const texts = Array.from({ length: 3000 }, (_, index) => `the very same template with a number ${index} behind it`);
    const found = findNearDuplicates(texts, { minSimilarity: 0.3, seed: 1 });
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(3000 * 20 * 16);
  });
});

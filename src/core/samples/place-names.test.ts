import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCase } from '../text/fold-case.ts';
import { placeNames } from './place-names.ts';

const names = (...list: string[]) => list.map((name) => ({ entity: 'X', name }));
const starts = (input: string, ...list: string[]) =>
  placeNames(input, names(...list)).mentions.map(({ span }) => span.start);

describe('placeNames', () => {
  it('puts the n-th use of a name on its n-th occurrence', () => {
    expect(starts('aspirin, then aspirin', 'aspirin')).toEqual([0]);
    expect(starts('aspirin, then aspirin', 'aspirin', 'aspirin')).toEqual([0, 14]);
  });

  it('lists a use too many as unplaced', () => {
    const { mentions, unplaced } = placeNames('aspirin', names('aspirin', 'aspirin', 'lead'));
    expect(mentions).toHaveLength(1);
    expect(unplaced.map(({ name }) => name)).toEqual(['aspirin', 'lead']);
  });

  it('takes exact occurrences before case-insensitive ones and quotes the text', () => {
    const { mentions } = placeNames('Aspirin and aspirin', names('aspirin', 'aspirin'));
    expect(mentions.map(({ id, quote }) => [id, quote])).toEqual([
      ['m2', 'Aspirin'],
      ['m1', 'aspirin'],
    ]);
  });

  it('prefers whole words to parts of words', () => {
    expect(starts('leading to lead', 'lead')).toEqual([11]);
    expect(starts('mutp53', 'p53')).toEqual([3]);
  });

  it('lets different names overlap', () => {
    expect(starts('renal failure', 'renal failure', 'failure')).toEqual([0, 6]);
  });

  it('does not overlap a name with itself', () => {
    expect(starts('aaa', 'aa', 'aa')).toEqual([0]);
  });

  it('keeps offsets behind a character whose lower case is longer', () => {
    expect(starts('İ ASPIRIN', 'aspirin')).toEqual([2]);
  });

  it('leaves an empty name unplaced', () => {
    expect(placeNames('text', names('')).unplaced).toHaveLength(1);
  });

  it('places every name cut from the text itself, with a quote equal to its span', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(), fc.nat(), (text, a, b) => {
        const start = a % text.length;
        const end = start + 1 + (b % (text.length - start));
        const { mentions, unplaced } = placeNames(text, names(text.slice(start, end)));
        expect(unplaced).toEqual([]);
        const [placed] = mentions;
        expect(placed?.quote).toBe(text.slice(start, end));
        expect(placed?.quote).toBe(text.slice(placed?.span.start, placed?.span.end));
      }),
    );
  });
});

describe('foldCase', () => {
  it('never changes a length', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => foldCase(text).length === text.length));
  });

  it('knows the final sigma and the micro sign', () => {
    expect(foldCase('ΜΆΣ µ')).toBe(foldCase('μάς μ'));
  });
});

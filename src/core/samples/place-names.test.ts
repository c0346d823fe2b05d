import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCase } from '../text/fold-case.ts';
import { placeNames, wordsAround } from './place-names.ts';

const names = (...list: string[]) => list.map((name) => ({ entity: 'X', name }));
const starts = (input: string, ...list: string[]) =>
  placeNames(input, names(...list)).mentions.map(({ span }) => span.start);

describe('placeNames', () => {
  it('puts the n-th use of a name on its n-th occurrence', () => {
    expect(starts('aspirin, then aspirin', 'aspirin')).toEqual([0]);
    expect(starts('aspirin, then aspirin', 'aspirin', 'aspirin')).toEqual([0, 14]);
  });

  it('lists uses too many apart from names that stand nowhere', () => {
    const { mentions, absent, repeated } = placeNames('aspirin', names('aspirin', 'Aspirin', 'lead', 'aspirin'));
    expect(mentions).toHaveLength(1);
    expect(absent.map(({ name }) => name)).toEqual(['lead']);
    expect(repeated).toEqual([{ entity: { entity: 'X', name: 'Aspirin' }, namedCount: 3, placedCount: 1 }]);
  });

  it('gives every place of a name to each type of it, before a use counts as one too many', () => {
    const typed = (...types: string[]) => types.map((entity) => ({ entity, name: 'aspirin' }));
    const both = placeNames('aspirin', typed('Chemical', 'Drug', 'Drug'));
    expect(both.mentions.map(({ entityType, span }) => [entityType, span.start])).toEqual([
      ['Chemical', 0],
      ['Drug', 0],
    ]);
    expect(both.repeated).toEqual([{ entity: typed('Drug')[0], namedCount: 2, placedCount: 1 }]);
    expect(placeNames('aspirin aspirin', typed('Chemical', 'Drug')).mentions.map(({ span }) => span.start)).toEqual([
      0, 8,
    ]);
  });

  it('lists what it places inside a longer word or in another case', () => {
    const { mentions, repaired } = placeNames(
      'ibuprofen and IL-2R, Fever',
      names('ibu', 'IL-2', 'fever', 'profen and'),
    );
    expect(mentions).toHaveLength(4);
    expect(repaired.map(({ entity, mention, repair }) => [entity.name, mention.quote, repair])).toEqual([
      ['ibu', 'ibu', 'within-word'],
      ['IL-2', 'IL-2', 'within-word'],
      ['fever', 'Fever', 'other-case'],
      ['profen and', 'profen and', 'within-word'],
    ]);
    expect(placeNames('a lead-free pipe', names('lead')).repaired).toEqual([]);
  });

  it('prefers a whole word in another case to a part of a word', () => {
    expect(starts('ibuprofen and IBU', 'ibu')).toEqual([14]);
    expect(starts('ibuprofen and IBU', 'ibu', 'ibu')).toEqual([0, 14]);
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
    expect(placeNames('text', names('')).absent).toHaveLength(1);
  });

  it('places every name cut from the text itself, with a quote equal to its span', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(), fc.nat(), (text, a, b) => {
        const start = a % text.length;
        const end = start + 1 + (b % (text.length - start));
        const { mentions, absent } = placeNames(text, names(text.slice(start, end)));
        expect(absent).toEqual([]);
        const [placed] = mentions;
        expect(placed?.quote).toBe(text.slice(start, end));
        expect(placed?.quote).toBe(text.slice(placed?.span.start, placed?.span.end));
      }),
    );
  });
});

describe('wordsAround', () => {
  it('reaches to the ends of the words at both ends', () => {
    const around = (text: string, part: string) => {
      const start = text.indexOf(part);
      const span = wordsAround(text, { start, end: start + part.length });
      return text.slice(span.start, span.end);
    };
    expect(around('an ibuprofen pill', 'bup')).toBe('ibuprofen');
    expect(around('IL-2Rα.', 'IL-2')).toBe('IL-2Rα');
    expect(around('𝒜b𝒜 c', 'b')).toBe('𝒜b𝒜');
    expect(around('whole', 'whole')).toBe('whole');
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

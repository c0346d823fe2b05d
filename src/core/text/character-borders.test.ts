import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isCharacterBorder, nextCharacterBorder } from './character-borders.ts';

it('cuts neither a surrogate pair nor a letter from its marks', () => {
  const text = 'a𝛼e\u0301\r\n👩\u200D🔬.';
  const borders = Array.from({ length: text.length + 1 }, (_, offset) => offset).filter((offset) =>
    isCharacterBorder(text, offset),
  );
  expect(borders).toEqual([0, 1, 3, 5, 7, 12, 13]);
});

it('is never outside the text', () => {
  expect([-1, 0.5, 4, Number.NaN].map((offset) => isCharacterBorder('abc', offset))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

it('walking forth and back visits the same borders, and both end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      const forth = [0];
      while ((forth.at(-1) ?? 0) < text.length) forth.push(nextCharacterBorder(text, forth.at(-1) ?? 0, 1));
      const back = [text.length];
      while ((back.at(-1) ?? 0) > 0) back.push(nextCharacterBorder(text, back.at(-1) ?? 0, -1));
      expect(back.toReversed()).toEqual(forth);
      expect(forth.every((offset) => isCharacterBorder(text, offset))).toBe(true);
    }),
  );
});

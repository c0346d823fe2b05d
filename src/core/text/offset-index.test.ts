import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOffsetIndex } from './offset-index.ts';

describe('createOffsetIndex', () => {
  const index = createOffsetIndex('aβ🧬c');

  it('counts code points, UTF-16 units and UTF-8 bytes', () => {
    expect([0, 1, 2, 3, 4, 5].map((at) => index.toUtf16(at, 'code-point'))).toEqual([0, 1, 2, 4, 5, undefined]);
    expect([0, 1, 2, 3, 7, 8, 9].map((at) => index.toUtf16(at, 'utf-8-byte'))).toEqual([
      0,
      1,
      undefined,
      2,
      4,
      5,
      undefined,
    ]);
    expect([5, 6, -1, 1.5].map((at) => index.toUtf16(at, 'utf-16'))).toEqual([5, undefined, undefined, undefined]);
  });

  it('gives nothing within a character and beyond ASCII text', () => {
    expect(index.toUtf16(4, 'utf-8-byte')).toBeUndefined();
    expect(createOffsetIndex('abc').toUtf16(4, 'code-point')).toBeUndefined();
  });

  it('goes there and back at every border of a character, as counted by the platform', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'β', '中', '🧬', 'e\u0301')), (characters) => {
        const text = characters.join('');
        const made = createOffsetIndex(text);
        let at = 0;
        for (const character of [...characters, '']) {
          const before = text.slice(0, at);
          const byte = new TextEncoder().encode(before).length;
          expect(made.fromUtf16(at, 'code-point')).toBe(Array.from(before).length);
          expect(made.fromUtf16(at, 'utf-8-byte')).toBe(byte);
          expect(made.toUtf16(byte, 'utf-8-byte')).toBe(at);
          expect(made.toUtf16(Array.from(before).length, 'code-point')).toBe(at);
          at += character.length;
        }
      }),
    );
  });

  it('throws on an offset that no caller may ask for', () => {
    expect(() => index.fromUtf16(9, 'code-point')).toThrow(RangeError);
  });
});

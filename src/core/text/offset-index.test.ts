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

it('graphemes are looked for only where there may be one of several units', () => {
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  const blocks = [
    [0, 0x2ff],
    [0x370, 0x482],
    [0x48a, 0x52f],
    [0x2010, 0x2027],
    [0x2030, 0x205e],
    [0x2070, 0x20cf],
    [0x2100, 0x2bff],
    [0x4e00, 0x9fff],
  ] as const;
  const plain = blocks.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index)),
  );
  // Each of them in front of and behind each kind, so that a pair that joins would be seen.
  const joined = plain.filter((character) => {
    const text = `${character}a${character}${character}☺${character}β${character}漢`.replaceAll('\r\n', '\n');
    return [...segmenter.segment(text)].length !== text.length;
  });
  expect(joined).toEqual([]);
  expect(createOffsetIndex('e\u0301\r\n👩‍⚕️x').fromUtf16(10, 'grapheme')).toBe(4);
});

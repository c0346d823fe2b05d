import fc from 'fast-check';
import { expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';
import { endsWithLineBreak, findLongLine, forEachLine, splitLines } from './split-lines.ts';

it('shows a text on one line and cuts it between characters', () => {
  expect(excerpt('a\tb\r\nc\u0000')).toBe('a→b↵↵c�');
  expect(excerpt('🧬'.repeat(81))).toBe(`${'🧬'.repeat(80)}…`);
  expect(excerpt('x'.repeat(80))).toBe('x'.repeat(80));
});

it('splits lines at LF, CRLF, or CR where there is no LF', () => {
  expect(splitLines('a\nb\r\n\nc')).toEqual(['a', 'b', '', 'c']);
  expect(splitLines('a\rb\r')).toEqual(['a', 'b']);
  expect(splitLines('a\rb\nc\n')).toEqual(['a\rb', 'c']);
  expect(splitLines('')).toEqual([]);
  expect([endsWithLineBreak('a\r'), endsWithLineBreak('a')]).toEqual([true, false]);
});

it('gives the same lines one at a time', () => {
  const part = fc.constantFrom('a', '', '\n', '\r', '\r\n', ' ', '🧬');
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join('');
      const lines: string[] = [];
      const count = forEachLine(text, (from, to, number) => {
        lines.push(text.slice(from, to));
        expect(number).toBe(lines.length);
      });
      expect(lines).toEqual(splitLines(text));
      expect(count).toBe(lines.length);
    }),
  );
});

it('finds the first line that is too long, at the end of the text too', () => {
  expect(findLongLine('abc\nabcd\nabcde', 4)).toBe(3);
  expect(findLongLine('abcde\nabc', 4)).toBe(1);
  expect(findLongLine('abc\nabcd', 4)).toBeUndefined();
  expect(findLongLine('abcd\rabcde\rabc', 4)).toBe(2);
});

import { expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';
import { endsWithLineBreak, splitLines } from './split-lines.ts';

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

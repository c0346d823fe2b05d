import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSource } from './decode-source.ts';

const TEXT = 'Naloxone\tB-Chemical\nβ-blocker\tO\n🧬\tO\n';

function utf16(text: string, options: { isBig: boolean; hasMark: boolean }): Uint8Array {
  const bytes = Buffer.from(`${options.hasMark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return options.isBig ? bytes.swap16() : bytes;
}

describe('decodeSource', () => {
  it('reads UTF-8 and UTF-16, marked or not, to the same text', () => {
    const sources: [string, Uint8Array][] = [
      ['utf-8', Buffer.from(TEXT)],
      ['utf-8', Buffer.from(`\uFEFF${TEXT}`)],
      ['utf-16le', utf16(TEXT, { isBig: false, hasMark: true })],
      ['utf-16be', utf16(TEXT, { isBig: true, hasMark: true })],
      ['utf-16le', utf16(TEXT, { isBig: false, hasMark: false })],
      ['utf-16be', utf16(TEXT, { isBig: true, hasMark: false })],
    ];
    for (const [encoding, bytes] of sources) {
      expect(decodeSource({ name: 'a', bytes })).toEqual({ kind: 'text', text: TEXT, encoding });
    }
  });

  it.each([
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13), 'binary-file'],
    ['zeros on both sides', new Uint8Array(64), 'binary-file'],
    ['one zero in a text', Buffer.from('Lead\0 acetate '), 'binary-file'],
    ['Latin-1', Buffer.from('Sj\xf6gren\tO\n', 'latin1'), 'bad-encoding'],
    ['half a character of UTF-16', Uint8Array.of(0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00), 'bad-encoding'],
    ['nothing', new Uint8Array(), 'empty-file'],
    ['a mark alone', Uint8Array.of(0xef, 0xbb, 0xbf), 'empty-file'],
  ])('says what is wrong with %s', (_, bytes, code) => {
    expect(decodeSource({ name: 'a', bytes })).toMatchObject({ kind: 'undecodable', issue: { code, file: 'a' } });
  });

  it('never takes UTF-8 text for UTF-16', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        fc.pre(!text.includes('\0') && text.trim() !== '');
        expect(decodeSource({ name: 'a', bytes: new TextEncoder().encode(`x${text}`) })).toEqual({
          kind: 'text',
          text: `x${text}`,
          encoding: 'utf-8',
        });
      }),
    );
  });
});

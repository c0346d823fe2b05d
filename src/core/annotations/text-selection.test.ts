import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCharacterBorder } from '../text/character-borders.ts';
import {
  growByCharacter,
  growByWord,
  moveByWord,
  nextWordEdge,
  type TextSelection,
  wordsBetween,
} from './text-selection.ts';
import { wordSpans } from './word-spans.ts';

const TEXT = 'The 5′-UTR (of IL-2), β-catenin; (−)-nicotine.';
const WORDS = wordSpans(TEXT);

function say({ start, end }: { start: number; end: number }): string {
  return TEXT.slice(start, end);
}

describe('words', () => {
  it('are names whole, without the punctuation around them', () => {
    expect(WORDS.map(say)).toEqual(['The', '5′-UTR', 'of', 'IL-2', 'β-catenin', '(−)-nicotine']);
  });

  it('that are punctuation only are words too', () => {
    expect(wordSpans('a — b').map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
  });
});

describe('keys in a text', () => {
  it('go from word to word and stop at the ends', () => {
    let at: TextSelection | undefined = { start: 0, end: 0, head: 'end' };
    const seen: string[] = [];
    for (let count = 0; count < 8 && at !== undefined; count += 1) {
      at = moveByWord(WORDS, at, 1);
      seen.push(at ? say(at) : '');
    }
    expect(seen).toEqual([
      '5′-UTR',
      'of',
      'IL-2',
      'β-catenin',
      '(−)-nicotine',
      '(−)-nicotine',
      '(−)-nicotine',
      '(−)-nicotine',
    ]);
    expect(say(moveByWord(WORDS, { start: 12, end: 14 }, -1) ?? { start: 0, end: 0 })).toBe('5′-UTR');
  });

  it('grow by words, and shrink on the way back until they grow to the other side', () => {
    const start: TextSelection = { start: 15, end: 19, head: 'end' };
    const longer = growByWord(WORDS, start, 1);
    expect(say(longer)).toBe('IL-2), β-catenin');
    expect(growByWord(WORDS, longer, -1)).toEqual(start);
    const back = growByWord(WORDS, start, -1);
    expect({ words: say(back), head: back.head }).toEqual({ words: 'of IL-2', head: 'start' });
    expect(say(growByWord(WORDS, back, 1))).toBe('IL-2');
  });

  it('move an edge to the next one of a word', () => {
    expect(TEXT.slice(nextWordEdge(WORDS, 'start', { at: 15, step: -1 }), 19)).toBe('of IL-2');
    expect(TEXT.slice(15, nextWordEdge(WORDS, 'end', { at: 19, step: 1 }))).toBe('IL-2), β-catenin');
    expect(nextWordEdge(WORDS, 'end', { at: TEXT.length, step: 1 })).toBe(TEXT.length);
  });
});

describe('dragging', () => {
  it('selects whole words, whichever way it goes', () => {
    expect(say(wordsBetween(WORDS, 16, 24))).toBe('IL-2), β-catenin');
    expect(wordsBetween(WORDS, 24, 16)).toEqual({ ...wordsBetween(WORDS, 16, 24), head: 'start' });
    expect(say(wordsBetween(WORDS, 17, 17))).toBe('IL-2');
  });
});

it('any keys leave a selection inside the text, never empty, cutting no character', () => {
  const key = fc.constantFrom('move', 'word', 'character');
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'β', '𝛼', 'e\u0301', ' ', '-', '(', ')', '.'), { minLength: 1, maxLength: 20 }),
      fc.array(fc.tuple(key, fc.constantFrom(1 as const, -1 as const)), { maxLength: 20 }),
      (pieces, keys) => {
        const text = `x${pieces.join('')}`;
        const words = wordSpans(text);
        let selection: TextSelection = { ...(words[0] ?? { start: 0, end: 1 }), head: 'end' };
        for (const [kind, step] of keys) {
          if (kind === 'move') selection = moveByWord(words, selection, step) ?? selection;
          else if (kind === 'word') selection = growByWord(words, selection, step);
          else selection = growByCharacter(text, selection, step);
          expect(selection.start).toBeLessThan(selection.end);
          expect(selection.end).toBeLessThanOrEqual(text.length);
          expect(isCharacterBorder(text, selection.start) && isCharacterBorder(text, selection.end)).toBe(true);
        }
      },
    ),
  );
});

import { describe, expect, test } from 'vitest';
import { alignBorder } from './align-border.ts';

describe('the border of prompt and answer', () => {
  test('is found where a token begins there', () => {
    expect(alignBorder(['Find', ' it', '\n', '[', ']'], 'Find it\n', '[]')).toEqual({
      promptCount: 3,
      borderMerged: false,
    });
  });

  test('is not guessed where a token lies across it', () => {
    expect(alignBorder(['Extract', 'ed', ' entities'], 'Extracte', 'd entities')).toBeUndefined();
  });

  test('is not guessed where tokens do not spell the text', () => {
    expect(alignBorder(['\uFFFD', '\uFFFD', '\n', '[]'], 'β\n', '[]')).toBeUndefined();
    expect(alignBorder(['Find', '\n', '['], 'Find\n', '[]')).toBeUndefined();
  });
});

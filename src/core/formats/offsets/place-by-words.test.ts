import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createOffsetIndex } from '../../text/offset-index.ts';
import { findQuotes, MAX_PLACES } from './find-quotes.ts';
import { foldText } from './fold-text.ts';
import { createReadings, readOffsets } from './read-offsets.ts';

const WORDS = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'aab', 'β', '🧬'), { maxLength: 40 });

it('finds every quote where it stands as whole words, as a search for each alone does', () => {
  const quotes = fc.uniqueArray(
    fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'aab', 'β', '🧬'), { minLength: 1, maxLength: 3 }),
    { maxLength: 8, selector: (words) => words.join(' ') },
  );
  fc.assert(
    fc.property(WORDS, quotes, (words, wanted) => {
      const text = words.join(' ');
      const found = findQuotes(
        text,
        wanted.map((each) => each.join(' ')),
      );
      for (const quote of wanted.map((each) => each.join(' '))) {
        const starts: number[] = [];
        for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) {
          const isWhole = (text[at - 1] ?? ' ') === ' ' && (text[at + quote.length] ?? ' ') === ' ';
          // An emoji is no word: it may stand beside one.
          if (isWhole) starts.push(at);
        }
        expect(found.get(quote)?.map(({ start }) => start)).toEqual(starts.slice(0, MAX_PLACES + 1));
      }
    }),
  );
});

it('leads back from a folded text to what was folded, whatever its length', () => {
  const text = 'a&alpha;  α\u0301 “Café” ﬁ‐🧬';
  const { folded, toText } = foldText(text, 'greek');
  expect(folded).toBe('aalpha alpha\u0301 "Cafe\u0301" fi-🧬');
  const at = (quote: string) => {
    const start = folded.indexOf(quote);
    const { start: from, end } = toText({ start, end: start + quote.length });
    return text.slice(from, end);
  };
  expect([at('aalpha'), at('"Cafe\u0301"'), at('fi-'), at('🧬')]).toEqual(['a&alpha;', '“Café”', 'ﬁ‐', '🧬']);
});

it('places thousands of mentions of a long text by their words in one pass', () => {
  const names = Array.from({ length: 20_000 }, (_, number) => `name${number}`);
  const text = names.join(' and ');
  const index = createOffsetIndex(text);
  const claims = names.map((quote) => ({ text, index, pieces: [{ start: 1, end: 3 }], quote: quote.toUpperCase() }));
  const { located } = readOffsets(claims, createReadings([]));
  expect(
    located.every((place, number) => {
      const [span] = place.kind === 'repaired' ? place.spans : [];
      return text.slice(span?.start, span?.end) === names[number];
    }),
  ).toBe(true);
});

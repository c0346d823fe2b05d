import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highlightSegments } from '../../common/text/highlight-segments.ts';
import { CHARACTERS_PER_BLOCK, textBlocks } from './text-blocks.ts';

const TEXT = 'word '.repeat(4000);
const mentions = Array.from({ length: 2000 }, (_, index) => ({
  id: `m${index}`,
  span: { start: index * 10, end: index * 10 + 4 + (index % 3) * 5 },
  entityType: 'X',
  quote: TEXT.slice(index * 10, index * 10 + 4 + (index % 3) * 5),
}));

test('blocks cover the text once, in order, and none is long', () => {
  const blocks = textBlocks(TEXT, mentions);
  expect(blocks[0]?.start).toBe(0);
  expect(blocks.at(-1)?.end).toBe(TEXT.length);
  expect(blocks.slice(1).every(({ start }, index) => start === blocks[index]?.end)).toBe(true);
  expect(Math.max(...blocks.map(({ start, end }) => end - start))).toBeLessThan(1.6 * CHARACTERS_PER_BLOCK);
  for (const { segments } of blocks) {
    expect(segments.slice(1).every(({ start }, index) => start === segments[index]?.end)).toBe(true);
  }
});

test('an edit leaves all blocks but those near it the same objects', () => {
  const before = textBlocks(TEXT, mentions);
  const edited = mentions.filter(({ id }) => id !== 'm1010');
  const after = textBlocks(TEXT, edited, before);
  const known = new Set(before);
  const fresh = after.filter((block) => !known.has(block));
  expect(fresh.length).toBeGreaterThan(0);
  expect(fresh).toHaveLength(1);
});

test('blocks end behind a blank and never inside a mention', () => {
  const blocks = textBlocks(TEXT, mentions);
  for (const { end } of blocks.slice(0, -1)) {
    expect(TEXT.charAt(end - 1)).toBe(' ');
    expect(mentions.filter(({ span }) => span.start < end && end < span.end)).toEqual([]);
  }
});

test('an abstract is one block, with all of its text and mentions', () => {
  const abstract = TEXT.slice(0, 2000);
  const inside = mentions.filter(({ span }) => span.end <= abstract.length).slice(0, 12);
  const [block, ...others] = textBlocks(abstract, inside);
  expect(others).toEqual([]);
  expect(block).toMatchObject({ start: 0, end: abstract.length, mentions: inside });
  expect(block?.segments).toEqual(highlightSegments(abstract, inside));
  expect(textBlocks(abstract, [])).toEqual([
    { start: 0, end: abstract.length, mentions: [], segments: highlightSegments(abstract, []) },
  ]);
});

test('cut in blocks or as a whole, a text has the same lines under it', () => {
  const spans = fc.array(fc.tuple(fc.nat(TEXT.length - 1), fc.integer({ min: 1, max: 400 })), { maxLength: 60 });
  fc.assert(
    fc.property(spans, (places) => {
      const drawn = places.map(([start, length], index) => {
        const span = { start, end: Math.min(TEXT.length, start + length) };
        return { id: `m${index}`, span, entityType: 'X', quote: TEXT.slice(span.start, span.end) };
      });
      const segments = textBlocks(TEXT, drawn).flatMap((block) => block.segments);
      const lines = segments.flatMap((segment) =>
        segment.lines.map(({ mention, lane, part }) => ({ at: segment.start, id: mention.id, lane, part })),
      );
      const whole = highlightSegments(TEXT, drawn).flatMap((segment) =>
        segment.lines.map(({ mention, lane, part }) => ({ at: segment.start, id: mention.id, lane, part })),
      );
      expect(lines).toEqual(whole);
      expect(segments.map(({ start, end }) => TEXT.slice(start, end)).join('')).toBe(TEXT);
    }),
    { numRuns: 50 },
  );
});

test('a text without a character has no block', () => {
  expect(textBlocks('', [])).toEqual([]);
});

import { expect, test } from 'vitest';
import { highlightSegments } from '../common/highlight-segments.ts';
import { textBlocks } from './text-blocks.ts';

const TEXT = 'word '.repeat(4000);
const mentions = Array.from({ length: 2000 }, (_, index) => ({
  id: `m${index}`,
  span: { start: index * 10, end: index * 10 + 4 + (index % 3) * 5 },
  entityType: 'X',
}));

test('blocks cover the text once, in order, and none is long', () => {
  const blocks = textBlocks(highlightSegments(TEXT, mentions));
  expect(blocks[0]?.start).toBe(0);
  expect(blocks.at(-1)?.end).toBe(TEXT.length);
  expect(blocks.slice(1).every(({ start }, index) => start === blocks[index]?.end)).toBe(true);
  expect(Math.max(...blocks.map(({ segments }) => segments.length))).toBeLessThanOrEqual(64);
});

test('an edit leaves all blocks but those near it the same objects', () => {
  const before = textBlocks(highlightSegments(TEXT, mentions));
  const edited = mentions.filter(({ id }) => id !== 'm1000');
  const after = textBlocks(highlightSegments(TEXT, edited), before);
  const known = new Set(before);
  const fresh = after.filter((block) => !known.has(block));
  expect(fresh.length).toBeGreaterThan(0);
  expect(fresh.length).toBeLessThan(after.length / 10);
});

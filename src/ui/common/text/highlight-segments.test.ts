import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highlightSegments, type HighlightMention } from './highlight-segments.ts';

function mention(id: string, start: number, end: number): HighlightMention {
  return { id, span: { start, end }, entityType: 'Disease' };
}

test('a nested mention lies closer to the text than the one around it', () => {
  const text = 'hereditary breast cancer';
  const segments = highlightSegments(text, [mention('outer', 0, 24), mention('inner', 11, 24)]);
  expect(segments.map((segment) => text.slice(segment.start, segment.end))).toEqual(['hereditary ', 'breast cancer']);
  expect(segments[1]?.lines.map((line) => [line.mention.id, line.lane])).toEqual([
    ['inner', 0],
    ['outer', 1],
  ]);
  expect(segments[0]?.lines.map((line) => line.lane)).toEqual([1]);
});

test('the gap of a discontinuous mention is a joint and not text', () => {
  const text = 'lung and left heart injuries';
  const lung: HighlightMention = {
    id: 'lung',
    span: { start: 0, end: 28 },
    fragments: [
      { start: 0, end: 4 },
      { start: 20, end: 28 },
    ],
    entityType: 'Disease',
  };
  const segments = highlightSegments(text, [lung]);
  expect(segments.map((segment) => [text.slice(segment.start, segment.end), segment.lines[0]?.part])).toEqual([
    ['lung', 'text'],
    [' and left heart ', 'joint'],
    ['injuries', 'text'],
  ]);
  expect(segments.map((segment) => segment.endings.length)).toEqual([0, 0, 1]);
});

test('segments give the text back whole, and each mention ends once', () => {
  const spans = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 15 }));
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.array(spans, { maxLength: 8 }), (text, places) => {
      const mentions = places
        .map(([start, length], index) =>
          mention(`${index}`, start % text.length, Math.min(text.length, (start % text.length) + length)),
        )
        .filter(({ span }) => span.end > span.start);
      const segments = highlightSegments(text, mentions);
      expect(segments.map((segment) => text.slice(segment.start, segment.end)).join('')).toBe(text);
      expect(segments.flatMap((segment) => segment.endings).length).toBe(mentions.length);
      for (const segment of segments) {
        const lanes = segment.lines.map((line) => line.lane);
        expect(new Set(lanes).size).toBe(lanes.length);
      }
    }),
  );
});

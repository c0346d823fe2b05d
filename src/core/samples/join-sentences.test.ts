import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Span } from '../text/span.ts';
import { joinSentences } from './join-sentences.ts';

/** Sentences of one to nine units with gaps of nothing to three between them. */
const sentencesOf = (lengths: readonly (readonly [gap: number, length: number])[]): Span[] => {
  let at = 0;
  return lengths.map(([gap, length]) => {
    const start = at + gap;
    at = start + length;
    return { start, end: at };
  });
};
const texts = fc.record({
  sentences: fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 9 })), { maxLength: 12 }).map(sentencesOf),
  mentions: fc.array(
    fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 20 })).map(([start, length]) => ({ start, end: start + length })),
    { maxLength: 8 },
  ),
});
const overlaps = (one: Span, other: Span) => one.start < other.end && other.start < one.end;
const contains = (outer: Span, inner: Span) => outer.start <= inner.start && inner.end <= outer.end;

it('each mention lies within one unit, units are apart and in order, and no sentence is lost or moved', () => {
  fc.assert(
    fc.property(texts, ({ sentences, mentions }) => {
      const units = joinSentences(sentences, mentions);
      for (const mention of mentions) expect(units.filter(({ span }) => contains(span, mention))).toHaveLength(1);
      for (const [index, { span }] of units.entries()) {
        expect(span.start).toBeGreaterThanOrEqual(units[index - 1]?.span.end ?? 0);
      }
      expect(units.flatMap((unit) => unit.sentences)).toEqual(sentences);
      // A sentence that no mention touches, or only mentions within it, is a unit as it was.
      for (const sentence of sentences) {
        const isAlone = mentions.every((mention) => !overlaps(mention, sentence) || contains(sentence, mention));
        if (isAlone) expect(units.map(({ span }) => span)).toContainEqual(sentence);
      }
    }),
  );
});

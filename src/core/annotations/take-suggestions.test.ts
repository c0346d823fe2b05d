import fc from 'fast-check';
import { expect, it } from 'vitest';
import { standMention } from './stand-mention.ts';
import { takeSuggestions } from './take-suggestions.ts';

const text = 'Aspirin and 𝛽-carotene for headache.';
const at = (quote: string, entityType: string, id = 's') => {
  const start = text.indexOf(quote);
  return standMention(text, { id, entityType, pieces: [{ start, end: start + quote.length }] });
};
const passage = {
  ref: { documentId: 'd', passageId: 'p' },
  text,
  mentions: [at('Aspirin', 'Chemical', 'e1')],
  within: { start: 0, end: text.length },
};
const suggestions = [
  { mention: at('Aspirin', 'Chemical'), confidence: 0.99 },
  { mention: at('𝛽-carotene', 'Chemical'), confidence: 0.95 },
  { mention: at('carotene', 'Chemical'), confidence: 0.92 },
  { mention: at('headache', 'Disease'), confidence: 0.6 },
];

it('takes what is sure enough, leaves what is there, overlaps or is doubted, and counts each', () => {
  const found = takeSuggestions([{ passage, suggestions }], { minConfidence: 0.9, subject: 'a model' });
  expect(found).toMatchObject({ alreadyThere: 1, contested: 1, below: 1 });
  expect(found.taken.map(({ id, quote }) => [id, quote])).toEqual([['e12-23', '𝛽-carotene']]);
  expect(found.outcome).toMatchObject({ kind: 'edit', edit: { label: 'Take 1 suggestion of a model' } });
});

it('is no act where nothing is left to take', () => {
  const { outcome } = takeSuggestions([{ passage, suggestions: suggestions.slice(0, 1) }], {
    minConfidence: 0,
    subject: 'a model',
  });
  expect(outcome).toEqual({ kind: 'refused', reason: 'nothing-changes' });
});

it('a lower threshold never takes fewer, and every suggestion is counted once', () => {
  const threshold = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(threshold, threshold, (one, other) => {
      const take = (minConfidence: number) =>
        takeSuggestions([{ passage, suggestions }], { minConfidence, subject: 'a model' });
      const [low, high] = [take(Math.min(one, other)), take(Math.max(one, other))];
      expect(low.taken.length).toBeGreaterThanOrEqual(high.taken.length);
      for (const { taken, alreadyThere, contested, below } of [low, high]) {
        expect(taken.length + alreadyThere + contested + below).toBe(suggestions.length);
      }
    }),
  );
});

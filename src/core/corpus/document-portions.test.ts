import fc from 'fast-check';
import { expect, it } from 'vitest';
import { biocCorpus } from '../../testing/arbitraries/corpora.ts';
import { createDocumentJoiner, cutByWeight, portionDocuments } from './document-portions.ts';

it('cuts any corpus into portions that give it back', () => {
  fc.assert(
    fc.property(biocCorpus('a.txt'), fc.integer({ min: 1, max: 2000 }), ({ documents }, maxWeight) => {
      const joiner = createDocumentJoiner();
      for (const portion of portionDocuments(documents, maxWeight)) joiner.add(structuredClone(portion));
      expect(joiner.documents).toEqual(documents);
    }),
  );
});

it('cuts a long document at its passages', () => {
  const passages = Array.from({ length: 10 }, (_, index) => ({
    id: `r${index}`,
    kind: 'row',
    text: 'x',
    mentions: [],
  }));
  const document = { id: 'rows.jsonl', source: 'rows.jsonl', boundaries: 'assumed', passages } as const;
  const portions = [...portionDocuments([document], 300)];
  expect(portions.length).toBeGreaterThan(2);
  expect(portions.flat().every(({ id }) => id === 'rows.jsonl')).toBe(true);
});

it('has no portion of nothing, and a heavy item is one of its own', () => {
  expect([...cutByWeight([], Number, 10)]).toEqual([]);
  expect([...cutByWeight([4, 50, 3, 3, 4, 1], Number, 10)]).toEqual([[4, 50], [3, 3, 4], [1]]);
});

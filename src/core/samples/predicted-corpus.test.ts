import { expect, test } from 'vitest';
import type { Corpus } from '../corpus/corpus.ts';
import { buildSamples } from './build-samples.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from './templates.ts';
import { predictedCorpus } from './predicted-corpus.ts';

const TEXT = 'Aspirin helps. Lithium does not.';

const corpus: Corpus = {
  documents: ['1', '2'].map((id) => ({
    id,
    source: 'a.txt',
    boundaries: 'given',
    passages: [
      {
        id: '0',
        kind: 'abstract',
        text: TEXT,
        mentions: [{ id: 'x', span: { start: 0, end: 7 }, entityType: 'Chemical', quote: 'Aspirin' }],
      },
    ],
  })),
};

test('mentions of sentences stand in their passage, in order, in place of the given ones; unasked documents go', () => {
  const options = {
    entityTypes: ['Chemical'],
    instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
    unit: 'sentence',
  } as const;
  const { samples } = buildSamples(corpus, options);
  const asked = samples.filter(({ documentId }) => documentId === '2').toReversed();
  const { documents } = predictedCorpus(
    corpus,
    asked.map((sample) => ({ sample, mentions: [{ start: 0, end: 7, entityType: 'Drug' }] })),
  );
  expect(documents.map(({ id }) => id)).toEqual(['2']);
  expect(documents[0]?.passages[0]?.mentions).toEqual([
    { id: 'm1', span: { start: 0, end: 7 }, entityType: 'Drug', quote: 'Aspirin' },
    { id: 'm2', span: { start: 15, end: 22 }, entityType: 'Drug', quote: 'Lithium' },
  ]);
});

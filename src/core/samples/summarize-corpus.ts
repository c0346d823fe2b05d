import type { Corpus } from '../corpus/corpus.ts';
import { countEntityTypes } from '../corpus/entity-types.ts';
import type { Sample } from './sample.ts';
import { countStates, sampleState } from './sample-state.ts';
import type { CorpusSummary } from './summary.ts';

/** Counts of the corpus (every mention, asked for or not) and of the samples built from it. */
export function summarizeCorpus(corpus: Corpus, samples: readonly Sample[]): CorpusSummary {
  const types = countEntityTypes(corpus);
  return {
    documents: corpus.documents.length,
    samples: samples.length,
    ...countStates(samples.map(sampleState)),
    mentions: types.reduce((sum, { count }) => sum + count, 0),
    mentionsByType: Object.fromEntries(types.map(({ entityType, count }) => [entityType, count])),
  };
}

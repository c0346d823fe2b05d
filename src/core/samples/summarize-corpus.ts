import type { Corpus } from '../corpus/corpus.ts';
import { countEntityTypes } from '../corpus/entity-types.ts';
import { isPositiveSample, type Sample } from './sample.ts';
import type { CorpusSummary } from './summary.ts';

/** Counts of the corpus (every mention, asked for or not) and of the samples built from it. */
export function summarizeCorpus(corpus: Corpus, samples: readonly Sample[]): CorpusSummary {
  const types = countEntityTypes(corpus);
  const positives = samples.filter(isPositiveSample).length;
  return {
    documents: corpus.documents.length,
    samples: samples.length,
    positives,
    negatives: samples.length - positives,
    mentions: types.reduce((sum, { count }) => sum + count, 0),
    mentionsByType: Object.fromEntries(types.map(({ entityType, count }) => [entityType, count])),
  };
}

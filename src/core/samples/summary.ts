import type { EntityType } from '../corpus/corpus.ts';

/** Counts of a corpus and of the samples built from it; `bioselect inspect --json` prints it with the issues. */
export interface CorpusSummary {
  readonly documents: number;
  readonly samples: number;
  readonly positives: number;
  readonly negatives: number;
  /** Mentions of every type in the corpus, asked for or not. */
  readonly mentions: number;
  readonly mentionsByType: Readonly<Record<EntityType, number>>;
}

import type { EntityType } from '../corpus/corpus.ts';
import type { StateCounts } from './sample-state.ts';

/** Counts of a corpus and of the samples built from it; `bioselect inspect --json` prints it with the issues. */
export interface CorpusSummary extends StateCounts {
  readonly documents: number;
  readonly samples: number;
  /** Mentions of every type in the corpus, asked for or not. */
  readonly mentions: number;
  readonly mentionsByType: Readonly<Record<EntityType, number>>;
}

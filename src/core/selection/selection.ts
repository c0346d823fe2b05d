import type { AnnotationGap } from '../corpus/corpus.ts';
import type { StateCounts } from '../samples/sample-state.ts';

/** The ids that files, settings and the command line use. `strategies.ts` has the record of each. */
export const SELECTION_STRATEGIES = ['hybrid', 'superfiltering', 'random', 'full'] as const;

export type SelectionStrategy = (typeof SELECTION_STRATEGIES)[number];

export interface SelectionOptions {
  readonly strategy: SelectionStrategy;
  /** Share of the samples ranked that are kept, in (0, 1]; one of them at least. */
  readonly keepRatio: number;
  /** What `keepRatio` is a share of. `superfiltering` ranks all samples: it is then a share of all, or of all eligible. */
  readonly base: 'all-positives' | 'eligible-positives';
  /** Positives at or above it are not eligible. */
  readonly ifdCeiling: number;
  /** Share of negatives kept, in [0, 1]; 1 keeps all, which is the point of the hybrid. */
  readonly negativeRatio: number;
  /** For what is drawn at random. */
  readonly seed: number;
}

/** Why the filter keeps or drops a sample. `rank` is 1-based among the eligible. */
export type SelectionReason =
  | { readonly kind: 'top-ifd'; readonly rank: number; readonly cutOffIfd: number }
  | { readonly kind: 'negative' }
  | { readonly kind: 'random-draw' }
  | { readonly kind: 'full' }
  | { readonly kind: 'below-cut-off'; readonly rank: number; readonly cutOffIfd: number }
  | { readonly kind: 'ifd-at-or-above-ceiling'; readonly ifd: number }
  | { readonly kind: 'not-drawn' }
  | { readonly kind: 'unscored'; readonly reason: string }
  /** The sample came after the selection was made. */
  | { readonly kind: 'not-in-selection' }
  /** Whether it is positive or negative is not known: no strategy keeps it. */
  | { readonly kind: 'not-annotated'; readonly gap: AnnotationGap['kind'] };

export interface SelectionPick {
  readonly sampleId: string;
  readonly kept: boolean;
  readonly reason: SelectionReason;
}

/** What a person said; it overrides the filter and survives re-scoring and re-selecting. */
export interface Decision {
  readonly sampleId: string;
  /** `unsure` leaves the filter's pick as it is and asks for another look. */
  readonly verdict: 'approved' | 'rejected' | 'unsure';
  /** Milliseconds since the epoch. */
  readonly decidedAtMs: number;
  /** Absent where it was made before decisions had one. */
  readonly author?: string;
  /** Of the browser where it was made: tells two authors of one name apart. */
  readonly authorId?: string;
  readonly reason?: string;
}

/** A selection as the project holds it: a list of samples that nothing but a person moves. */
export interface StoredSelection {
  /** Unique in the project. */
  readonly id: number;
  /** The rule that it was made by. */
  readonly rule: SelectionOptions;
  /** The scoring behind its ranks; undefined where it was made without scores. */
  readonly scoringId: number | undefined;
  /** Milliseconds since the epoch. */
  readonly madeAtMs: number;
}

export interface SelectionCounts extends StateCounts {
  readonly keptPositives: number;
  readonly keptNegatives: number;
}

export interface Selection {
  readonly options: SelectionOptions;
  /** In the order of the samples. */
  readonly picks: readonly SelectionPick[];
  /** IFD of the last positive kept; undefined where none is. */
  readonly cutOffIfd: number | undefined;
  readonly counts: SelectionCounts;
}

import type { ScoredSample, ScoreProvenance, ScoringInput } from '../../core/ifd/scored-sample.ts';

/** `tokenCount`: tokens the model has read so far in this run. */
export type OnScored = (scored: readonly ScoredSample[], progress: { readonly tokenCount: number }) => Promise<void>;

/** Whatever turns samples into losses for `score`. */
export interface Scorer {
  readonly provenance: ScoreProvenance;
  /** `chunk`: results depend, in their last digits, on what is in a chunk; `row`: on nothing else. */
  readonly granularity: 'chunk' | 'row';
  /** Results come through `onScored` as they are done, each once. */
  score(chunks: Iterable<readonly ScoringInput[]>, onScored: OnScored): Promise<void>;
  dispose(): Promise<void>;
}

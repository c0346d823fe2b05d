import type { IfdResult } from './ifd.ts';

/** A score belongs to this. */
export interface ScoreKey {
  readonly contentHash: string;
  /** Id of the `Scoring`. */
  readonly scoringId: number;
}

/** What a project of many samples holds of each score in memory. */
export interface ScoreSummary extends ScoreKey {
  readonly result: IfdResult;
  /** `ScoreProvenance` of the run as JSON. */
  readonly provenance: string;
}

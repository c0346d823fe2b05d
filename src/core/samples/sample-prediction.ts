import type { EntityType } from '../corpus/corpus.ts';

/** A mention that a model found, in UTF-16 units of the sample's input. */
export interface PredictedMention {
  readonly start: number;
  readonly end: number;
  readonly entityType: EntityType;
  /** Probability, in (0, 1], that the model goes on with just this mention; raw, not calibrated. */
  readonly confidence: number;
}

/**
 * `closed`: the model ended its answer; `length`: the limit of tokens did, behind the last finished mention; `no-room`:
 * the question fills the model's window, so nothing was asked.
 */
export type PredictionEnd = 'closed' | 'length' | 'no-room';

/** What a model answered to the question of a sample. */
export interface SamplePrediction {
  /** What was asked (`questionHash`): samples of the same instruction and input share their prediction. */
  readonly questionHash: string;
  readonly modelHash: string;
  /** In order of appearance. */
  readonly mentions: readonly PredictedMention[];
  readonly end: PredictionEnd;
  /** `PredictionProvenance` of the run as JSON. */
  readonly provenance: string;
}

/** Where predictions came from. */
export interface PredictionProvenance {
  readonly modelHash: string;
  readonly modelName: string;
  readonly backend: string;
  readonly dtype: string;
  readonly maxNewTokens: number;
  /** Version of this package that computed it. */
  readonly version: string;
}

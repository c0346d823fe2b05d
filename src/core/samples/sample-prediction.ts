import type { EntityType, PassagePrediction, SuggestedMention } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';

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

/** A prediction as it is looked at: one of a file may come without confidences. Offsets are those of the sample's input. */
export type SampleSuggestions = Pick<SamplePrediction, 'questionHash' | 'modelHash'> & {
  readonly mentions: readonly SuggestedMention[];
};

/** Stands in place of a model's hash for predictions that came with a file. */
export function modelOfFile(model: string): string {
  return `file:${model}`;
}

/** Whether a prediction came with a file and not from a model that was asked here. */
export function isModelOfFile(modelHash: string): boolean {
  return modelHash.startsWith('file:');
}

/** The mentions of a file's prediction within a sample. One that extends past its end belongs to none. */
export function predictionOf(
  { model, mentions }: PassagePrediction,
  { span, questionHash }: { readonly span: Span; readonly questionHash: string },
): SampleSuggestions {
  return {
    questionHash,
    modelHash: modelOfFile(model),
    mentions: mentions.flatMap(({ start, end, ...rest }): SuggestedMention[] =>
      start < span.start || end > span.end ? [] : [{ ...rest, start: start - span.start, end: end - span.start }],
    ),
  };
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

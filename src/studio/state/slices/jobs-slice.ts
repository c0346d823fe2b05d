import type { Failure } from '../../../core/failure.ts';
import type { TrainProgress, TrainedModel } from '../../../worker/training-protocol.ts';

export interface PreviewMention {
  readonly start: number;
  readonly end: number;
  readonly entityType: string;
  /** Undefined where the name was placed by search and not by generation. */
  readonly confidence: number | undefined;
}

export type PreviewState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly raw: string; readonly mentions: readonly PreviewMention[] }
  | {
      readonly kind: 'done';
      readonly text: string;
      readonly raw: string;
      readonly mentions: readonly PreviewMention[];
      /** Entities of the answer whose name is not in the text. */
      readonly unplaced: readonly { readonly entity: string; readonly name: string }[];
      /** The answer was not valid JSON. */
      readonly malformed: boolean;
      readonly elapsedMs: number;
      readonly tokenCount: number;
      readonly cut: boolean;
      /** By the person: the mentions until then are shown. */
      readonly stopped: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A model that has answered questions of this project. */
export interface PredictedBy {
  readonly kind: 'asked' | 'file';
  readonly modelHash: string;
  readonly modelName: string;
  /** Questions that it has answered. */
  readonly answerCount: number;
}

/** The job that asks the model about every sample. */
export type PredictingState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running';
      /** Samples, not questions: several may share one. */
      readonly doneCount: number;
      readonly totalCount: number;
      readonly tokensPerSecond: number;
      readonly remainingMs: number | undefined;
    }
  | { readonly kind: 'stopped'; readonly failure: Failure };

/** A training of this tab, in memory alone. */
export type TrainingState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running';
      /** Undefined until the first update is made. */
      readonly progress: TrainProgress | undefined;
      /** Of every update so far, mean nats of a target. */
      readonly losses: readonly number[];
    }
  | {
      readonly kind: 'done';
      readonly losses: readonly number[];
      readonly trained: TrainedModel;
      /** Of the model that it began from. */
      readonly baseName: string;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface TrainHereOptions {
  readonly epochs: number;
  /** Ends the training earlier than the epochs would. */
  readonly maxUpdates: number | undefined;
  readonly seed: number;
}

/** Work of a model beside scoring: predicting, training in this tab, and the preview. */
export interface JobsSlice {
  readonly preview: PreviewState;
  readonly training: TrainingState;
  readonly predicting: PredictingState;
  /** The models with answers on the disk, the one that predicted last first. */
  readonly predictedBy: readonly PredictedBy[];
}

/** What commands keep between calls for predicting, training here and the preview; no screen reads it. */
export interface JobsSession {
  preview: AbortController | undefined;
  training: AbortController | undefined;
  predicting: AbortController | undefined;
  predictionBatchCount: number;
  /** Answers on their way to the disk. */
  readonly predictionSaves: Set<Promise<void>>;
}

/** Commands for predicting, training here and the preview. */
export interface JobsCommands {
  preview(text: string, entityTypes: readonly string[]): Promise<void>;
  stopPreview(): void;
  /** Trains an adapter on the kept samples, in a thread of this tab; ends in `training`. */
  trainHere(options: TrainHereOptions): Promise<void>;
  /** Ends it behind the update at hand, with what was learnt until then. */
  stopTraining(): void;
  /** Loads what was trained in place of the model. */
  useTrained(): Promise<void>;
  /** What was trained as a zip: the merged model's folder, or the adapter as PEFT reads it. */
  packTrained(what: 'model' | 'adapter'): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** Asks the model about every sample that it has not answered yet; loads the default model if none is. */
  predictCorpus(): Promise<void>;
  /** Keeps the answers that are there. */
  stopPredicting(): void;
}

/** The slice before anything is open. */
export function initialJobs(): JobsSlice {
  return {
    preview: { kind: 'idle' },
    training: { kind: 'idle' },
    predicting: { kind: 'idle' },
    predictedBy: [],
  };
}

export function newJobsSession(): JobsSession {
  return {
    preview: undefined,
    training: undefined,
    predicting: undefined,
    predictionBatchCount: 0,
    predictionSaves: new Set(),
  };
}

import type { Remote } from '../thread/remote.ts';
import type { ModelSource } from './scorer-protocol.ts';

/** A sample as it is exported. */
export interface TrainRow {
  readonly id: string;
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
}

export interface TrainOptions {
  readonly epochs: number;
  /** Ends the training earlier than the epochs would. */
  readonly maxUpdates: number | undefined;
  /** Of the adapters; their update is scaled by 2. */
  readonly rank: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** Tokens of prompt, answer and end token. */
  readonly maxLength: number;
  readonly seed: number;
}

export interface TrainProgress {
  /** Updates done. */
  readonly update: number;
  readonly total: number;
  /** Mean nats of a target of the last update. */
  readonly loss: number;
  readonly tokensPerSecond: number;
  readonly remainingMs: number;
}

export interface TrainedFile {
  /** Path in its folder. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What a training leaves, all of it in memory. */
export interface TrainedModel {
  /** A Hugging Face folder: weights with the adapter added in, config, tokenizer. */
  readonly modelFiles: readonly TrainedFile[];
  /** As PEFT reads it. */
  readonly adapterFiles: readonly TrainedFile[];
  readonly sampleCount: number;
  readonly tooLongCount: number;
  readonly updates: number;
  readonly isStopped: boolean;
}

export interface TrainRun extends TrainOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainProgress) => void;
}

/** What the page asks of a training's thread. */
export interface Trainer {
  /** Resolves when all updates are made, or when the signal ended it with at least one. */
  train(source: ModelSource, rows: readonly TrainRow[], options: TrainRun): Promise<TrainedModel>;
  /** Files as a zip. @param timeMs of the files, since the epoch. */
  pack(files: readonly TrainedFile[], timeMs: number): Promise<Uint8Array>;
}

/** The page's handle on trainings. Rejections are `FailureError`s. */
export type TrainingClient = Remote<Trainer>;

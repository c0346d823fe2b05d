import type { EntityType } from '../core/corpus/corpus.ts';
import type { IfdVariant } from '../core/ifd/ifd.ts';
import type { ScoredSample, ScoringInput } from '../core/ifd/scored-sample.ts';
import type { ScoreProgress, ScoringProgress } from '../core/ifd/score-progress.ts';
import type { WeightDtype } from '../core/ifd/weight-dtype.ts';
import type { PredictedMention, SamplePrediction } from '../core/samples/sample-prediction.ts';
import type { Remote } from '../thread/remote.ts';

export type { ScoreProgress, ScoringProgress } from '../core/ifd/score-progress.ts';

/** Where a model folder's files come from. */
export type ModelSource =
  /** A folder served with the studio, e.g. `models/bioselect-weak/`. */
  | { readonly kind: 'bundled'; readonly name: string; readonly baseUrl: string }
  /** Files the person dropped: a Hugging Face folder. */
  | {
      readonly kind: 'files';
      readonly name: string;
      readonly files: readonly File[];
      /** Of the files, in their order, where the files do not say them. */
      readonly paths?: readonly string[];
      /** By which the folder can be opened again, where the browser gave one. */
      readonly folder?: FileSystemDirectoryHandle;
      /** Where it was opened again: what it is kept under. */
      readonly folderKey?: string;
      /** It was trained in this tab. */
      readonly isMadeHere?: boolean;
    }
  /** A Hugging Face hub id such as "Qwen/Qwen3-0.6B"; needs the network and is only used when named. */
  | { readonly kind: 'hub'; readonly name: string; readonly revision: string };

export type DeviceChoice = 'auto' | 'webgpu' | 'wasm';

/** `auto`: f16 on a GPU that multiplies it, else f32; of a ready-made export its most precise file. */
export type PrecisionChoice = 'auto' | WeightDtype;

export interface LoadedModel {
  readonly name: string;
  readonly architecture: string;
  readonly parameterCount: number;
  /** SHA-256 (hex) over weights and tokenizer. */
  readonly hash: string;
  readonly backend: 'webgpu' | 'wasm';
  readonly dtype: WeightDtype;
  /** Threads of the WASM backend; 0 on WebGPU. */
  readonly threadCount: number;
  /** GPU as the adapter names itself; empty on WASM. */
  readonly adapter: string;
  readonly loadMs: number;
  /** Largest |ΔNLL| in nats of the probe texts against WASM in f32, and what is allowed; absent on WASM itself. */
  readonly trust?: { readonly maxDrift: number; readonly tolerance: number };
}

export interface ScoreOptions {
  readonly variant: IfdVariant;
  /** Tokens; what is longer is cut (answer) or not scorable (prompt). */
  readonly maxLength: number;
}

/** What a timed batch says of scoring on this machine. */
export interface ScoringSpeed {
  /** As `scoringWork` counts it. */
  readonly workPerSecond: number;
  /** That the model and its runtime hold, the graphics card's included as far as it is known. */
  readonly memoryBytes: number;
}

export interface GenerateRequest {
  readonly prompt: string;
  /** The text whose entities are asked for: every name of the answer is a piece of it. */
  readonly input: string;
  readonly entityTypes: readonly EntityType[];
  readonly maxNewTokens: number;
}

/** A question of many. */
export interface PredictInput extends Omit<GenerateRequest, 'maxNewTokens'> {
  readonly questionHash: string;
}

export type PredictedInput = Pick<SamplePrediction, 'questionHash' | 'mentions' | 'end'>;

export interface GeneratedAnswer {
  /** Valid entity JSON. */
  readonly text: string;
  readonly mentions: readonly PredictedMention[];
  readonly tokenCount: number;
  readonly elapsedMs: number;
  /** True when `maxNewTokens` ended it before the model did. */
  readonly cut: boolean;
  /** True when a cancel ended it; what was written until then is whole. */
  readonly stopped: boolean;
}

export type LoadStage = 'fetch' | 'build' | 'compile';

/** How the scorer is to read a model. */
export interface LoadOptions {
  readonly device: DeviceChoice;
  readonly precision: PrecisionChoice;
  readonly threadCount?: number;
  readonly onProgress?: (stage: LoadStage, loadedBytes: number, totalBytes: number | undefined) => void;
}

/** What the page asks of the scorer's thread, which holds one model. */
export interface Scorer {
  load(source: ModelSource, options: LoadOptions): Promise<LoadedModel>;
  /**
   * Resolves when all are scored; results arrive through `onScored`. Needs a loaded model.
   *
   * @param options.onProgress is called between batches whose scores have not come yet.
   */
  score(inputs: readonly ScoringInput[], options: ScoreRun): Promise<void>;
  /** Scores a few samples to see how fast it goes, for two seconds or so; the scores are not kept. */
  probe(
    inputs: readonly ScoringInput[],
    options: ScoreOptions & { readonly signal?: AbortSignal },
  ): Promise<ScoringSpeed>;
  /** Holds a running score behind its current batch; resolves when it holds, or is over, or goes on. */
  pause(): Promise<void>;
  resume(): void;
  generate(request: GenerateRequest, options: GenerateRun): Promise<GeneratedAnswer>;
  /** Resolves when all are answered, or when the signal ended it; answers arrive through `onPredicted`, in any order. */
  predict(inputs: readonly PredictInput[], options: PredictRun): Promise<void>;
}

export interface ScoreRun extends ScoreOptions {
  readonly signal?: AbortSignal;
  readonly onScored: (scored: readonly ScoredSample[], progress: ScoringProgress) => void;
  readonly onProgress?: (progress: ScoringProgress) => void;
}

export interface GenerateRun {
  readonly signal?: AbortSignal;
  readonly onText?: (text: string, mentions: readonly PredictedMention[]) => void;
}

export interface PredictRun {
  readonly maxNewTokens: number;
  readonly signal?: AbortSignal;
  readonly onPredicted: (predicted: readonly PredictedInput[], progress: ScoreProgress) => void;
}

/** The page's handle on the scorer's thread. Rejections are `FailureError`s. */
export interface ScorerClient extends Remote<Omit<Scorer, 'resume'>> {
  resume(): void;
  dispose(): void;
}

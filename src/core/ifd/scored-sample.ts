import type { AnswerTokenLosses, IfdResult, IfdVariant } from './ifd.ts';

/** What the weak model needs of a sample. */
export interface ScoringInput {
  /** Content hash of the sample: what the result belongs to. */
  readonly contentHash: string;
  /** `instruction + "\n" + input + "\n"`. */
  readonly prompt: string;
  readonly answer: string;
}

/** Where a number came from. */
export interface ScoreProvenance {
  /** SHA-256 (hex) over the weights and the tokenizer. */
  readonly modelHash: string;
  readonly modelName: string;
  readonly backend: 'webgpu' | 'wasm' | 'node-cpu';
  readonly dtype: 'f32';
  readonly variant: IfdVariant;
  readonly maxLength: number;
  /** Version of this package that computed it. */
  readonly version: string;
}

export interface ScoredSample {
  readonly contentHash: string;
  readonly result: IfdResult;
  readonly losses: AnswerTokenLosses | undefined;
  /** Answer tokens as text, in order, same length as `losses.conditioned` unless cut. */
  readonly tokens: readonly string[];
}

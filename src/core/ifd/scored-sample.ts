import type { AnswerTokenLosses, IfdResult, IfdVariant } from './ifd.ts';
import type { WeightDtype } from './weight-dtype.ts';

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
  /** SHA-256 (hex) over the weights and the tokenizer; `unknown` where an endpoint computed: it does not say. */
  readonly modelHash: string;
  readonly modelName: string;
  readonly backend: 'webgpu' | 'wasm' | 'node-cpu' | 'node-webgpu' | 'node-cuda' | 'endpoint';
  /** What the model computed in; `unknown` where an endpoint did. */
  readonly dtype: WeightDtype | 'unknown';
  readonly variant: IfdVariant;
  readonly maxLength: number;
  /** Version of this package that computed it. */
  readonly version: string;
  /** With the backend `endpoint` only. */
  readonly endpoint?: EndpointProvenance;
}

/** A completion server and how it was asked. */
export interface EndpointProvenance {
  /** Host and port as the person named them. */
  readonly host: string;
  /** `token-ids`: the borders of tokens are ours; `text`: the server's. */
  readonly promptForm: 'token-ids' | 'text';
  /** Special tokens that the server puts before every text and that could not be switched off. */
  readonly leadingTokenCount: number;
  /** SHA-256 (hex) of the tokenizer.json that made the ids; null where the server tokenised. */
  readonly tokenizerHash: string | null;
}

export interface ScoredSample {
  readonly contentHash: string;
  readonly result: IfdResult;
  readonly losses: AnswerTokenLosses | undefined;
  /** Answer tokens as text, in order, same length as `losses.conditioned` unless cut. */
  readonly tokens: readonly string[];
}

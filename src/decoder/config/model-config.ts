import { FailureError } from '../../core/failure.ts';
import { isJsonObject, type JsonObject } from '../../core/formats/json/json-value.ts';

export const SUPPORTED_ARCHITECTURES = ['qwen3', 'qwen2', 'llama', 'gpt2'] as const;
export type Architecture = (typeof SUPPORTED_ARCHITECTURES)[number];

/**
 * What the graph builder has to know of a decoder-only model: the parts it is made of, whatever the family is called.
 * Sizes are element counts.
 */
export interface DecoderConfig {
  readonly architecture: Architecture;
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly keyValueHeadCount: number;
  readonly headDim: number;
  readonly intermediateSize: number;
  readonly norm: Norm;
  readonly position: PositionEncoding;
  readonly attention: Attention;
  readonly feedForward: FeedForward;
  /** The vocabulary head shares the embedding's weights. */
  readonly tiedEmbedding: boolean;
  /** Positions the model was made for. */
  readonly maxPositions: number;
  /** Tokens that end an answer; empty where the folder names none. */
  readonly endTokenIds: readonly number[];
}

export type Norm =
  /** Scaled by the root mean square; a weight. */
  | { readonly kind: 'rms'; readonly eps: number }
  /** Centred and scaled by the standard deviation; a weight and a bias. */
  | { readonly kind: 'layer'; readonly eps: number };

export type PositionEncoding =
  /** Queries and keys are rotated, first half of a head against the second; radians per position, f32 [headDim/2]. */
  | { readonly kind: 'rotary'; readonly frequencies: Float32Array }
  /** A table that is added to the embedding. */
  | { readonly kind: 'learned' };

export interface Attention {
  /** `fused`: one weight holds query, key and value side by side. */
  readonly projections: 'separate' | 'fused';
  readonly queryKeyValueBias: boolean;
  readonly outputBias: boolean;
  /** Queries and keys pass a norm of their own, per head. */
  readonly queryKeyNorm: boolean;
  /** What scores are multiplied with before the softmax; 1/sqrt(headDim) but for rare models. */
  readonly scoreScale: number;
}

export type FeedForward =
  /** down(silu(gate(x)) * up(x)) */
  | { readonly kind: 'swiglu'; readonly bias: boolean }
  /** down(gelu(up(x))), with biases; `tanh` is the approximation that GPT-2 was trained with. */
  | { readonly kind: 'gelu'; readonly form: 'erf' | 'tanh' };

/** @throws FailureError `model-file-damaged` when `text` is no JSON object. */
export function parseJsonObject(text: string, file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FailureError({ code: 'model-file-damaged', file, detail: `not JSON: ${String(error)}` });
  }
  if (!isJsonObject(value)) throw new FailureError({ code: 'model-file-damaged', file, detail: 'not a JSON object' });
  return value;
}

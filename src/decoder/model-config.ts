import { FailureError } from '../core/failure.ts';

/** What the graph builder has to know of a decoder-only model. Sizes are element counts. */
export interface DecoderConfig {
  readonly architecture: 'qwen3';
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly keyValueHeadCount: number;
  readonly headDim: number;
  readonly intermediateSize: number;
  readonly rmsNormEps: number;
  readonly ropeTheta: number;
  readonly tiedEmbedding: boolean;
  /** Positions the model was made for. */
  readonly maxPositions: number;
  /** Tokens that end an answer; empty where the folder names none. */
  readonly endTokenIds: readonly number[];
}

const SUPPORTED_ARCHITECTURES = ['qwen3'] as const;
const FILE = 'config.json';

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws FailureError `model-file-damaged` when `text` is no JSON object. */
export function parseJsonObject(text: string, file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FailureError({ code: 'model-file-damaged', file, detail: `not JSON: ${String(error)}` });
  }
  if (!isObject(value)) throw new FailureError({ code: 'model-file-damaged', file, detail: 'not a JSON object' });
  return value;
}

/**
 * Reads a Hugging Face `config.json`, in transformers 5 style (`rope_parameters`) or older (`rope_theta`).
 *
 * @throws FailureError `model-architecture-unsupported` or `model-file-damaged`.
 */
export function parseModelConfig(text: string, generationConfig: string | undefined): DecoderConfig {
  const json = parseJsonObject(text, FILE);
  const modelType = json['model_type'];
  if (modelType !== 'qwen3') {
    throw new FailureError({
      code: 'model-architecture-unsupported',
      found: typeof modelType === 'string' ? modelType : 'no model_type',
      supported: SUPPORTED_ARCHITECTURES,
    });
  }
  if (json['use_sliding_window'] === true)
    throw damaged('use_sliding_window is true: sliding windows are not supported');
  if (json['attention_bias'] === true) throw damaged('attention_bias is true: not a plain Qwen3 model');
  const ropeParameters = isObject(json['rope_parameters']) ? json['rope_parameters'] : json;
  const ropeScaling = isObject(json['rope_scaling']) ? json['rope_scaling'] : ropeParameters;
  const ropeType = ropeScaling['rope_type'] ?? ropeScaling['type'] ?? 'default';
  if (ropeType !== 'default') throw damaged(`rope_type is ${JSON.stringify(ropeType)}: only "default" is supported`);
  const hiddenSize = positiveInteger(json, 'hidden_size');
  const headCount = positiveInteger(json, 'num_attention_heads');
  return {
    architecture: 'qwen3',
    vocabSize: positiveInteger(json, 'vocab_size'),
    hiddenSize,
    layerCount: positiveInteger(json, 'num_hidden_layers'),
    headCount,
    keyValueHeadCount:
      json['num_key_value_heads'] === undefined ? headCount : positiveInteger(json, 'num_key_value_heads'),
    headDim: json['head_dim'] === undefined ? hiddenSize / headCount : positiveInteger(json, 'head_dim'),
    intermediateSize: positiveInteger(json, 'intermediate_size'),
    rmsNormEps: positiveNumber(json, 'rms_norm_eps'),
    ropeTheta: positiveNumber(ropeParameters, 'rope_theta'),
    tiedEmbedding: json['tie_word_embeddings'] === true,
    maxPositions: positiveInteger(json, 'max_position_embeddings'),
    endTokenIds: endTokenIds(json, generationConfig),
  };
}

function endTokenIds(config: JsonObject, generationConfig: string | undefined): readonly number[] {
  const generation = generationConfig === undefined ? {} : parseJsonObject(generationConfig, 'generation_config.json');
  const value = generation['eos_token_id'] ?? config['eos_token_id'];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((id) => typeof id === 'number');
}

function positiveNumber(json: JsonObject, key: string): number {
  const value = json[key];
  if (typeof value !== 'number' || !(value > 0))
    throw damaged(`${key} is ${JSON.stringify(value)}, expected a number above 0`);
  return value;
}

function positiveInteger(json: JsonObject, key: string): number {
  const value = positiveNumber(json, key);
  if (!Number.isInteger(value)) throw damaged(`${key} is ${value}, expected a whole number`);
  return value;
}

function damaged(detail: string): FailureError {
  return new FailureError({ code: 'model-file-damaged', file: FILE, detail });
}

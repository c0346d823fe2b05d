import { FailureError } from '../../core/failure.ts';
import type { JsonObject } from '../../core/formats/json/json-value.ts';
import { ConfigFields } from './config-fields.ts';
import { parseJsonObject, SUPPORTED_ARCHITECTURES, type Architecture, type DecoderConfig } from './model-config.ts';
import { readGpt2Config } from './read-gpt2-config.ts';
import { readLlamaConfig } from './read-llama-config.ts';

/**
 * Reads a Hugging Face `config.json` of any supported architecture, and the end tokens of `generation_config.json`.
 *
 * @throws FailureError `model-architecture-unsupported`, or `model-file-damaged` naming the field that is missing, out
 * of range, or asks for something that is not supported.
 */
export function parseModelConfig(text: string, generationConfig: string | undefined): DecoderConfig {
  const json = parseJsonObject(text, 'config.json');
  const modelType = json['model_type'];
  const architecture = SUPPORTED_ARCHITECTURES.find((name) => name === modelType);
  if (architecture === undefined) {
    throw new FailureError({
      code: 'model-architecture-unsupported',
      found: typeof modelType === 'string' ? modelType : 'no model_type',
      supported: SUPPORTED_ARCHITECTURES,
    });
  }
  const fields = new ConfigFields(json);
  refuseForeignParts(fields);
  const config = readFamily(architecture, fields);
  // A width that the heads do not share evenly would otherwise end in a shape error deep in the runtime.
  if (!Number.isInteger(config.headDim)) fields.refuse(headsField(architecture), 'it does not divide the hidden size');
  if (!Number.isInteger(config.headCount / config.keyValueHeadCount)) {
    fields.refuse('num_key_value_heads', `it does not divide the ${config.headCount} query heads`);
  }
  return { ...config, endTokenIds: readEndTokenIds(json, generationConfig) };
}

function readFamily(architecture: Architecture, fields: ConfigFields): Omit<DecoderConfig, 'endTokenIds'> {
  switch (architecture) {
    case 'qwen3':
    case 'qwen2':
    case 'llama':
      return readLlamaConfig(architecture, fields);
    case 'gpt2':
      return readGpt2Config(fields);
    default:
      return architecture satisfies never;
  }
}

function headsField(architecture: Architecture): string {
  return architecture === 'gpt2' ? 'n_head' : 'num_attention_heads';
}

function refuseForeignParts(fields: ConfigFields): void {
  for (const key of ['num_experts', 'num_local_experts', 'n_routed_experts']) {
    if (fields.isGiven(key)) fields.refuse(key, 'mixtures of experts are not supported');
  }
  if (fields.isGiven('quantization_config')) {
    fields.refuse('quantization_config', 'only weights in F32, F16 or BF16 are supported');
  }
}

/** `eos_token_id` of generation_config.json, else of config.json; empty where neither names one. */
export function readEndTokenIds(config: JsonObject, generationConfig: string | undefined): readonly number[] {
  const generation = generationConfig === undefined ? {} : parseJsonObject(generationConfig, 'generation_config.json');
  const value = generation['eos_token_id'] ?? config['eos_token_id'];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((id) => typeof id === 'number');
}

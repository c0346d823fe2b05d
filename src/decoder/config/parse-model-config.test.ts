import { describe, expect, test } from 'vitest';
import { toFailure, type Failure } from '../../core/failure.ts';
import type { DecoderConfig } from './model-config.ts';
import { parseModelConfig } from './parse-model-config.ts';

/** As the hub has it, shortened to what is read. */
const SMOLLM2 = {
  model_type: 'llama',
  attention_bias: false,
  eos_token_id: 0,
  hidden_act: 'silu',
  hidden_size: 576,
  intermediate_size: 1536,
  max_position_embeddings: 8192,
  mlp_bias: false,
  num_attention_heads: 9,
  num_hidden_layers: 30,
  num_key_value_heads: 3,
  rms_norm_eps: 1e-5,
  rope_interleaved: false,
  rope_scaling: null,
  rope_theta: 100_000,
  tie_word_embeddings: true,
  vocab_size: 49_152,
};
const QWEN25 = {
  model_type: 'qwen2',
  eos_token_id: 151_645,
  hidden_act: 'silu',
  hidden_size: 896,
  intermediate_size: 4864,
  max_position_embeddings: 32_768,
  max_window_layers: 21,
  num_attention_heads: 14,
  num_hidden_layers: 24,
  num_key_value_heads: 2,
  rms_norm_eps: 1e-6,
  rope_theta: 1_000_000,
  sliding_window: 32_768,
  tie_word_embeddings: true,
  use_sliding_window: false,
  vocab_size: 151_936,
};
const GPT2 = {
  model_type: 'gpt2',
  activation_function: 'gelu_new',
  eos_token_id: 50_256,
  layer_norm_epsilon: 1e-5,
  n_ctx: 1024,
  n_embd: 768,
  n_head: 12,
  n_layer: 12,
  n_positions: 1024,
  vocab_size: 50_257,
};

function parse(config: object, generation?: object): DecoderConfig {
  return parseModelConfig(JSON.stringify(config), generation && JSON.stringify(generation));
}

function failureOf(config: object): Failure | undefined {
  try {
    parse(config);
    return undefined;
  } catch (thrown) {
    return toFailure(thrown);
  }
}

function firstFrequencies(config: DecoderConfig, count: number): readonly number[] {
  return config.position.kind === 'rotary' ? Array.from(config.position.frequencies.subarray(0, count)) : [];
}

describe('the configs of published models', () => {
  test('SmolLM2: grouped queries, tied head, no biases', () => {
    const config = parse(SMOLLM2);
    expect(config).toMatchObject({
      architecture: 'llama',
      headDim: 64,
      keyValueHeadCount: 3,
      norm: { kind: 'rms', eps: 1e-5 },
      attention: { projections: 'separate', queryKeyValueBias: false, outputBias: false, queryKeyNorm: false },
      feedForward: { kind: 'swiglu', bias: false },
      tiedEmbedding: true,
      maxPositions: 8192,
      endTokenIds: [0],
    });
    expect(firstFrequencies(config, 2)).toEqual([1, Math.fround(100_000 ** (-1 / 32))]);
  });

  test('Qwen2.5: biases of query, key and value that its config does not mention', () => {
    expect(parse(QWEN25)).toMatchObject({
      architecture: 'qwen2',
      attention: { queryKeyValueBias: true, outputBias: false, scoreScale: 1 / 8 },
    });
  });

  test('GPT-2: everything its config leaves out', () => {
    expect(parse(GPT2)).toMatchObject({
      architecture: 'gpt2',
      hiddenSize: 768,
      headDim: 64,
      keyValueHeadCount: 12,
      intermediateSize: 3072,
      norm: { kind: 'layer', eps: 1e-5 },
      position: { kind: 'learned' },
      attention: { projections: 'fused', queryKeyValueBias: true, outputBias: true, scoreScale: 1 / 8 },
      feedForward: { kind: 'gelu', form: 'tanh' },
      tiedEmbedding: true,
      maxPositions: 1024,
    });
    expect(parse({ ...GPT2, activation_function: 'gelu' }).feedForward).toEqual({ kind: 'gelu', form: 'erf' });
  });

  test('Llama 3.1: scaled frequencies in the older and the newer style are the same', () => {
    const scaling = {
      factor: 8,
      high_freq_factor: 4,
      low_freq_factor: 1,
      original_max_position_embeddings: 8192,
      rope_type: 'llama3',
    };
    const older = parse({ ...SMOLLM2, rope_theta: 500_000, rope_scaling: scaling });
    const { rope_theta: _theta, rope_scaling: _scaling, ...rest } = SMOLLM2;
    const newer = parse({ ...rest, rope_parameters: { ...scaling, rope_theta: 500_000 } });
    expect(older.position).toEqual(newer.position);
    expect(older.position).not.toEqual(parse({ ...SMOLLM2, rope_theta: 500_000 }).position);
  });

  test('linear scaling under its oldest key, and a base that is not given', () => {
    const { rope_theta: _theta, ...rest } = SMOLLM2;
    const config = parse({ ...rest, rope_scaling: { type: 'linear', factor: 2 } });
    expect(firstFrequencies(config, 2)).toEqual([0.5, Math.fround(10_000 ** (-1 / 32) / 2)]);
  });

  test('end tokens of generation_config.json come before those of config.json', () => {
    expect(parse(QWEN25, { eos_token_id: [151_645, 151_643] }).endTokenIds).toEqual([151_645, 151_643]);
  });

  test('a sliding window that no layer uses is no obstacle', () => {
    expect(parse({ ...QWEN25, use_sliding_window: true, max_window_layers: 24 }).layerCount).toBe(24);
  });
});

describe('what cannot be run is refused by name', () => {
  test.each([
    ['a sliding window in use', { ...QWEN25, use_sliding_window: true }, /^use_sliding_window is true: sliding/],
    ['layers of another kind', { ...QWEN25, layer_types: ['sliding_attention'] }, /^layer_types is \["sliding/],
    ['unknown rotary scaling', { ...SMOLLM2, rope_scaling: { rope_type: 'yarn', factor: 4 } }, /^rope_type is "yarn"/],
    ['unknown rotary_dtype', { ...SMOLLM2, rotary_dtype: 'int8' }, /^rotary_dtype is "int8"/],
    ['scaling without a factor', { ...SMOLLM2, rope_scaling: { type: 'linear' } }, /^factor is undefined, expected/],
    ['partly rotated heads', { ...SMOLLM2, partial_rotary_factor: 0.5 }, /^partial_rotary_factor is 0.5: only whole/],
    ['experts', { ...SMOLLM2, num_local_experts: 8 }, /^num_local_experts is 8: mixtures of experts/],
    ['quantised weights', { ...SMOLLM2, quantization_config: { quant_method: 'gptq' } }, /^quantization_config is \{/],
    ['another activation', { ...SMOLLM2, hidden_act: 'relu' }, /^hidden_act is "relu": only "silu"/],
    ['another activation of GPT-2', { ...GPT2, activation_function: 'relu' }, /^activation_function is "relu": only/],
    ['cross attention', { ...GPT2, add_cross_attention: true }, /^add_cross_attention is true: not a plain GPT-2/],
    ['scores scaled by layer', { ...GPT2, scale_attn_by_inverse_layer_idx: true }, /not a plain GPT-2 model$/],
    ['heads that do not divide', { ...GPT2, n_head: 7 }, /^n_head is 7: it does not divide the hidden size/],
    ['groups that do not divide', { ...SMOLLM2, num_key_value_heads: 2 }, /it does not divide the 9 query heads$/],
  ])('%s', (_, config, detail) => {
    expect(failureOf(config)).toEqual({
      code: 'model-file-damaged',
      file: 'config.json',
      detail: expect.stringMatching(detail),
    });
  });

  test('another architecture, with those that run', () => {
    expect(failureOf({ ...QWEN25, model_type: 'qwen2_moe' })).toEqual({
      code: 'model-architecture-unsupported',
      found: 'qwen2_moe',
      supported: ['qwen3', 'qwen2', 'llama', 'gpt2'],
    });
  });
});

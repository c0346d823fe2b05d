import type { ConfigFields } from './config-fields.ts';
import { readRotaryPosition } from './read-rotary-position.ts';
import type { DecoderConfig } from './model-config.ts';

/** Llama and those built like it: RMS norms, rotary positions, grouped queries, a gated feed-forward part. */
export function readLlamaConfig(
  architecture: 'llama' | 'qwen2' | 'qwen3',
  fields: ConfigFields,
): Omit<DecoderConfig, 'endTokenIds'> {
  refuseSlidingWindow(fields);
  if (fields.json['hidden_act'] !== undefined && fields.json['hidden_act'] !== 'silu') {
    fields.refuse('hidden_act', 'only "silu" is supported');
  }
  const hiddenSize = fields.integer('hidden_size');
  const headCount = fields.integer('num_attention_heads');
  const headDim = fields.integerOr('head_dim', hiddenSize / headCount);
  const hasAttentionBias = fields.flag('attention_bias', false);
  return {
    architecture,
    vocabSize: fields.integer('vocab_size'),
    hiddenSize,
    layerCount: fields.integer('num_hidden_layers'),
    headCount,
    keyValueHeadCount: fields.integerOr('num_key_value_heads', headCount),
    headDim,
    intermediateSize: fields.integer('intermediate_size'),
    norm: { kind: 'rms', eps: fields.number('rms_norm_eps') },
    position: readRotaryPosition(fields, headDim),
    attention: {
      projections: 'separate',
      // Qwen2 has these biases without saying so.
      queryKeyValueBias: architecture === 'qwen2' || hasAttentionBias,
      outputBias: architecture !== 'qwen2' && hasAttentionBias,
      queryKeyNorm: architecture === 'qwen3',
      scoreScale: 1 / Math.sqrt(headDim),
    },
    feedForward: { kind: 'swiglu', bias: architecture === 'llama' && fields.flag('mlp_bias', false) },
    tiedEmbedding: fields.flag('tie_word_embeddings', false),
    maxPositions: fields.integer('max_position_embeddings'),
  };
}

/** Windows that are switched off, or that begin behind the last layer, are no obstacle. */
function refuseSlidingWindow(fields: ConfigFields): void {
  const { json } = fields;
  const layerTypes: readonly unknown[] = Array.isArray(json['layer_types']) ? json['layer_types'] : [];
  if (layerTypes.some((type) => type !== 'full_attention')) {
    fields.refuse('layer_types', 'sliding windows and other kinds of attention are not supported');
  }
  const firstWindowedLayer = typeof json['max_window_layers'] === 'number' ? json['max_window_layers'] : 0;
  const isUsed = json['use_sliding_window'] === true && layerTypes.length === 0;
  if (isUsed && firstWindowedLayer < fields.integer('num_hidden_layers')) {
    fields.refuse('use_sliding_window', 'sliding windows are not supported');
  }
}

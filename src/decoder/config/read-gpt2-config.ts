import type { ConfigFields } from './config-fields.ts';
import type { DecoderConfig, FeedForward } from './model-config.ts';

/** GPT-2: layer norms, learned positions, one fused projection, biases everywhere. */
export function readGpt2Config(fields: ConfigFields): Omit<DecoderConfig, 'endTokenIds'> {
  for (const key of ['add_cross_attention', 'scale_attn_by_inverse_layer_idx']) {
    if (fields.flag(key, false)) fields.refuse(key, 'not a plain GPT-2 model');
  }
  const hiddenSize = fields.integer('n_embd');
  const headCount = fields.integer('n_head');
  const headDim = hiddenSize / headCount;
  return {
    architecture: 'gpt2',
    vocabSize: fields.integer('vocab_size'),
    hiddenSize,
    layerCount: fields.integer('n_layer'),
    headCount,
    keyValueHeadCount: headCount,
    headDim,
    intermediateSize: fields.integerOr('n_inner', 4 * hiddenSize),
    norm: { kind: 'layer', eps: fields.numberOr('layer_norm_epsilon', 1e-5) },
    position: { kind: 'learned' },
    attention: {
      projections: 'fused',
      queryKeyValueBias: true,
      outputBias: true,
      queryKeyNorm: false,
      scoreScale: fields.flag('scale_attn_weights', true) ? 1 / Math.sqrt(headDim) : 1,
    },
    feedForward: readFeedForward(fields),
    tiedEmbedding: fields.flag('tie_word_embeddings', true),
    maxPositions: fields.integer('n_positions'),
  };
}

function readFeedForward(fields: ConfigFields): FeedForward {
  switch (fields.json['activation_function'] ?? 'gelu_new') {
    // Three spellings of one formula.
    case 'gelu_new':
    case 'gelu_fast':
    case 'gelu_pytorch_tanh':
      return { kind: 'gelu', form: 'tanh' };
    case 'gelu':
      return { kind: 'gelu', form: 'erf' };
    default:
      return fields.refuse('activation_function', 'only "gelu_new" and "gelu" are supported');
  }
}

import { resolveWeights, type DecoderWeights } from '../../decoder/weights/decoder-weights.ts';
import type { Architecture, DecoderConfig } from '../../decoder/config/model-config.ts';
import { rotaryFrequencies } from '../../decoder/config/rotary-frequencies.ts';
import type { TensorEntry } from '../../decoder/weights/safetensors.ts';
import { seededRandom } from '../../core/numbers/seeded-random.ts';

/** A decoder with random weights, for what is true of any weights. */
export interface SyntheticDecoder {
  readonly config: DecoderConfig;
  readonly weights: DecoderWeights;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** By name, all f32. */
  readonly values: ReadonlyMap<string, Float32Array>;
}

export type SyntheticArchitecture = Exclude<Architecture, 'gpt2'>;

interface SyntheticOptions {
  readonly architecture: SyntheticArchitecture;
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly keyValueHeadCount: number;
  readonly headDim: number;
  readonly intermediateSize: number;
  readonly tiedEmbedding: boolean;
  readonly seed?: number;
}

/** Matrices of standard deviation 1/√in, norms about 1, biases about 0. */
export function syntheticDecoder(options: SyntheticOptions): SyntheticDecoder {
  const { architecture, headDim } = options;
  const config: DecoderConfig = {
    ...options,
    norm: { kind: 'rms', eps: 1e-6 },
    position: {
      kind: 'rotary',
      frequencies: rotaryFrequencies({ headDim, theta: 10_000, scaling: { kind: 'none' } }),
    },
    attention: {
      projections: 'separate',
      queryKeyValueBias: architecture === 'qwen2',
      outputBias: false,
      queryKeyNorm: architecture === 'qwen3',
      scoreScale: headDim ** -0.5,
    },
    feedForward: { kind: 'swiglu', bias: false },
    maxPositions: 2048,
    endTokenIds: [],
  };
  const shapes = shapesOf(config);
  const random = seededRandom(options.seed ?? 1);
  const tensors = new Map<string, TensorEntry>();
  const values = new Map<string, Float32Array>();
  let byteOffset = 0;
  for (const [name, dims] of shapes) {
    const count = dims.reduce((product, dim) => product * dim, 1);
    values.set(name, drawTensor(name, { dims, count, random }));
    const place = { file: 'model.safetensors', byteOffset, byteLength: 4 * count };
    tensors.set(name, { name, elementType: 'f32', dtype: 'F32', dims, ...place });
    byteOffset += 4 * count;
  }
  return { config, tensors, values, weights: resolveWeights(config, tensors) };
}

function shapesOf(config: DecoderConfig): readonly (readonly [string, readonly number[]])[] {
  const { vocabSize, hiddenSize, intermediateSize, attention } = config;
  const queryWidth = config.headCount * config.headDim;
  const keyValueWidth = config.keyValueHeadCount * config.headDim;
  const layers = Array.from({ length: config.layerCount }, (_, layer) => {
    const at = `model.layers.${layer}.`;
    const head = { 'self_attn.q_norm.weight': [config.headDim], 'self_attn.k_norm.weight': [config.headDim] };
    const biases = {
      'self_attn.q_proj.bias': [queryWidth],
      'self_attn.k_proj.bias': [keyValueWidth],
      'self_attn.v_proj.bias': [keyValueWidth],
    };
    const parts = {
      'input_layernorm.weight': [hiddenSize],
      'self_attn.q_proj.weight': [queryWidth, hiddenSize],
      'self_attn.k_proj.weight': [keyValueWidth, hiddenSize],
      'self_attn.v_proj.weight': [keyValueWidth, hiddenSize],
      'self_attn.o_proj.weight': [hiddenSize, queryWidth],
      'post_attention_layernorm.weight': [hiddenSize],
      'mlp.gate_proj.weight': [intermediateSize, hiddenSize],
      'mlp.up_proj.weight': [intermediateSize, hiddenSize],
      'mlp.down_proj.weight': [hiddenSize, intermediateSize],
      ...(attention.queryKeyNorm ? head : {}),
      ...(attention.queryKeyValueBias ? biases : {}),
    };
    return Object.entries(parts).map(([name, dims]): [string, readonly number[]] => [at + name, dims]);
  });
  return [
    ['model.embed_tokens.weight', [vocabSize, hiddenSize]],
    ...layers.flat(),
    ['model.norm.weight', [hiddenSize]],
    ...(config.tiedEmbedding ? [] : [['lm_head.weight', [vocabSize, hiddenSize]] as const]),
  ];
}

function drawTensor(
  name: string,
  { dims, count, random }: { dims: readonly number[]; count: number; random: () => number },
): Float32Array {
  const draw = (mean: number, deviation: number): Float32Array =>
    Float32Array.from({ length: count }, () => mean + deviation * (2 * random() - 1) * Math.sqrt(3));
  if (name.endsWith('.bias')) return draw(0, 0.1);
  return dims.length === 1 ? draw(1, 0.1) : draw(0, (dims[1] ?? 1) ** -0.5);
}

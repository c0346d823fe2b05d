import type { DecoderConfig } from '../../decoder/config/model-config.ts';
import type { FloatTensor } from '../../training/weights/safetensors-parts.ts';
import { splitmix32 } from '../../training/batches/seeded-order.ts';

/**
 * Weights of a model that has learnt nothing, under the names that transformers gives them: matrices normal with a
 * standard deviation of `range` (`initializer_range` of its config), norms 1, biases 0. The same seed gives the same.
 *
 * @param config of the Llama family: Qwen3, Qwen2, Llama.
 */
export function initialWeights(config: DecoderConfig, seed: number, range: number): readonly FloatTensor[] {
  const draw = createNormal(seed);
  const { vocabSize, hiddenSize, headCount, keyValueHeadCount, headDim, intermediateSize, attention, feedForward } =
    config;
  const tensors: FloatTensor[] = [];
  const add = (name: string, dims: readonly number[], value: () => number): void => {
    const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
    for (let index = 0; index < data.length; index += 1) data[index] = value();
    tensors.push({ name, dims, data });
  };
  const matrix = (name: string, dims: readonly [to: number, from: number], hasBias = false): void => {
    add(`${name}.weight`, dims, () => range * draw());
    if (hasBias) add(`${name}.bias`, [dims[0]], () => 0);
  };
  const norm = (name: string, size = hiddenSize): void => add(`${name}.weight`, [size], () => 1);
  const hasBias = feedForward.kind === 'swiglu' && feedForward.bias;
  matrix('model.embed_tokens', [vocabSize, hiddenSize]);
  for (let layer = 0; layer < config.layerCount; layer += 1) {
    const at = `model.layers.${layer}`;
    norm(`${at}.input_layernorm`);
    matrix(`${at}.self_attn.q_proj`, [headCount * headDim, hiddenSize], attention.queryKeyValueBias);
    matrix(`${at}.self_attn.k_proj`, [keyValueHeadCount * headDim, hiddenSize], attention.queryKeyValueBias);
    matrix(`${at}.self_attn.v_proj`, [keyValueHeadCount * headDim, hiddenSize], attention.queryKeyValueBias);
    matrix(`${at}.self_attn.o_proj`, [hiddenSize, headCount * headDim], attention.outputBias);
    if (attention.queryKeyNorm) {
      norm(`${at}.self_attn.q_norm`, headDim);
      norm(`${at}.self_attn.k_norm`, headDim);
    }
    norm(`${at}.post_attention_layernorm`);
    matrix(`${at}.mlp.gate_proj`, [intermediateSize, hiddenSize], hasBias);
    matrix(`${at}.mlp.up_proj`, [intermediateSize, hiddenSize], hasBias);
    matrix(`${at}.mlp.down_proj`, [hiddenSize, intermediateSize], hasBias);
  }
  norm('model.norm');
  if (!config.tiedEmbedding) matrix('lm_head', [vocabSize, hiddenSize]);
  return tensors;
}

/** Normal numbers of mean 0 and deviation 1, by Box and Muller. */
function createNormal(seed: number): () => number {
  const bits = splitmix32(Math.imul(seed + 1, 0x9e3779b1));
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log((bits() + 1) / 2 ** 32));
    const angle = 2 * Math.PI * (bits() / 2 ** 32);
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

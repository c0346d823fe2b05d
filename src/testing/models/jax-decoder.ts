import { defaultDevice, grad, init, nn, numpy as np } from '@jax-js/jax';
import type { Affine, LayerWeights } from '../../decoder/weights/decoder-weights.ts';
import { rotaryTables } from '../../decoder/graph/rotary-tables.ts';
import { attentionBias, type StepBatch } from '../../training/batches/step-batch.ts';
import { adapterNames, type TrainingGraphSpec, type TrainingParameter } from '../../training/graph/training-mode.ts';

type Tensors = Record<string, np.Array>;

/**
 * Gradients of Σ weights·nll by another library's automatic differentiation: the decoder written down plainly a second
 * time, sharing nothing with the training graph but the tables of angles. Without dropout.
 *
 * Every use of an array takes a reference of it first; none is given back, which costs memory and nothing else.
 */
export async function jaxGradients(
  spec: TrainingGraphSpec,
  batch: StepBatch,
  inputs: { values: ReadonlyMap<string, Float32Array>; parameters: readonly TrainingParameter[] },
): Promise<ReadonlyMap<string, Float32Array>> {
  await init('wasm');
  defaultDevice('wasm');
  const arrays = (isTrainable: boolean): Tensors =>
    Object.fromEntries(
      inputs.parameters
        .filter((parameter) => parameter.isTrainable === isTrainable)
        .map(({ name, shape }) => [name, toArray(inputs.values.get(name) ?? new Float32Array(), shape)]),
    );
  const decoder = new JaxDecoder(spec, batch);
  const frozen = arrays(false);
  const gradients = grad((trained: Tensors) => decoder.loss({ ...frozen, ...trained }))(arrays(true));
  const results = new Map<string, Float32Array>();
  for (const [name, gradient] of Object.entries(gradients)) {
    const data = await gradient.data();
    if (!(data instanceof Float32Array)) throw new Error(`${name} has a gradient that is not f32`);
    results.set(name, data);
  }
  return results;
}

function toArray(data: Float32Array, shape: readonly number[]): np.Array {
  return np.array(data, { shape: [...shape] });
}

class JaxDecoder {
  readonly #spec: TrainingGraphSpec;
  readonly #batch: StepBatch;
  #tensors: Tensors = {};

  constructor(spec: TrainingGraphSpec, batch: StepBatch) {
    this.#spec = spec;
    this.#batch = batch;
  }

  loss(tensors: Tensors): np.Array {
    this.#tensors = tensors;
    const { config, weights, batch, tokens } = this.#spec;
    const picks = this.#oneHot(this.#batch.ids, config.vocabSize);
    let hidden = np.matmul(picks, this.#get(weights.embedding.name));
    for (const layer of weights.layers) hidden = this.#layer(hidden, layer);
    const rows = np.matmul(this.#oneHot(this.#batch.answerRows, batch * tokens), hidden);
    const normed = this.#norm(rows, weights.finalNorm);
    const logits = np.matmul(normed, this.#get(weights.head.name).transpose());
    const logProbabilities = nn.logSoftmax(logits, -1);
    const wanted = this.#oneHot(this.#batch.targets, config.vocabSize);
    const scale = toArray(this.#batch.weights, [this.#batch.weights.length, 1]);
    return logProbabilities.mul(wanted).mul(scale).sum().neg();
  }

  #layer(hidden: np.Array, weights: LayerWeights): np.Array {
    const { config, batch, tokens } = this.#spec;
    const { headCount, keyValueHeadCount, headDim } = config;
    const { projections, gate } = weights;
    if (projections.kind === 'fused' || gate === undefined) throw new Error('not a decoder of these families');
    const normed = this.#norm(hidden.ref, weights.attentionNorm);
    const heads = (affine: Affine, count: number, norm?: Affine): np.Array => {
      const grid = this.#linear(normed.ref, affine).reshape([batch, tokens, count, headDim]);
      return (norm === undefined ? grid : this.#norm(grid, norm)).transpose([0, 2, 1, 3]);
    };
    const group = headCount / keyValueHeadCount;
    const query = this.#rotate(heads(projections.query, headCount, weights.queryNorm));
    const key = np.repeat(this.#rotate(heads(projections.key, keyValueHeadCount, weights.keyNorm)), group, 1);
    const value = np.repeat(heads(projections.value, keyValueHeadCount), group, 1);
    const bias = attentionBias(this.#batch.segments, tokens);
    const mask = toArray(bias, [bias.length / tokens ** 2, 1, tokens, tokens]);
    const scores = np
      .matmul(query, key.transpose([0, 1, 3, 2]))
      .mul(config.attention.scoreScale)
      .add(mask);
    const mixed = np.matmul(nn.softmax(scores, -1), value).transpose([0, 2, 1, 3]);
    const attended = hidden.add(this.#linear(mixed.reshape([batch * tokens, -1]), weights.attentionOutput));
    const inner = this.#norm(attended.ref, weights.feedForwardNorm);
    const gated = nn.silu(this.#linear(inner.ref, gate)).mul(this.#linear(inner.ref, weights.up));
    return attended.add(this.#linear(gated, weights.down));
  }

  #linear(x: np.Array, { weight, bias }: Affine): np.Array {
    const { mode } = this.#spec;
    const product = np.matmul(x.ref, this.#get(weight.name).transpose());
    const { down, up } = adapterNames(weight.name);
    const biased = bias === undefined ? product : product.add(this.#get(bias.name));
    if (mode.kind === 'full' || this.#tensors[down] === undefined) return biased;
    const narrow = np.matmul(x, this.#get(down).transpose());
    return biased.add(np.matmul(narrow, this.#get(up).transpose()).mul(mode.alpha / mode.rank));
  }

  #norm(x: np.Array, { weight }: Affine): np.Array {
    const mean = x.ref.mul(x.ref).mean(-1, { keepdims: true });
    return x.div(np.sqrt(mean.add(this.#spec.config.norm.eps))).mul(this.#get(weight.name));
  }

  /** x cos + rotate_half(x) sin, as transformers has it; the half turn is a product with a matrix of 0, 1 and -1. */
  #rotate(x: np.Array): np.Array {
    const { config, tokens, batch } = this.#spec;
    const { headDim, position } = config;
    if (position.kind !== 'rotary') throw new Error('not a decoder of these families');
    const half = headDim / 2;
    const { cos, sin } = rotaryTables({ frequencies: position.frequencies, positions: tokens, amplitude: 1 });
    const table = (values: Float32Array): np.Array => {
      const full = new Float32Array(batch * tokens * headDim);
      this.#batch.positions.forEach((at, place) => {
        for (let i = 0; i < headDim; i += 1) full[place * headDim + i] = values[at * half + (i % half)] ?? 0;
      });
      return toArray(full, [batch, 1, tokens, headDim]);
    };
    const turn = new Float32Array(headDim * headDim);
    for (let i = 0; i < half; i += 1) {
      turn[(i + half) * headDim + i] = -1;
      turn[i * headDim + i + half] = 1;
    }
    const turned = np.matmul(x.ref, toArray(turn, [headDim, headDim]));
    return x.mul(table(cos)).add(turned.mul(table(sin)));
  }

  #oneHot(indices: Int32Array, count: number): np.Array {
    const matrix = new Float32Array(indices.length * count);
    indices.forEach((index, row) => (matrix[row * count + index] = 1));
    return toArray(matrix, [indices.length, count]);
  }

  #get(name: string): np.Array {
    const tensor = this.#tensors[name];
    if (tensor === undefined) throw new Error(`no tensor "${name}"`);
    return tensor.ref;
  }
}

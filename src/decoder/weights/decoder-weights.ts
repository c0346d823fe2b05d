import { FailureError } from '../../core/failure.ts';
import type { DecoderConfig } from '../config/model-config.ts';
import type { TensorEntry } from './safetensors.ts';

/** A tensor that the graph can read. */
export type WeightEntry = TensorEntry & { readonly elementType: NonNullable<TensorEntry['elementType']> };

/** A matrix or scale with the bias that may go with it. */
export interface Affine {
  readonly weight: WeightEntry;
  readonly bias: WeightEntry | undefined;
}

export type Projections =
  | { readonly kind: 'separate'; readonly query: Affine; readonly key: Affine; readonly value: Affine }
  | { readonly kind: 'fused'; readonly queryKeyValue: Affine };

export interface LayerWeights {
  readonly attentionNorm: Affine;
  readonly projections: Projections;
  readonly queryNorm: Affine | undefined;
  readonly keyNorm: Affine | undefined;
  readonly attentionOutput: Affine;
  readonly feedForwardNorm: Affine;
  /** Undefined where the feed-forward part has no gate. */
  readonly gate: Affine | undefined;
  readonly up: Affine;
  readonly down: Affine;
}

/** Every tensor of a model by its part in it. */
export interface DecoderWeights {
  /** [vocab, hidden] */
  readonly embedding: WeightEntry;
  /** [positions, hidden], where positions are learned. */
  readonly positions: WeightEntry | undefined;
  readonly layers: readonly LayerWeights[];
  readonly finalNorm: Affine;
  /** [vocab, hidden]; the embedding itself where the two are tied. */
  readonly head: WeightEntry;
  /** `input-output`: matrices lie as [in, out], GPT-2's way; otherwise as [out, in]. */
  readonly matrixOrder: 'input-output' | 'output-input';
  /** All tensors above, each once; a file may hold others. */
  readonly entries: readonly WeightEntry[];
}

/**
 * Finds every weight that `config` asks for. Names may carry the prefix of the whole model ("model.", "transformer.")
 * or not, as exports of the bare decoder have it.
 *
 * @throws FailureError `model-file-damaged` naming the first tensor that is missing, or has another shape or type.
 */
export function resolveWeights(config: DecoderConfig, tensors: ReadonlyMap<string, TensorEntry>): DecoderWeights {
  const isGpt2 = config.architecture === 'gpt2';
  const finder = new WeightFinder(tensors, isGpt2 ? 'input-output' : 'output-input');
  const found = isGpt2 ? resolveGpt2(config, finder) : resolveLlama(config, finder);
  return { ...found, matrixOrder: finder.matrixOrder, entries: finder.entries };
}

type FoundWeights = Omit<DecoderWeights, 'matrixOrder' | 'entries'>;

function resolveLlama(config: DecoderConfig, finder: WeightFinder): FoundWeights {
  const { vocabSize, hiddenSize, headDim, intermediateSize, attention } = config;
  const queryWidth = config.headCount * headDim;
  const keyValueWidth = config.keyValueHeadCount * headDim;
  const prefix = finder.prefix('model.', 'embed_tokens.weight');
  const norm = (name: string, size = hiddenSize): Affine => finder.norm(name, { size, hasBias: false });
  const embedding = finder.tensor(`${prefix}embed_tokens.weight`, [vocabSize, hiddenSize]);
  const layers = Array.from({ length: config.layerCount }, (_, index): LayerWeights => {
    const at = `${prefix}layers.${index}.`;
    const project = (name: string, to: number): Affine =>
      finder.matrix(`${at}self_attn.${name}`, { from: hiddenSize, to, hasBias: attention.queryKeyValueBias });
    const hasBias = config.feedForward.kind === 'swiglu' && config.feedForward.bias;
    const widen = { from: hiddenSize, to: intermediateSize, hasBias };
    return {
      attentionNorm: norm(`${at}input_layernorm`),
      projections: {
        kind: 'separate',
        query: project('q_proj', queryWidth),
        key: project('k_proj', keyValueWidth),
        value: project('v_proj', keyValueWidth),
      },
      queryNorm: attention.queryKeyNorm ? norm(`${at}self_attn.q_norm`, headDim) : undefined,
      keyNorm: attention.queryKeyNorm ? norm(`${at}self_attn.k_norm`, headDim) : undefined,
      attentionOutput: finder.matrix(`${at}self_attn.o_proj`, {
        from: queryWidth,
        to: hiddenSize,
        hasBias: attention.outputBias,
      }),
      feedForwardNorm: norm(`${at}post_attention_layernorm`),
      gate: finder.matrix(`${at}mlp.gate_proj`, widen),
      up: finder.matrix(`${at}mlp.up_proj`, widen),
      down: finder.matrix(`${at}mlp.down_proj`, { from: intermediateSize, to: hiddenSize, hasBias }),
    };
  });
  const head = config.tiedEmbedding ? embedding : finder.tensor('lm_head.weight', [vocabSize, hiddenSize]);
  return { embedding, positions: undefined, layers, finalNorm: norm(`${prefix}norm`), head };
}

function resolveGpt2(config: DecoderConfig, finder: WeightFinder): FoundWeights {
  const { vocabSize, hiddenSize, intermediateSize } = config;
  const prefix = finder.prefix('transformer.', 'wte.weight');
  const norm = (name: string): Affine => finder.norm(prefix + name, { size: hiddenSize, hasBias: true });
  const matrix = (name: string, from: number, to: number): Affine =>
    finder.matrix(prefix + name, { from, to, hasBias: true });
  const embedding = finder.tensor(`${prefix}wte.weight`, [vocabSize, hiddenSize]);
  const positions = finder.tensor(`${prefix}wpe.weight`, [config.maxPositions, hiddenSize]);
  const layers = Array.from({ length: config.layerCount }, (_, index): LayerWeights => ({
    attentionNorm: norm(`h.${index}.ln_1`),
    projections: { kind: 'fused', queryKeyValue: matrix(`h.${index}.attn.c_attn`, hiddenSize, 3 * hiddenSize) },
    queryNorm: undefined,
    keyNorm: undefined,
    attentionOutput: matrix(`h.${index}.attn.c_proj`, hiddenSize, hiddenSize),
    feedForwardNorm: norm(`h.${index}.ln_2`),
    gate: undefined,
    up: matrix(`h.${index}.mlp.c_fc`, hiddenSize, intermediateSize),
    down: matrix(`h.${index}.mlp.c_proj`, intermediateSize, hiddenSize),
  }));
  const head = config.tiedEmbedding ? embedding : finder.tensor('lm_head.weight', [vocabSize, hiddenSize]);
  return { embedding, positions, layers, finalNorm: norm('ln_f'), head };
}

class WeightFinder {
  readonly matrixOrder: DecoderWeights['matrixOrder'];
  readonly entries: WeightEntry[] = [];
  readonly #tensors: ReadonlyMap<string, TensorEntry>;

  constructor(tensors: ReadonlyMap<string, TensorEntry>, matrixOrder: DecoderWeights['matrixOrder']) {
    this.#tensors = tensors;
    this.matrixOrder = matrixOrder;
  }

  /** `prefix` unless only the bare `name` is there; where neither is, the failure will name the usual one. */
  prefix(prefix: string, name: string): string {
    return !this.#tensors.has(prefix + name) && this.#tensors.has(name) ? '' : prefix;
  }

  norm(name: string, shape: { readonly size: number; readonly hasBias: boolean }): Affine {
    const weight = this.tensor(`${name}.weight`, [shape.size]);
    return { weight, bias: shape.hasBias ? this.tensor(`${name}.bias`, [shape.size]) : undefined };
  }

  /** A linear map of `from` features to `to`. */
  matrix(name: string, shape: { readonly from: number; readonly to: number; readonly hasBias: boolean }): Affine {
    const { from, to, hasBias } = shape;
    const weight = this.tensor(`${name}.weight`, this.matrixOrder === 'input-output' ? [from, to] : [to, from]);
    return { weight, bias: hasBias ? this.tensor(`${name}.bias`, [to]) : undefined };
  }

  tensor(name: string, dims: readonly number[]): WeightEntry {
    const entry = this.#tensors.get(name);
    if (entry === undefined) throw this.#damaged(`tensor "${name}" is missing`);
    const { elementType } = entry;
    if (elementType === undefined) {
      throw this.#damaged(`tensor "${name}" has dtype ${entry.dtype}, expected F32, F16 or BF16`, entry);
    }
    if (entry.dims.length !== dims.length || entry.dims.some((dim, axis) => dim !== dims[axis])) {
      const found = `[${entry.dims.join(', ')}]`;
      throw this.#damaged(`tensor "${name}" is ${found}, config.json asks for [${dims.join(', ')}]`, entry);
    }
    const weight = { ...entry, elementType };
    this.entries.push(weight);
    return weight;
  }

  #damaged(detail: string, entry?: TensorEntry): FailureError {
    const anyFile = this.#tensors.values().next().value?.file;
    return new FailureError({
      code: 'model-file-damaged',
      file: entry?.file ?? anyFile ?? 'model.safetensors',
      detail,
    });
  }
}

import { attend, type CacheUse, type LayerCache } from './cached-attention.ts';
import {
  resolveWeights,
  type Affine,
  type DecoderWeights,
  type LayerWeights,
  type WeightEntry,
} from '../weights/decoder-weights.ts';
import type { DecoderConfig } from '../config/model-config.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import { rotaryTables } from './rotary-tables.ts';
import type { TensorEntry } from '../weights/safetensors.ts';

/** Positions covered by the rotary tables; longer inputs are refused before they reach the graph. */
export const MAX_GRAPH_POSITIONS = 4096;

/** TensorProto.DataType, as `Cast` takes it. */
const FLOAT32 = 1;
const FLOAT16 = 10;
const UINT8 = 2;
/** The middle of what a byte without a sign can hold. */
const WEIGHT_ZERO = 128;

/** Added to masked attention scores: far below any score, yet finite, so a fully masked row cannot give NaN. */
export const MASKED_BIAS = -1e9;

export type Arithmetic = 'f32' | 'f16' | 'int8';

export interface GraphSource {
  readonly config: DecoderConfig;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Name under which the runtime will be given a weight file. */
  readonly locationOf: (file: string) => string;
  /**
   * What matrices are multiplied in; all else is f32. `f16`: weights in half the memory, for GPUs that multiply such
   * numbers. `int8`: inside the layers, weights by output channel, activations by batch as they come; faster on CPUs.
   * Neither is exact. f32 by default.
   */
  readonly arithmetic?: Arithmetic;
}

/** The layers of a decoder, whatever its family. Hidden states travel flat, f32 [B*T, hidden]. */
export class DecoderBody {
  readonly #graph: OnnxGraph;
  readonly #source: GraphSource;
  readonly #weights: DecoderWeights;
  /** Names of the weights that lie in the graph, and of what they are cast to. */
  readonly #stored = new Set<string>();
  readonly #converted = new Map<string, string>();

  /** @throws FailureError `model-file-damaged` naming a tensor that is missing or has another shape. */
  constructor(graph: OnnxGraph, source: GraphSource) {
    this.#graph = graph;
    this.#source = source;
    this.#weights = resolveWeights(source.config, source.tensors);
  }

  declareCache(
    use: CacheUse,
    dims: { pastBatch: string; batch: string; past: string; out: string },
  ): readonly LayerCache[] {
    const { layerCount, keyValueHeadCount, headDim } = this.#source.config;
    const stem = use === 'joined' ? 'present' : 'fresh';
    return Array.from({ length: layerCount }, (_, layer) => {
      const names = {
        pastKey: `past_key_values.${layer}.key`,
        pastValue: `past_key_values.${layer}.value`,
        outKey: `${stem}.${layer}.key`,
        outValue: `${stem}.${layer}.value`,
      };
      this.#graph.input(names.pastKey, 'f32', [dims.pastBatch, keyValueHeadCount, dims.past, headDim]);
      this.#graph.input(names.pastValue, 'f32', [dims.pastBatch, keyValueHeadCount, dims.past, headDim]);
      this.#graph.output(names.outKey, 'f32', [dims.batch, keyValueHeadCount, dims.out, headDim]);
      this.#graph.output(names.outValue, 'f32', [dims.batch, keyValueHeadCount, dims.out, headDim]);
      return names;
    });
  }

  run(options: { cache: readonly LayerCache[]; bias: string; cacheUse: CacheUse }): string {
    const graph = this.#graph;
    const inputShape = graph.node('Shape', ['input_ids']);
    let hidden = this.#embed();
    const rotary = this.#rotary();
    options.cache.forEach((cache, index) => {
      const weights = this.#weights.layers[index];
      if (weights === undefined) throw new Error(`a cache for layer ${index}, which the model has not`);
      const attentionInput = this.#norm(hidden, weights.attentionNorm);
      const attention = this.#attention(attentionInput, { ...options, weights, cache, inputShape, rotary });
      hidden = graph.node('Add', [hidden, attention]);
      const feedForwardInput = this.#norm(hidden, weights.feedForwardNorm);
      hidden = graph.node('Add', [hidden, this.#feedForward(feedForwardInput, weights)]);
    });
    return hidden;
  }

  /** Final norm and vocabulary head of the given rows: f32 [N, vocab]. */
  head(rows: string, output: string): string {
    const normed = this.#norm(rows, this.#weights.finalNorm);
    const transB = { attributes: { transB: { int: 1 } } };
    if (this.#source.arithmetic !== 'f16') {
      return this.#graph.node('Gemm', [normed, this.#weight(this.#weights.head)], { ...transB, outputs: [output] });
    }
    const product = this.#graph.node(
      'Gemm',
      [this.#cast(normed, FLOAT16), this.#halfWeight(this.#weights.head)],
      transB,
    );
    return this.#graph.node('Cast', [product], { attributes: { to: { int: FLOAT32 } }, outputs: [output] });
  }

  #embed(): string {
    const graph = this.#graph;
    const weights = this.#weights;
    // With a tied head the same half of the memory serves both.
    const tokens =
      this.#source.arithmetic === 'f16'
        ? this.#cast(graph.node('Gather', [this.#halfWeight(weights.embedding), 'input_ids']), FLOAT32)
        : graph.node('Gather', [this.#weight(weights.embedding), 'input_ids']);
    const sum =
      weights.positions === undefined
        ? tokens
        : graph.node('Add', [tokens, graph.node('Gather', [this.#weight(weights.positions), 'position_ids'])]);
    return graph.node('Reshape', [sum, graph.int64([-1, this.#source.config.hiddenSize])]);
  }

  #attention(
    hidden: string,
    at: {
      weights: LayerWeights;
      cache: LayerCache;
      inputShape: string;
      rotary: RotaryNames | undefined;
      bias: string;
      cacheUse: CacheUse;
    },
  ): string {
    const graph = this.#graph;
    const { headCount, keyValueHeadCount, headDim } = this.#source.config;
    const projected = this.#project(hidden, at.weights);
    const split = (flat: string, count: number): string => {
      const shape = graph.node('Concat', [at.inputShape, graph.int64([count, headDim])], {
        attributes: { axis: { int: 0 } },
      });
      return graph.node('Reshape', [flat, shape]);
    };
    const heads = (value: string): string =>
      graph.node('Transpose', [value], { attributes: { perm: { ints: [0, 2, 1, 3] } } });
    const normed = (value: string, norm: Affine | undefined): string =>
      norm === undefined ? value : this.#norm(value, norm);
    const query = this.#placeQuery(heads(normed(split(projected.query, headCount), at.weights.queryNorm)), at.rotary);
    const freshKey = heads(normed(split(projected.key, keyValueHeadCount), at.weights.keyNorm));
    const perToken = attend(graph, {
      query,
      key: at.rotary === undefined ? freshKey : this.#rotate(freshKey, at.rotary.key),
      value: heads(split(projected.value, keyValueHeadCount)),
      heads: this.#source.config,
      ...at,
    });
    const flat = graph.node('Reshape', [perToken, graph.int64([-1, headCount * headDim])]);
    return this.#linear(flat, at.weights.attentionOutput);
  }

  /** Query, key and value of every token: f32 [B*T, heads*D]. */
  #project(hidden: string, { projections }: LayerWeights): { query: string; key: string; value: string } {
    if (projections.kind === 'separate') {
      return {
        query: this.#linear(hidden, projections.query),
        key: this.#linear(hidden, projections.key),
        value: this.#linear(hidden, projections.value),
      };
    }
    const fused = this.#linear(hidden, projections.queryKeyValue);
    const [query, key, value] = [`${fused}:query`, `${fused}:key`, `${fused}:value`];
    this.#graph.node('Split', [fused], { attributes: { axis: { int: 1 } }, outputs: [query, key, value] });
    return { query, key, value };
  }

  /** The query turned to its position and scaled; a rotation brings the scale along in its table. */
  #placeQuery(query: string, rotary: RotaryNames | undefined): string {
    if (rotary !== undefined) return this.#rotate(query, rotary.query);
    return this.#graph.node('Mul', [query, this.#graph.float32(this.#source.config.attention.scoreScale)]);
  }

  #rotate(value: string, tables: RotaryTableNames): string {
    const inputs = [value, 'position_ids', tables.cos, tables.sin];
    return this.#graph.node('RotaryEmbedding', inputs, { domain: 'com.microsoft' });
  }

  #feedForward(hidden: string, weights: LayerWeights): string {
    const graph = this.#graph;
    const { feedForward } = this.#source.config;
    const up = this.#linear(hidden, weights.up);
    switch (feedForward.kind) {
      case 'swiglu': {
        if (weights.gate === undefined) throw new Error('a gated feed-forward part without its gate');
        const gate = this.#linear(hidden, weights.gate);
        const activated = graph.node('Mul', [gate, graph.node('Sigmoid', [gate])]);
        return this.#linear(graph.node('Mul', [activated, up]), weights.down);
      }
      case 'gelu': {
        const operator = feedForward.form === 'tanh' ? 'FastGelu' : 'Gelu';
        return this.#linear(graph.node(operator, [up], { domain: 'com.microsoft' }), weights.down);
      }
      default:
        return feedForward satisfies never;
    }
  }

  #linear(hidden: string, { weight, bias }: Affine): string {
    const { arithmetic = 'f32' } = this.#source;
    const attributes = { transB: { int: this.#weights.matrixOrder === 'output-input' ? 1 : 0 } };
    switch (arithmetic) {
      case 'f32': {
        const inputs = [hidden, this.#weight(weight), ...(bias === undefined ? [] : [this.#weight(bias)])];
        return this.#graph.node('Gemm', inputs, { attributes });
      }
      case 'f16': {
        const half = this.#graph.node('Gemm', [this.#cast(hidden, FLOAT16), this.#halfWeight(weight)], { attributes });
        const product = this.#cast(half, FLOAT32);
        return bias === undefined ? product : this.#graph.node('Add', [product, this.#weight(bias)]);
      }
      case 'int8':
        return this.#int8Linear(hidden, { weight, bias });
      default:
        return arithmetic satisfies never;
    }
  }

  #cast(value: string, elementType: number): string {
    return this.#graph.node('Cast', [value], { attributes: { to: { int: elementType } } });
  }

  /**
   * The weight's own quantisation is a constant expression: the runtime folds it when it loads. Both factors are bytes
   * without a sign: with signed weights the runtime adds two products in 16 bits on processors with AVX2 alone, where
   * they do not fit.
   */
  #int8Linear(hidden: string, { weight, bias }: Affine): string {
    const graph = this.#graph;
    const inputAxis = this.#weights.matrixOrder === 'output-input' ? 1 : 0;
    const exact = this.#weight(weight);
    const largest = graph.node('ReduceMax', [graph.node('Abs', [exact])], {
      attributes: { axes: { ints: [inputAxis] }, keepdims: { int: 1 } },
    });
    const step = graph.node('Div', [largest, graph.float32(127)]);
    // A channel of zeros has step 0; any other step leaves it zero and avoids 0/0.
    const safeStep = graph.node('Max', [step, graph.float32(1e-12)]);
    const middle = graph.float32(WEIGHT_ZERO);
    const level = graph.node('Round', [graph.node('Div', [exact, safeStep])]);
    const rounded = this.#cast(graph.node('Add', [level, middle]), UINT8);
    const columns =
      inputAxis === 0 ? rounded : graph.node('Transpose', [rounded], { attributes: { perm: { ints: [1, 0] } } });
    const columnStep = graph.node('Reshape', [safeStep, graph.int64([-1])]);
    const [levels, inputStep, zeroPoint] = [`${weight.name}:levels`, `${weight.name}:step`, `${weight.name}:zero`];
    graph.node('DynamicQuantizeLinear', [hidden], { outputs: [levels, inputStep, zeroPoint] });
    const sums = graph.node('MatMulInteger', [levels, columns, zeroPoint, this.#cast(middle, UINT8)]);
    const asFloat = graph.node('Cast', [sums], { attributes: { to: { int: FLOAT32 } } });
    const product = graph.node('Mul', [asFloat, graph.node('Mul', [inputStep, columnStep])]);
    return bias === undefined ? product : graph.node('Add', [product, this.#weight(bias)]);
  }

  #norm(value: string, { weight, bias }: Affine): string {
    const { norm } = this.#source.config;
    const operator = norm.kind === 'rms' ? 'SimplifiedLayerNormalization' : 'LayerNormalization';
    const inputs = [value, this.#weight(weight), ...(bias === undefined ? [] : [this.#weight(bias)])];
    return this.#graph.node(operator, inputs, {
      attributes: { axis: { int: -1 }, epsilon: { float: norm.eps }, stash_type: { int: 1 } },
    });
  }

  /** The query's tables carry the attention scale, which costs nothing there. */
  #rotary(): RotaryNames | undefined {
    const { position, maxPositions, attention } = this.#source.config;
    if (position.kind === 'learned') return undefined;
    const positions = Math.min(maxPositions, MAX_GRAPH_POSITIONS);
    const table = (amplitude: number): RotaryTableNames => {
      const { cos, sin } = rotaryTables({ frequencies: position.frequencies, positions, amplitude });
      const dims = [positions, position.frequencies.length];
      return { cos: this.#graph.float32(cos, dims), sin: this.#graph.float32(sin, dims) };
    };
    return { query: table(attention.scoreScale), key: table(1) };
  }

  /** A weight as f32. Half-precision files stay as they are: the runtime folds the cast when it loads. */
  #weight(entry: WeightEntry): string {
    return this.#weightAs(entry, 'f32');
  }

  /** A weight as f16. */
  #halfWeight(entry: WeightEntry): string {
    return this.#weightAs(entry, 'f16');
  }

  #weightAs(entry: WeightEntry, wanted: 'f32' | 'f16'): string {
    const key = `${entry.name} ${wanted}`;
    const known = this.#converted.get(key);
    if (known !== undefined) return known;
    const name = this.#external(entry);
    const value = entry.elementType === wanted ? name : this.#cast(name, wanted === 'f32' ? FLOAT32 : FLOAT16);
    this.#converted.set(key, value);
    return value;
  }

  #external(entry: WeightEntry): string {
    if (this.#stored.has(entry.name)) return entry.name;
    this.#stored.add(entry.name);
    return this.#graph.external(entry.name, {
      elementType: entry.elementType,
      dims: entry.dims,
      location: this.#source.locationOf(entry.file),
      byteOffset: entry.byteOffset,
      byteLength: entry.byteLength,
    });
  }
}

interface RotaryTableNames {
  readonly cos: string;
  readonly sin: string;
}

interface RotaryNames {
  readonly query: RotaryTableNames;
  readonly key: RotaryTableNames;
}

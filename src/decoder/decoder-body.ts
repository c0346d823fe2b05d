import { FailureError } from '../core/failure.ts';
import type { DecoderConfig } from './model-config.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import type { TensorEntry } from './safetensors.ts';

/** Positions covered by the rotary tables; longer inputs are refused before they reach the graph. */
export const MAX_GRAPH_POSITIONS = 4096;

/** Added to masked attention scores: far below any score, yet finite, so a fully masked row cannot give NaN. */
export const MASKED_BIAS = -1e9;

export interface GraphSource {
  readonly config: DecoderConfig;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Name under which the runtime will be given a weight file. */
  readonly locationOf: (file: string) => string;
}

interface LayerCache {
  readonly pastKey: string;
  readonly pastValue: string;
  readonly presentKey: string;
  readonly presentValue: string;
}

/** The layers of a Qwen3 decoder. Hidden states travel flat, f32 [B*T, hidden]. */
export class DecoderBody {
  private readonly graph: OnnxGraph;
  private readonly source: GraphSource;
  private readonly weights = new Map<string, string>();

  constructor(graph: OnnxGraph, source: GraphSource) {
    this.graph = graph;
    this.source = source;
  }

  declareCache(dims: { pastBatch: string; batch: string; past: string; total: string }): readonly LayerCache[] {
    const { layerCount, keyValueHeadCount, headDim } = this.source.config;
    return Array.from({ length: layerCount }, (_, layer) => {
      const names = {
        pastKey: `past_key_values.${layer}.key`,
        pastValue: `past_key_values.${layer}.value`,
        presentKey: `present.${layer}.key`,
        presentValue: `present.${layer}.value`,
      };
      this.graph.input(names.pastKey, 'f32', [dims.pastBatch, keyValueHeadCount, dims.past, headDim]);
      this.graph.input(names.pastValue, 'f32', [dims.pastBatch, keyValueHeadCount, dims.past, headDim]);
      this.graph.output(names.presentKey, 'f32', [dims.batch, keyValueHeadCount, dims.total, headDim]);
      this.graph.output(names.presentValue, 'f32', [dims.batch, keyValueHeadCount, dims.total, headDim]);
      return names;
    });
  }

  run(options: { cache: readonly LayerCache[]; bias: string; expandPast: boolean }): string {
    const { graph } = this;
    const { hiddenSize } = this.source.config;
    const inputShape = graph.node('Shape', ['input_ids']);
    const embedded = graph.node('Gather', [this.weight('model.embed_tokens.weight'), 'input_ids']);
    let hidden = graph.node('Reshape', [embedded, graph.int64([-1, hiddenSize])]);
    const rotary = this.rotaryTables();
    options.cache.forEach((cache, layer) => {
      const prefix = `model.layers.${layer}`;
      const attentionInput = this.rmsNorm(hidden, `${prefix}.input_layernorm.weight`);
      const attention = this.attention(attentionInput, { ...options, prefix, cache, inputShape, rotary });
      hidden = graph.node('Add', [hidden, attention]);
      const feedForwardInput = this.rmsNorm(hidden, `${prefix}.post_attention_layernorm.weight`);
      hidden = graph.node('Add', [hidden, this.feedForward(feedForwardInput, prefix)]);
    });
    return hidden;
  }

  /** Final norm and vocabulary head of the given rows: f32 [N, vocab]. */
  head(rows: string, output: string): string {
    const normed = this.rmsNorm(rows, 'model.norm.weight');
    const name = this.source.config.tiedEmbedding ? 'model.embed_tokens.weight' : 'lm_head.weight';
    return this.graph.node('Gemm', [normed, this.weight(name)], {
      attributes: { transB: { int: 1 } },
      outputs: [output],
    });
  }

  private attention(
    hidden: string,
    at: {
      prefix: string;
      cache: LayerCache;
      inputShape: string;
      rotary: RotaryTables;
      bias: string;
      expandPast: boolean;
    },
  ): string {
    const { graph } = this;
    const { headCount, keyValueHeadCount, headDim } = this.source.config;
    const project = (name: string, heads: number): string => {
      const flat = this.linear(hidden, `${at.prefix}.self_attn.${name}.weight`);
      const shape = graph.node('Concat', [at.inputShape, graph.int64([heads, headDim])], {
        attributes: { axis: { int: 0 } },
      });
      return graph.node('Reshape', [flat, shape]);
    };
    const heads = (value: string): string =>
      graph.node('Transpose', [value], { attributes: { perm: { ints: [0, 2, 1, 3] } } });
    const rotate = (value: string, tables: RotaryTable): string =>
      graph.node('RotaryEmbedding', [value, 'position_ids', tables.cos, tables.sin], { domain: 'com.microsoft' });
    const normedQuery = this.rmsNorm(project('q_proj', headCount), `${at.prefix}.self_attn.q_norm.weight`);
    const normedKey = this.rmsNorm(project('k_proj', keyValueHeadCount), `${at.prefix}.self_attn.k_norm.weight`);
    const query = rotate(heads(normedQuery), at.rotary.query);
    const key = this.append(at, 'key', rotate(heads(normedKey), at.rotary.key));
    const value = this.append(at, 'value', heads(project('v_proj', keyValueHeadCount)));

    // Grouped queries share a key head: fold the group into the rows, so that keys are never repeated in memory.
    const grouped = graph.node('Reshape', [query, graph.int64([0, keyValueHeadCount, -1, headDim])]);
    const keyColumns = graph.node('Transpose', [key], { attributes: { perm: { ints: [0, 1, 3, 2] } } });
    const groupedScores = graph.node('MatMul', [grouped, keyColumns]);
    const total = graph.node('Slice', [graph.node('Shape', [key]), graph.int64([2]), graph.int64([3])]);
    const batch = graph.node('Slice', [at.inputShape, graph.int64([0]), graph.int64([1])]);
    const tokens = graph.node('Slice', [at.inputShape, graph.int64([1]), graph.int64([2])]);
    const scoreShape = graph.node('Concat', [batch, graph.int64([headCount]), tokens, total], {
      attributes: { axis: { int: 0 } },
    });
    const scores = graph.node('Add', [graph.node('Reshape', [groupedScores, scoreShape]), at.bias]);
    const weights = graph.node('Softmax', [scores], { attributes: { axis: { int: -1 } } });
    const groupedShape = graph.node('Concat', [batch, graph.int64([keyValueHeadCount, -1]), total], {
      attributes: { axis: { int: 0 } },
    });
    const mixed = graph.node('MatMul', [graph.node('Reshape', [weights, groupedShape]), value]);
    const mixedShape = graph.node('Concat', [batch, graph.int64([headCount]), tokens, graph.int64([headDim])], {
      attributes: { axis: { int: 0 } },
    });
    const perToken = heads(graph.node('Reshape', [mixed, mixedShape]));
    const flat = graph.node('Reshape', [perToken, graph.int64([-1, headCount * headDim])]);
    return this.linear(flat, `${at.prefix}.self_attn.o_proj.weight`);
  }

  /** Puts the cached keys or values before the new ones: [B,KV,P+T,D]. */
  private append(
    at: { cache: LayerCache; inputShape: string; expandPast: boolean },
    kind: 'key' | 'value',
    fresh: string,
  ): string {
    const { graph } = this;
    const past = kind === 'key' ? at.cache.pastKey : at.cache.pastValue;
    const present = kind === 'key' ? at.cache.presentKey : at.cache.presentValue;
    let cached = past;
    if (at.expandPast) {
      const batch = graph.node('Slice', [at.inputShape, graph.int64([0]), graph.int64([1])]);
      const shape = graph.node('Concat', [batch, graph.int64([1, 1, 1])], { attributes: { axis: { int: 0 } } });
      cached = graph.node('Expand', [past, shape]);
    }
    return graph.node('Concat', [cached, fresh], { attributes: { axis: { int: 2 } }, outputs: [present] });
  }

  private feedForward(hidden: string, prefix: string): string {
    const { graph } = this;
    const gate = this.linear(hidden, `${prefix}.mlp.gate_proj.weight`);
    const up = this.linear(hidden, `${prefix}.mlp.up_proj.weight`);
    const activated = graph.node('Mul', [gate, graph.node('Sigmoid', [gate])]);
    return this.linear(graph.node('Mul', [activated, up]), `${prefix}.mlp.down_proj.weight`);
  }

  private linear(hidden: string, weight: string): string {
    return this.graph.node('Gemm', [hidden, this.weight(weight)], { attributes: { transB: { int: 1 } } });
  }

  private rmsNorm(value: string, weight: string): string {
    return this.graph.node('SimplifiedLayerNormalization', [value, this.weight(weight)], {
      attributes: { axis: { int: -1 }, epsilon: { float: this.source.config.rmsNormEps }, stash_type: { int: 1 } },
    });
  }

  /** Half-rotation tables, f32 [positions, D/2]. The query's carry the attention scale 1/sqrt(D), which costs nothing there. */
  private rotaryTables(): RotaryTables {
    const { headDim, ropeTheta, maxPositions } = this.source.config;
    const half = headDim / 2;
    const positions = Math.min(maxPositions, MAX_GRAPH_POSITIONS);
    const table = (f: (angle: number) => number, scale: number): string => {
      const values = new Float32Array(positions * half);
      for (let position = 0; position < positions; position += 1) {
        for (let i = 0; i < half; i += 1) values[position * half + i] = scale * f(position * ropeTheta ** (-i / half));
      }
      return this.graph.float32(values, [positions, half]);
    };
    const scale = 1 / Math.sqrt(headDim);
    return {
      query: { cos: table(Math.cos, scale), sin: table(Math.sin, scale) },
      key: { cos: table(Math.cos, 1), sin: table(Math.sin, 1) },
    };
  }

  /** A weight as f32. Half-precision files stay as they are: the runtime folds the cast when it loads. */
  private weight(name: string): string {
    const known = this.weights.get(name);
    if (known !== undefined) return known;
    const entry = this.source.tensors.get(name);
    if (entry === undefined) {
      throw new FailureError({
        code: 'model-file-damaged',
        file: 'model.safetensors',
        detail: `tensor "${name}" is missing`,
      });
    }
    const stored = this.graph.external(name, {
      elementType: entry.elementType,
      dims: entry.dims,
      location: this.source.locationOf(entry.file),
      byteOffset: entry.byteOffset,
      byteLength: entry.byteLength,
    });
    const value =
      entry.elementType === 'f32' ? stored : this.graph.node('Cast', [stored], { attributes: { to: { int: 1 } } });
    this.weights.set(name, value);
    return value;
  }
}

interface RotaryTable {
  readonly cos: string;
  readonly sin: string;
}

interface RotaryTables {
  readonly query: RotaryTable;
  readonly key: RotaryTable;
}

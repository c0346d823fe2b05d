import { FailureError } from '../core/failure.ts';
import type { DecoderConfig } from './model-config.ts';
import { OnnxGraph } from './onnx-graph.ts';
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

/**
 * The model for the studio: one graph that scores, prefills and generates.
 *
 * Inputs: `input_ids` i64 [B,T], `position_ids` i64 [B,T], `attention_bias` f32 [1|B,1,T,P+T] (0 or `MASKED_BIAS`),
 * `past_key_values.N.key|value` f32 [1|B,KV,P,D] (one shared prefix is expanded over the batch), `gather_index` i64 [N]
 * (rows of the flattened [B*T]), `targets` i64 [N].
 * Outputs: `nll` f32 [N], nats of `targets[n]` after row `gather_index[n]`; `logits` f32 [N,V] of the same rows;
 * `present.N.key|value` f32 [B,KV,P+T,D]. Ask only for what you need: full logits never have to leave the runtime.
 */
export function buildStudioGraph(source: GraphSource): Uint8Array {
  const graph = new OnnxGraph('bioselect-decoder');
  const body = new DecoderBody(graph, source);
  graph.input('input_ids', 'i64', ['batch', 'tokens']);
  graph.input('position_ids', 'i64', ['batch', 'tokens']);
  graph.input('attention_bias', 'f32', ['bias_batch', 1, 'tokens', 'total']);
  const cache = body.declareCache('past_batch', 'batch', 'past', 'total');
  graph.input('gather_index', 'i64', ['rows']);
  graph.input('targets', 'i64', ['rows']);
  const hidden = body.run({ cache, bias: 'attention_bias', expandPast: true });
  const rows = graph.node('Gather', [hidden, 'gather_index'], { attributes: { axis: { int: 0 } } });
  const logits = body.head(rows, 'logits');
  graph.output('nll', 'f32', ['rows']);
  graph.output('logits', 'f32', ['rows', source.config.vocabSize]);
  const lastAxis = { axes: { ints: [1] }, keepdims: { int: 1 } };
  const max = graph.node('ReduceMax', [logits], { attributes: lastAxis });
  const exponentials = graph.node('Exp', [graph.node('Sub', [logits, max])]);
  const sum = graph.node('ReduceSum', [exponentials, graph.int64([1])], { attributes: { keepdims: { int: 1 } } });
  const logSumExp = graph.node('Add', [graph.node('Log', [sum]), max]);
  const targetColumn = graph.node('Unsqueeze', ['targets', graph.int64([1])]);
  const targetLogit = graph.node('GatherElements', [logits, targetColumn], { attributes: { axis: { int: 1 } } });
  const column = graph.node('Sub', [logSumExp, targetLogit]);
  graph.node('Squeeze', [column, graph.int64([1])], { outputs: ['nll'] });
  return graph.finish();
}

/**
 * The same model with the inputs and outputs that transformers.js feeds a decoder: `input_ids`, `attention_mask`,
 * `position_ids`, `past_key_values.*`, `num_logits_to_keep` (0 keeps all) in; `logits`, `present.*` out.
 * The symbolic dimensions carry the names it looks for.
 */
export function buildTransformersGraph(source: GraphSource): Uint8Array {
  const graph = new OnnxGraph('bioselect-decoder-transformers');
  const body = new DecoderBody(graph, source);
  graph.input('input_ids', 'i64', ['batch_size', 'sequence_length']);
  graph.input('attention_mask', 'i64', ['batch_size', 'total_sequence_length']);
  graph.input('position_ids', 'i64', ['batch_size', 'sequence_length']);
  graph.input('num_logits_to_keep', 'i64', []);
  const cache = body.declareCache('batch_size', 'batch_size', 'past_sequence_length', 'total_sequence_length');
  const hidden = body.run({ cache, bias: causalBias(graph), expandPast: false });
  const { hiddenSize, vocabSize } = source.config;
  const inputShape = graph.node('Shape', ['input_ids']);
  const hiddenShape = graph.node('Concat', [inputShape, graph.int64([hiddenSize])], {
    attributes: { axis: { int: 0 } },
  });
  const grid = graph.node('Reshape', [hidden, hiddenShape]);
  const negated = graph.node('Neg', [graph.node('Unsqueeze', ['num_logits_to_keep', graph.int64([0])])]);
  const kept = graph.node('Slice', [grid, negated, graph.int64([Number.MAX_SAFE_INTEGER]), graph.int64([1])]);
  const flat = graph.node('Reshape', [kept, graph.int64([-1, hiddenSize])]);
  const logits = body.head(flat, 'flat_logits');
  const batch = graph.node('Slice', [inputShape, graph.int64([0]), graph.int64([1])]);
  const logitsShape = graph.node('Concat', [batch, graph.int64([-1]), graph.int64([vocabSize])], {
    attributes: { axis: { int: 0 } },
  });
  graph.output('logits', 'f32', ['batch_size', 'kept_length', vocabSize]);
  graph.node('Reshape', [logits, logitsShape], { outputs: ['logits'] });
  return graph.finish();
}

/** 0 where a query may look (not padding, not the future), else `MASKED_BIAS`: f32 [B,1,T,P+T]. */
function causalBias(graph: OnnxGraph): string {
  const sequence = graph.node('Gather', [graph.node('Shape', ['input_ids']), graph.int64([1], true)]);
  const total = graph.node('Gather', [graph.node('Shape', ['attention_mask']), graph.int64([1], true)]);
  const zero = graph.int64([0], true);
  const one = graph.int64([1], true);
  const past = graph.node('Sub', [total, sequence]);
  const queryIndex = graph.node('Add', [graph.node('Range', [zero, sequence, one]), past]);
  const queryColumn = graph.node('Unsqueeze', [queryIndex, graph.int64([1])]);
  const keyIndex = graph.node('Range', [zero, total, one]);
  const isPast = graph.node('LessOrEqual', [keyIndex, queryColumn]);
  const mask = graph.node('Unsqueeze', ['attention_mask', graph.int64([1, 2])]);
  const isToken = graph.node('Greater', [mask, zero]);
  const isVisible = graph.node('And', [graph.node('Unsqueeze', [isPast, graph.int64([0, 1])]), isToken]);
  return graph.node('Where', [isVisible, graph.float32(0), graph.float32(MASKED_BIAS)]);
}

interface LayerCache {
  readonly pastKey: string;
  readonly pastValue: string;
  readonly presentKey: string;
  readonly presentValue: string;
}

/** The layers of a Qwen3 decoder. Hidden states travel flat, f32 [B*T, hidden]. */
class DecoderBody {
  private readonly graph: OnnxGraph;
  private readonly source: GraphSource;
  private readonly weights = new Map<string, string>();

  constructor(graph: OnnxGraph, source: GraphSource) {
    this.graph = graph;
    this.source = source;
  }

  declareCache(pastBatch: string, batch: string, past: string, total: string): readonly LayerCache[] {
    const { layerCount, keyValueHeadCount, headDim } = this.source.config;
    return Array.from({ length: layerCount }, (_, layer) => {
      const names = {
        pastKey: `past_key_values.${layer}.key`,
        pastValue: `past_key_values.${layer}.value`,
        presentKey: `present.${layer}.key`,
        presentValue: `present.${layer}.value`,
      };
      this.graph.input(names.pastKey, 'f32', [pastBatch, keyValueHeadCount, past, headDim]);
      this.graph.input(names.pastValue, 'f32', [pastBatch, keyValueHeadCount, past, headDim]);
      this.graph.output(names.presentKey, 'f32', [batch, keyValueHeadCount, total, headDim]);
      this.graph.output(names.presentValue, 'f32', [batch, keyValueHeadCount, total, headDim]);
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

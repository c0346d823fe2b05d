import { OnnxGraph, type ElementType } from '../../decoder/onnx/onnx-graph.ts';

/** Sizes of the tiny decoders; a block of MatMulNBits is 32 weights. */
export const TINY = {
  vocab: 96,
  hidden: 32,
  heads: 4,
  keyValueHeads: 2,
  headDim: 8,
  middle: 64,
  layers: 2,
  positions: 128,
};

const BLOCK = 32;

export interface TinyExportOptions {
  /** What activations, caches and logits are. */
  readonly activations: 'f32' | 'f16';
  /** 4-bit blocks (MatMulNBits) for all matrices, the head's too. */
  readonly isPacked?: boolean;
  /** `cast`: f32 logits behind a Cast, as onnxconverter leaves them; `last`: only the last position has logits. */
  readonly logits?: 'plain' | 'cast' | 'last' | 'reshape' | 'bias-and-cap';
  readonly opsetVersion?: number;
  /** Keeps the matrices in this file beside the graph. */
  readonly dataFile?: string;
}

export interface TinyExport {
  readonly graph: Uint8Array;
  /** Content of `dataFile`; empty without one. */
  readonly data: Uint8Array;
}

/**
 * A decoder as ONNX Runtime's model builder lays it out: GroupQueryAttention fed from `attention_mask`,
 * RotaryEmbedding, SkipSimplifiedLayerNormalization, MatMul or MatMulNBits; random weights, the same every time.
 */
export function buildTinyExport(options: TinyExportOptions): TinyExport {
  const graph = new OnnxGraph('main_graph', { opsetVersion: options.opsetVersion ?? 14 });
  const weights = new TinyWeights(graph, options);
  const { heads, keyValueHeads, headDim, hidden, middle, vocab, positions, layers } = TINY;
  const type = options.activations;
  const contrib = { domain: 'com.microsoft' };
  graph.input('input_ids', 'i64', ['batch_size', 'sequence_length']);
  graph.input('attention_mask', 'i64', ['batch_size', 'total_sequence_length']);
  graph.input('position_ids', 'i64', ['batch_size', 'sequence_length']);
  const toInt32 = { attributes: { to: { int: 6 } } };
  const keepDims = { attributes: { keepdims: { int: 1 } } };
  const counts = graph.node('ReduceSum', ['attention_mask', graph.int64([1])], keepDims);
  const lastKey = graph.node('Cast', [graph.node('Sub', [counts, graph.int64([1])])], toInt32);
  const width = graph.node('Gather', [graph.node('Shape', ['attention_mask']), graph.int64([1], true)]);
  const total = graph.node('Cast', [width], toInt32);
  const cos = weights.table('cos_cache', positions, Math.cos);
  const sin = weights.table('sin_cache', positions, Math.sin);

  const norm = (input: string, skip: string, name: string): { normed: string; sum: string } => {
    const sum = `${name}/output_3`;
    const normed = graph.node('SkipSimplifiedLayerNormalization', [input, skip, weights.ones(name, hidden)], {
      ...contrib,
      attributes: { epsilon: { float: 1e-6 } },
      outputs: [`${name}/output_0`, '', '', sum],
    });
    return { normed, sum };
  };

  let sum = graph.node('Gather', [weights.plain('model.embed_tokens.weight', [vocab, hidden]), 'input_ids']);
  let normed = graph.node('SimplifiedLayerNormalization', [sum, weights.ones('first_norm', hidden)], {
    attributes: { axis: { int: -1 }, epsilon: { float: 1e-6 }, stash_type: { int: 1 } },
  });
  for (let layer = 0; layer < layers; layer += 1) {
    const at = `/model/layers.${layer}`;
    const rotate = (value: string): string => graph.node('RotaryEmbedding', [value, 'position_ids', cos, sin], contrib);
    const query = rotate(weights.product(normed, `${at}/q_proj`, [hidden, heads * headDim]));
    const key = rotate(weights.product(normed, `${at}/k_proj`, [hidden, keyValueHeads * headDim]));
    const value = weights.product(normed, `${at}/v_proj`, [hidden, keyValueHeads * headDim]);
    const cache = ['key', 'value'].map((kind) => {
      const dims = [keyValueHeads, 'past_sequence_length', headDim];
      graph.output(`present.${layer}.${kind}`, type, ['batch_size', keyValueHeads, 'total_sequence_length', headDim]);
      return graph.input(`past_key_values.${layer}.${kind}`, type, ['batch_size', ...dims]);
    });
    const mixed = graph.node('GroupQueryAttention', [query, key, value, ...cache, lastKey, total], {
      ...contrib,
      attributes: {
        num_heads: { int: heads },
        kv_num_heads: { int: keyValueHeads },
        scale: { float: 1 / Math.sqrt(headDim) },
      },
      outputs: [`${at}/attn/output_0`, `present.${layer}.key`, `present.${layer}.value`],
    });
    const attention = weights.product(mixed, `${at}/o_proj`, [heads * headDim, hidden]);
    const afterAttention = norm(sum, attention, `${at}/post_attention_layernorm`);
    const gate = weights.product(afterAttention.normed, `${at}/gate_proj`, [hidden, middle]);
    const up = weights.product(afterAttention.normed, `${at}/up_proj`, [hidden, middle]);
    const activated = graph.node('Mul', [graph.node('Mul', [gate, graph.node('Sigmoid', [gate])]), up]);
    const down = weights.product(activated, `${at}/down_proj`, [middle, hidden]);
    ({ normed, sum } = norm(afterAttention.sum, down, `${at}/next_layernorm`));
  }
  addLogits(graph, normed, { weights, options });
  return { graph: graph.finish(), data: weights.data() };
}

function addLogits(
  graph: OnnxGraph,
  normed: string,
  { weights, options }: { weights: TinyWeights; options: TinyExportOptions },
): void {
  const { hidden, vocab } = TINY;
  const kind = options.logits ?? 'plain';
  const type = kind === 'cast' ? 'f32' : options.activations;
  graph.output('logits', type, ['batch_size', 'sequence_length', vocab]);
  const head = (rows: string, output?: string): string => weights.product(rows, '/lm_head', [hidden, vocab], output);
  switch (kind) {
    case 'plain':
      head(normed, 'logits');
      return;
    case 'cast':
      graph.node('Cast', [head(normed)], { attributes: { to: { int: 1 } }, outputs: ['logits'] });
      return;
    case 'last': {
      const end = graph.int64([Number.MAX_SAFE_INTEGER]);
      head(graph.node('Slice', [normed, graph.int64([-1]), end, graph.int64([1])]), 'logits');
      return;
    }
    case 'reshape': {
      const flat = graph.node('Reshape', [normed, graph.int64([-1, hidden])]);
      const shape = graph.node('Concat', [graph.node('Shape', ['input_ids']), graph.int64([vocab])], {
        attributes: { axis: { int: 0 } },
      });
      graph.node('Reshape', [head(flat), shape], { outputs: ['logits'] });
      return;
    }
    case 'bias-and-cap': {
      const biased = graph.node('Add', [weights.plain('/lm_head/bias', [vocab]), head(normed)]);
      const cap = graph.tensor('/lm_head/cap', { elementType: 'f32', dims: [], bytes: bytesOf(Float32Array.of(3)) });
      const capped = graph.node('Tanh', [graph.node('Div', [biased, cap])]);
      graph.node('Mul', [capped, cap], { outputs: ['logits'] });
      return;
    }
    default:
      return kind satisfies never;
  }
}

/**
 * The same kind of decoder as torch's exporter lays it out: norms and attention of plain operators, a causal mask of
 * Range and Where, `num_logits_to_keep` as Neg and Slice; `isQuantized` gives the head ONNX Runtime's dynamic
 * quantisation, as `model_quantized.onnx` has it. Operators are those that look alike in every opset from 11 on.
 */
export function buildTorchLikeExport(options: { opsetVersion?: number; isQuantized?: boolean } = {}): Uint8Array {
  const graph = new OnnxGraph('main_graph', { opsetVersion: options.opsetVersion ?? 14 });
  const weights = new TinyWeights(graph, { activations: 'f32' });
  const { hidden, headDim, vocab } = TINY;
  const heads = hidden / headDim;
  graph.input('input_ids', 'i64', ['batch_size', 'sequence_length']);
  graph.input('attention_mask', 'i64', ['batch_size', 'past_sequence_length + sequence_length']);
  graph.input('position_ids', 'i64', ['batch_size', 'sequence_length']);
  graph.input('num_logits_to_keep', 'i64', []);
  const cache = ['key', 'value'].map((kind) => {
    graph.output(`present.0.${kind}`, 'f32', ['batch_size', heads, 'past_sequence_length + sequence_length', headDim]);
    return graph.input(`past_key_values.0.${kind}`, 'f32', ['batch_size', heads, 'past_sequence_length', headDim]);
  });
  const token = graph.node('Gather', [weights.plain('model.embed_tokens.weight', [vocab, hidden]), 'input_ids']);
  const place = graph.node('Gather', [weights.plain('position', [TINY.positions, hidden]), 'position_ids']);
  const embedded = graph.node('Add', [token, place], { outputs: ['/model/embed/Add_output_0'] });
  const split = (name: string): string => {
    const grid = graph.node('Reshape', [
      weights.product(embedded, name, [hidden, hidden]),
      graph.int64([0, 0, heads, headDim]),
    ]);
    return graph.node('Transpose', [grid], { attributes: { perm: { ints: [0, 2, 1, 3] } } });
  };
  const query = split('q_proj');
  const [key, value] = cache.map((past, index) =>
    graph.node('Concat', [past, split(index === 0 ? 'k_proj' : 'v_proj')], {
      attributes: { axis: { int: 2 } },
      outputs: [index === 0 ? 'present.0.key' : 'present.0.value'],
    }),
  );
  const columns = graph.node('Transpose', [key ?? ''], { attributes: { perm: { ints: [0, 1, 3, 2] } } });
  const scores = graph.node('Add', [graph.node('MatMul', [query, columns]), causalMask(graph)]);
  const mixed = graph.node('MatMul', [
    graph.node('Softmax', [scores], { attributes: { axis: { int: -1 } } }),
    value ?? '',
  ]);
  const merged = graph.node('Transpose', [mixed], { attributes: { perm: { ints: [0, 2, 1, 3] } } });
  const flat = graph.node('Reshape', [merged, graph.int64([0, 0, hidden])]);
  const output = graph.node('Add', [embedded, weights.product(flat, 'o_proj', [hidden, hidden])]);

  const negated = graph.node('Reshape', [graph.node('Neg', ['num_logits_to_keep']), graph.int64([1])]);
  const end = graph.int64([Number.MAX_SAFE_INTEGER]);
  const kept = graph.node('Slice', [output, negated, end, graph.int64([1])], { outputs: ['/Slice_output_0'] });
  const whole = graph.node('Slice', [kept, graph.int64([0]), end, graph.int64([2])]);
  graph.output('logits', 'f32', ['batch_size', 'num_logits_to_keep', vocab]);
  if (options.isQuantized !== true) {
    weights.product(whole, '/lm_head', [hidden, vocab], 'logits');
    return graph.finish();
  }
  const quantized = graph.node('DynamicQuantizeLinear', [whole], {
    outputs: ['hidden_q', 'hidden_scale', 'hidden_zero'],
  });
  const bytes = Uint8Array.from({ length: hidden * vocab }, (_, index) => 128 + Math.round(40 * Math.sin(7 * index)));
  const matrix = graph.tensor('lm_head_q', { elementType: 'u8', dims: [hidden, vocab], bytes });
  const zero = graph.tensor('lm_head_zero', { elementType: 'u8', dims: [], bytes: Uint8Array.of(128) });
  const scale = graph.tensor('lm_head_scale', { elementType: 'f32', dims: [], bytes: bytesOf(Float32Array.of(0.01)) });
  const product = graph.node('MatMulInteger', [quantized, matrix, 'hidden_zero', zero]);
  const scales = graph.node('Mul', ['hidden_scale', scale]);
  graph.node('Mul', [graph.node('Cast', [product], { attributes: { to: { int: 1 } } }), scales], {
    outputs: ['logits'],
  });
  return graph.finish();
}

/** 0 where a query may look, else the smallest f32: [B,1,T,P+T]. */
function causalMask(graph: OnnxGraph): string {
  const width = (name: string): string => graph.node('Gather', [graph.node('Shape', [name]), graph.int64([1], true)]);
  const zero = graph.int64([0], true);
  const one = graph.int64([1], true);
  const total = width('attention_mask');
  const past = graph.node('Sub', [total, width('input_ids')]);
  const rows = graph.node('Reshape', [graph.node('Range', [past, total, one]), graph.int64([-1, 1])]);
  const isPast = graph.node('Not', [graph.node('Greater', [graph.node('Range', [zero, total, one]), rows])]);
  const isToken = graph.node('Greater', [graph.node('Reshape', ['attention_mask', graph.int64([0, 1, 1, -1])]), zero]);
  const isVisible = graph.node('And', [isPast, isToken]);
  return graph.node('Where', [isVisible, graph.float32(0), graph.float32(-3.4e38)]);
}

/** Random matrices of one seed, in the type and place that the options ask for. */
class TinyWeights {
  readonly #graph: OnnxGraph;
  readonly #options: TinyExportOptions;
  readonly #pieces: Uint8Array[] = [];
  #byteCount = 0;
  #state = 12_345;

  constructor(graph: OnnxGraph, options: TinyExportOptions) {
    this.#graph = graph;
    this.#options = options;
  }

  data(): Uint8Array {
    const bytes = new Uint8Array(this.#byteCount);
    let offset = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, offset);
      offset += piece.byteLength;
    }
    return bytes;
  }

  plain(name: string, dims: readonly number[]): string {
    const values = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => this.#random());
    return this.#store(name, { elementType: this.#options.activations, dims, bytes: this.#encode(values) });
  }

  ones(name: string, count: number): string {
    const values = new Float32Array(count).fill(1);
    const { activations } = this.#options;
    return this.#graph.tensor(`${name}.weight`, {
      elementType: activations,
      dims: [count],
      bytes: this.#encode(values),
    });
  }

  table(name: string, positions: number, f: (angle: number) => number): string {
    const half = TINY.headDim / 2;
    const values = Float32Array.from({ length: positions * half }, (_, index) =>
      f(Math.floor(index / half) * 10_000 ** (-(index % half) / half)),
    );
    const { activations } = this.#options;
    return this.#graph.tensor(name, { elementType: activations, dims: [positions, half], bytes: this.#encode(values) });
  }

  /** `rows` times a random [K,N] matrix. */
  product(rows: string, name: string, [k = 0, n = 0]: readonly number[], output?: string): string {
    const outputs = output === undefined ? {} : { outputs: [output] };
    if (this.#options.isPacked !== true) {
      return this.#graph.node('MatMul', [rows, this.plain(`${name}.weight`, [k, n])], outputs);
    }
    const blocks = k / BLOCK;
    const nibbles = Uint8Array.from({ length: (n * k) / 2 }, () => Math.floor((this.#random() + 1) * 127.5));
    const scales = Float32Array.from({ length: n * blocks }, () => 0.03 + 0.01 * this.#random());
    const matrix = this.#store(`${name}.qweight`, { elementType: 'u8', dims: [n, blocks, BLOCK / 2], bytes: nibbles });
    const scale = this.#store(`${name}.scales`, {
      elementType: this.#options.activations,
      dims: [n * blocks],
      bytes: this.#encode(scales),
    });
    return this.#graph.node('MatMulNBits', [rows, matrix, scale], {
      domain: 'com.microsoft',
      attributes: { K: { int: k }, N: { int: n }, bits: { int: 4 }, block_size: { int: BLOCK } },
      ...outputs,
    });
  }

  #store(name: string, value: { elementType: ElementType; dims: readonly number[]; bytes: Uint8Array }): string {
    if (this.#options.dataFile === undefined) return this.#graph.tensor(name, value);
    const { elementType, dims, bytes } = value;
    const place = { location: this.#options.dataFile, byteOffset: this.#byteCount, byteLength: bytes.byteLength };
    this.#pieces.push(bytes);
    this.#byteCount += bytes.byteLength;
    return this.#graph.external(name, { elementType, dims, ...place });
  }

  /** In (-1, 1), by the minimal standard generator. */
  #random(): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state / 2 ** 30 - 1;
  }

  #encode(values: Float32Array): Uint8Array {
    return this.#options.activations === 'f32' ? bytesOf(values) : bytesOf(Uint16Array.from(values, toHalf));
  }
}

function bytesOf(values: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Bits of the nearest f16, ties away from zero; enough for numbers in the normal range and 0. */
function toHalf(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -14) return sign + Math.round(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign + ((exponent + 15) << 10) + Math.round((size / 2 ** exponent - 1) * 1024);
}

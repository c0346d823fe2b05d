import type { Tensor } from 'onnxruntime-web';
import type { ScoringGraph } from '../onnx/add-scoring-head.ts';
import { MASKED_BIAS } from './decoder-body.ts';
import type { DecoderConfig } from '../config/model-config.ts';

/** Keys and values of tokens already seen: per layer [batch, KV heads, tokens, head dim], f32 or f16 as the graph has it. */
export interface KeyValueCache {
  /** Columns of the tensors. */
  readonly tokenCount: number;
  /** Layer by layer: key, then value. */
  readonly tensors: readonly Tensor[];
  /** Where rows hold different numbers of tokens: those of each, from the first column on; what follows is not seen. */
  readonly rowCounts?: readonly number[];
}

/** Token ids by row; rows shorter than `width` are padded on the right, which a causal model cannot see. */
export interface TokenBatch {
  readonly rows: readonly (readonly number[])[];
  readonly width: number;
  readonly past: KeyValueCache | undefined;
}

/** What a kind of graph has to be fed. */
export interface GraphInputs {
  readonly layerCount: number;
  /** False where several rows cannot run behind a cache in one batch. */
  readonly batchesBehindCache: boolean;
  /** What a run gives out: keys and values of all tokens, or of the run's own; only the latter serve `rowCounts`. */
  readonly cacheOutput: 'present' | 'fresh';
  /** All inputs but `gather_index` and `targets`. */
  feeds(batch: TokenBatch): Record<string, Tensor>;
}

type TensorClass = typeof Tensor;

/** Key and value of layers 0, 1, …: `past_key_values.0.key`, `past_key_values.0.value`, …. */
export function cacheNames(stem: 'past_key_values' | 'present' | 'fresh', layerCount: number): readonly string[] {
  const layers = Array.from({ length: layerCount }, (_, layer) => layer);
  return layers.flatMap((layer) => [`${stem}.${layer}.key`, `${stem}.${layer}.value`]);
}

/** Inputs of the graph that `buildStudioGraph` makes. */
export function studioInputs(tensorClass: TensorClass, config: DecoderConfig): GraphInputs {
  const { layerCount, keyValueHeadCount, headDim } = config;
  const names = cacheNames('past_key_values', layerCount);
  // One masked column where nothing is cached: not every backend multiplies by a matrix without columns.
  const nothing = (): Tensor =>
    new tensorClass('float32', new Float32Array(keyValueHeadCount * headDim), [1, keyValueHeadCount, 1, headDim]);
  return {
    layerCount,
    batchesBehindCache: true,
    cacheOutput: 'fresh',
    feeds: (batch) => {
      const { width, past } = batch;
      const columns = past?.tokenCount ?? 1;
      const counts = past === undefined ? [0] : (past.rowCounts ?? [columns]);
      const bias = causalBias(counts, { columns, width });
      return {
        input_ids: tokenIds(tensorClass, batch),
        position_ids: positionIds(tensorClass, batch),
        attention_bias: new tensorClass('float32', bias, [counts.length, 1, width, columns + width]),
        ...Object.fromEntries(names.map((name, index) => [name, past?.tensors[index] ?? nothing()])),
      };
    },
  };
}

/** 0 where a token may look: at the first `counts[row]` cached columns, at itself and the run's tokens before it. */
function causalBias(
  counts: readonly number[],
  { columns, width }: { readonly columns: number; readonly width: number },
): Float32Array {
  const total = columns + width;
  const bias = new Float32Array(counts.length * width * total);
  counts.forEach((count, row) => {
    for (let i = 0; i < width; i += 1) {
      const start = (row * width + i) * total;
      bias.fill(MASKED_BIAS, start + count, start + columns);
      bias.fill(MASKED_BIAS, start + columns + i + 1, start + total);
    }
  });
  return bias;
}

/** Inputs of an export that `addScoringHead` changed. */
export function exportInputs(
  tensorClass: TensorClass,
  graph: ScoringGraph,
  config: { readonly keyValueHeadCount: number; readonly headDim: number },
): GraphInputs {
  const names = new Set(graph.inputs.map(({ name }) => name));
  const layerCount = graph.layerCount;
  const pastNames = cacheNames('past_key_values', layerCount);
  const emptyPast = new Map(
    graph.inputs.map(({ name, elementType, dims }) => {
      const [, heads, , size] = dims;
      const fixed = (dim: number | string | undefined, fallback: number): number =>
        typeof dim === 'number' ? dim : fallback;
      const shape = [1, fixed(heads, config.keyValueHeadCount), 0, fixed(size, config.headDim)];
      // Half floats as their bits: not every engine has an array of them.
      const empty = (): Tensor =>
        elementType === 'f16'
          ? new tensorClass('float16', new Uint16Array(0), shape)
          : new tensorClass('float32', new Float32Array(0), shape);
      return [name, empty];
    }),
  );
  return {
    layerCount,
    batchesBehindCache: graph.batchesBehindCache,
    cacheOutput: 'present',
    feeds: (batch) => {
      const { rows, width, past } = batch;
      const total = (past?.tokenCount ?? 0) + width;
      const feeds: Record<string, Tensor> = { input_ids: tokenIds(tensorClass, batch) };
      if (names.has('position_ids')) feeds['position_ids'] = positionIds(tensorClass, batch);
      if (names.has('attention_mask')) {
        // Ones for padding too: it stands behind all tokens, and operators that count a row's ones count on equal rows.
        const mask = new BigInt64Array(rows.length * total).fill(1n);
        feeds['attention_mask'] = new tensorClass('int64', mask, [rows.length, total]);
      }
      for (const { name, dims } of graph.inputs) {
        // 0 keeps all positions; the scoring head takes its choice of them.
        if (name.endsWith('logits_to_keep')) {
          feeds[name] = new tensorClass('int64', new BigInt64Array(1), dims.length === 0 ? [] : [1]);
        }
      }
      pastNames.forEach((name, index) => {
        const tensor = past?.tensors[index] ?? emptyPast.get(name)?.();
        if (tensor !== undefined) feeds[name] = tensor;
      });
      return feeds;
    },
  };
}

function tokenIds(tensorClass: TensorClass, { rows, width }: TokenBatch): Tensor {
  const ids = new BigInt64Array(rows.length * width);
  rows.forEach((row, index) => row.forEach((id, i) => (ids[index * width + i] = BigInt(id))));
  return new tensorClass('int64', ids, [rows.length, width]);
}

function positionIds(tensorClass: TensorClass, { rows, width, past }: TokenBatch): Tensor {
  const positions = BigInt64Array.from({ length: rows.length * width }, (_, i) => {
    const start = past?.rowCounts?.[Math.floor(i / width)] ?? past?.tokenCount ?? 0;
    return BigInt(start + (i % width));
  });
  return new tensorClass('int64', positions, [rows.length, width]);
}

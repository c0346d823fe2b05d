import type { Tensor } from 'onnxruntime-web';
import type { ScoringGraph } from './add-scoring-head.ts';
import { MASKED_BIAS } from './decoder-body.ts';
import type { DecoderConfig } from './model-config.ts';

/** Keys and values of tokens already seen: per layer [batch, KV heads, tokens, head dim], f32 or f16 as the graph has it. */
export interface KeyValueCache {
  readonly tokenCount: number;
  /** Layer by layer: key, then value. */
  readonly tensors: readonly Tensor[];
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
  /** All inputs but `gather_index` and `targets`. */
  feeds(batch: TokenBatch): Record<string, Tensor>;
}

type TensorClass = typeof Tensor;

/** Key and value of layers 0, 1, …: `past_key_values.0.key`, `past_key_values.0.value`, …. */
export function cacheNames(stem: 'past_key_values' | 'present', layerCount: number): readonly string[] {
  const layers = Array.from({ length: layerCount }, (_, layer) => layer);
  return layers.flatMap((layer) => [`${stem}.${layer}.key`, `${stem}.${layer}.value`]);
}

/** Inputs of the graph that `buildStudioGraph` makes. */
export function studioInputs(tensorClass: TensorClass, config: DecoderConfig): GraphInputs {
  const { layerCount, keyValueHeadCount, headDim } = config;
  const names = cacheNames('past_key_values', layerCount);
  const empty = (): Tensor => new tensorClass('float32', new Float32Array(0), [1, keyValueHeadCount, 0, headDim]);
  return {
    layerCount,
    batchesBehindCache: true,
    feeds: (batch) => {
      const { width, past } = batch;
      const pastCount = past?.tokenCount ?? 0;
      const total = pastCount + width;
      const bias = new Float32Array(width * total);
      for (let i = 0; i < width; i += 1) bias.fill(MASKED_BIAS, i * total + pastCount + i + 1, (i + 1) * total);
      return {
        input_ids: tokenIds(tensorClass, batch),
        position_ids: positionIds(tensorClass, batch),
        attention_bias: new tensorClass('float32', bias, [1, 1, width, total]),
        ...Object.fromEntries(names.map((name, index) => [name, past?.tensors[index] ?? empty()])),
      };
    },
  };
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
  const start = past?.tokenCount ?? 0;
  const positions = BigInt64Array.from({ length: rows.length * width }, (_, i) => BigInt(start + (i % width)));
  return new tensorClass('int64', positions, [rows.length, width]);
}

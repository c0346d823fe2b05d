import type { OnnxGraph } from '../onnx/onnx-graph.ts';

export interface LayerCache {
  readonly pastKey: string;
  readonly pastValue: string;
  /** Where the layer's keys and values go: all of them, or those of this run's tokens. */
  readonly outKey: string;
  readonly outValue: string;
}

/**
 * How cached keys and values meet those of the run's tokens.
 * - `joined`: put before them and given out together as `present`, as transformers.js expects.
 * - `apart`: never copied. Scores of both are computed on their own, and only the new keys and values are given out, as
 *   `fresh`; one cached row serves a whole batch, and a batch's cache may be larger than what is in it.
 */
export type CacheUse = 'joined' | 'apart';

interface AttentionInputs {
  /** f32 [B,H,T,D], turned to its position and scaled. */
  readonly query: string;
  /** f32 [B,KV,T,D] both. */
  readonly key: string;
  readonly value: string;
  readonly heads: { readonly headCount: number; readonly keyValueHeadCount: number; readonly headDim: number };
  readonly cache: LayerCache;
  readonly cacheUse: CacheUse;
  /** Added to the scores: f32 [1|B,1,T,P+T]. */
  readonly bias: string;
  /** i64 [2]: B and T. */
  readonly inputShape: string;
}

/** Attention over the cache and the run's own tokens: f32 [B,T,H,D]. Writes the layer's cache outputs. */
export function attend(graph: OnnxGraph, { query, bias, inputShape, ...at }: AttentionInputs): string {
  const { headCount, keyValueHeadCount, headDim } = at.heads;
  const seen = meetCache(graph, at);
  // Grouped queries share a key head by broadcasting, so that keys are never repeated in memory. Folding the group into
  // the rows would do as well, but runtimes multiply by a single row, as generation has it, several times faster.
  const groupSize = headCount / keyValueHeadCount;
  const rows = graph.node('Slice', [inputShape, graph.int64([1]), graph.int64([2])]);
  const group = (value: string, columns: string): string => {
    const sizes = [graph.int64([0, keyValueHeadCount, groupSize]), rows, columns];
    return graph.node('Reshape', [value, concat(graph, sizes, { axis: 0 })]);
  };
  const shared = (value: string): string => graph.node('Unsqueeze', [value, graph.int64([2])]);
  const grouped = group(query, graph.int64([headDim]));
  const scoreParts = seen.map(({ key }) => {
    const keyColumns = graph.node('Transpose', [shared(key)], { attributes: { perm: { ints: [0, 1, 2, 4, 3] } } });
    return graph.node('MatMul', [grouped, keyColumns]);
  });
  const groupedScores = concat(graph, scoreParts, { axis: -1 });
  const batch = graph.node('Slice', [inputShape, graph.int64([0]), graph.int64([1])]);
  const tokens = graph.node('Slice', [inputShape, graph.int64([1]), graph.int64([2])]);
  const counts = seen.map(({ key }) =>
    graph.node('Slice', [graph.node('Shape', [key]), graph.int64([2]), graph.int64([3])]),
  );
  const total = counts.reduce((sum, count) => graph.node('Add', [sum, count]));
  const shape = (parts: readonly string[]): string => concat(graph, parts, { axis: 0 });
  const scoreShape = shape([batch, graph.int64([headCount]), tokens, total]);
  const scores = graph.node('Add', [graph.node('Reshape', [groupedScores, scoreShape]), bias]);
  const weights = graph.node('Softmax', [scores], { attributes: { axis: { int: -1 } } });
  const weightParts = split(graph, group(weights, total), counts);
  const mixed = seen
    .map(({ value }, index) => graph.node('MatMul', [weightParts[index] ?? '', shared(value)]))
    .reduce((sum, part) => graph.node('Add', [sum, part]));
  const mixedShape = shape([batch, graph.int64([headCount]), tokens, graph.int64([headDim])]);
  return graph.node('Transpose', [graph.node('Reshape', [mixed, mixedShape])], {
    attributes: { perm: { ints: [0, 2, 1, 3] } },
  });
}

/** Keys and values to attend to, in order of position: f32 [1|B,KV,P,D] and [B,KV,T,D], or both in one. */
function meetCache(
  graph: OnnxGraph,
  { key, value, cache, cacheUse }: Pick<AttentionInputs, 'key' | 'value' | 'cache' | 'cacheUse'>,
): readonly { readonly key: string; readonly value: string }[] {
  const { pastKey, pastValue, outKey, outValue } = cache;
  switch (cacheUse) {
    case 'joined':
      return [
        {
          key: concat(graph, [pastKey, key], { axis: 2, output: outKey }),
          value: concat(graph, [pastValue, value], { axis: 2, output: outValue }),
        },
      ];
    case 'apart':
      graph.node('Identity', [key], { outputs: [outKey] });
      graph.node('Identity', [value], { outputs: [outValue] });
      return [
        { key: pastKey, value: pastValue },
        { key, value },
      ];
    default:
      return cacheUse satisfies never;
  }
}

function concat(graph: OnnxGraph, parts: readonly string[], to: { axis: number; output?: string }): string {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const outputs = to.output === undefined ? {} : { outputs: [to.output] };
  return graph.node('Concat', parts, { attributes: { axis: { int: to.axis } }, ...outputs });
}

/** Parts of so many columns, one behind the other. */
function split(graph: OnnxGraph, value: string, counts: readonly string[]): readonly string[] {
  if (counts.length === 1) return [value];
  const outputs = counts.map((_, index) => `${value}:part${index}`);
  graph.node('Split', [value, concat(graph, counts, { axis: 0 })], { attributes: { axis: { int: -1 } }, outputs });
  return outputs;
}

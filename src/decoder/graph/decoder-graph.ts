import { DecoderBody, MASKED_BIAS, type GraphSource } from './decoder-body.ts';
import { OnnxGraph } from '../onnx/onnx-graph.ts';

/**
 * The model for the studio: one graph that scores, prefills and generates.
 *
 * Inputs: `input_ids` i64 [B,T], `position_ids` i64 [B,T], `attention_bias` f32 [1|B,1,T,P+T] (0 or `MASKED_BIAS`),
 * `past_key_values.N.key|value` f32 [1|B,KV,P,D] with P > 0 (one shared prefix serves the whole batch; columns that hold
 * nothing are masked), `gather_index` i64 [N] (rows of the flattened [B*T]), `targets` i64 [N].
 * Outputs: `nll` f32 [N], nats of `targets[n]` after row `gather_index[n]`; `logits` f32 [N,V] of the same rows;
 * `fresh.N.key|value` f32 [B,KV,T,D], those of this run's tokens. Ask only for what you need: full logits never have to leave the runtime.
 */
export function buildStudioGraph(source: GraphSource): Uint8Array {
  const graph = new OnnxGraph('bioselect-decoder');
  const body = new DecoderBody(graph, source);
  graph.input('input_ids', 'i64', ['batch', 'tokens']);
  graph.input('position_ids', 'i64', ['batch', 'tokens']);
  graph.input('attention_bias', 'f32', ['bias_batch', 1, 'tokens', 'total']);
  const cache = body.declareCache('apart', { pastBatch: 'past_batch', batch: 'batch', past: 'past', out: 'tokens' });
  graph.input('gather_index', 'i64', ['rows']);
  graph.input('targets', 'i64', ['rows']);
  const hidden = body.run({ cache, bias: 'attention_bias', cacheUse: 'apart' });
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
  const cache = body.declareCache('joined', {
    pastBatch: 'batch_size',
    batch: 'batch_size',
    past: 'past_sequence_length',
    out: 'total_sequence_length',
  });
  const hidden = body.run({ cache, bias: causalBias(graph), cacheUse: 'joined' });
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

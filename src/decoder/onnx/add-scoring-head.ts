import { FailureError } from '../../core/failure.ts';
import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import { assembleOnnxModel } from './assemble-onnx-model.ts';
import { describeWeights } from './describe-weights.ts';
import { findVocabularyHead, type VocabularyHead } from './find-vocabulary-head.ts';
import { OnnxGraph, type ElementType } from './onnx-graph.ts';
import { readOnnxModel, ONNX_TYPE, type OnnxModelView, type OnnxTensor, type OnnxValue } from './read-onnx-model.ts';

/** A ready-made decoder export that scores like the studio graph. */
export interface ScoringGraph {
  /** The ONNX file with the head added; weights that were in the file are in it unchanged. */
  readonly model: Uint8Array;
  /** What the export itself has to be fed; `gather_index` and `targets` come on top. */
  readonly inputs: readonly ExportInput[];
  readonly layerCount: number;
  /** False where the attention operator takes several rows behind a cache only if they are one token wide. */
  readonly batchesBehindCache: boolean;
  /** Weights in files beside the graph. */
  readonly externalTensors: readonly ExternalRange[];
  readonly dtype: WeightDtype;
  readonly parameterCount: number;
}

export interface ExportInput {
  readonly name: string;
  readonly elementType: 'i64' | 'f32' | 'f16';
  /** Numbers where the graph fixes them, names where they are known at run time only. */
  readonly dims: readonly (number | string)[];
}

export interface ExternalRange {
  readonly tensor: string;
  /** Relative to the graph's own folder. */
  readonly location: string;
  /** First byte behind the tensor; 0 where the graph does not say. */
  readonly endByte: number;
}

/** Oldest ai.onnx in which every operator of the head exists in the form used here. */
const MIN_OPSET = 11;
/** From this ai.onnx on, ReduceSum takes its axes as an input. */
const REDUCE_SUM_AXES_INPUT = 13;
/** From this ai.onnx on, ReduceMax does too. */
const REDUCE_MAX_AXES_INPUT = 18;
const FALLBACK_OPSET = 17;
const PREFIX = 'bioselect/';
/** The name that the projection's own result takes, since `logits` becomes f32 [N,V]. */
const RAW_LOGITS = `${PREFIX}raw_logits`;

const PAST = /^past_key_values\.(\d+)\.(key|value)$/;
const PRESENT = /^present\.\d+\.(key|value)$/;
const KNOWN_INPUTS = new Set(['input_ids', 'attention_mask', 'position_ids', 'num_logits_to_keep', 'logits_to_keep']);
const ELEMENT_TYPES: ReadonlyMap<number, ExportInput['elementType']> = new Map([
  [ONNX_TYPE.i64, 'i64'],
  [ONNX_TYPE.f32, 'f32'],
  [ONNX_TYPE.f16, 'f16'],
]);

/**
 * Adds the studio's scoring head to a decoder's ONNX file: the vocabulary projection runs on the rows `gather_index`
 * i64 [N] of the flattened [B*T] only, and `targets` i64 [N] gives `nll` f32 [N], nats; `logits` becomes f32 [N,V] of
 * the same rows. The [B,T,V] logits of the original are computed no more, nor is anything that only they needed. The
 * cache inputs take a batch of 1 and are expanded over the batch, so that all rows can share a prefix.
 *
 * The file is rewritten on protobuf's wire level: weights are byte ranges that are written once and never decoded.
 *
 * Of dynamically quantised exports (q8), one scale is taken over all activations of a batch, in the original as here:
 * their NLLs change a little with the company a row is measured in.
 *
 * @throws FailureError `model-file-damaged`, or `model-architecture-unsupported` with what was found instead.
 */
export function addScoringHead(bytes: Uint8Array, file = 'model.onnx'): ScoringGraph {
  const model = readOnnxModel(bytes, file);
  const opsetVersion = model.opsetVersion ?? FALLBACK_OPSET;
  if (opsetVersion < MIN_OPSET)
    throw unsupported(`an ONNX graph of opset ${opsetVersion}`, `ONNX exports of opset ${MIN_OPSET} or later`);
  const head = findVocabularyHead(model);
  const inputs = requiredInputs(model);
  const past = inputs.filter(({ name }) => PAST.test(name));
  checkCache(model, past);

  const expanded = new Map(past.map(({ name }) => [name, `${PREFIX}${name}`]));
  const gathered = `${PREFIX}rows`;
  const wiring = rewiring(head, { expanded, gathered });
  const assembled = assembleOnnxModel(model, {
    before: expandPast(past, expanded),
    atProjection: gatherRows(head, gathered),
    behind: measureRows(wiring.renamed.get('logits') ?? RAW_LOGITS, opsetVersion),
    ...wiring,
    keepsOutput: (name) => PRESENT.test(name),
    importsOpset: model.opsetVersion === undefined ? opsetVersion : undefined,
  });
  const kept = inputs.filter(({ name }) => assembled.usedInputs.has(name));
  return {
    model: assembled.bytes,
    inputs: kept,
    layerCount: past.length / 2,
    // ONNX Runtime 1.30 refuses it: "batch_size must be 1 when sequence_length > 1 and past context is given".
    batchesBehindCache: model.nodes.every(({ operator }) => operator !== 'GroupQueryAttention'),
    externalTensors: [...model.initializers.values()]
      .filter(({ isExternal }) => isExternal)
      .map((t) => externalRange(t, file)),
    ...describeWeights(model),
  };
}

/** The graph's inputs that are no weights, each of a kind that is known. */
function requiredInputs(model: OnnxModelView): readonly ExportInput[] {
  const inputs = model.inputs.filter(({ name }) => !model.initializers.has(name)).map(toExportInput);
  if (!inputs.some(({ name }) => name === 'input_ids'))
    throw unsupported('an ONNX graph without an input "input_ids"', 'ONNX exports of decoders with a cache');
  return inputs;
}

function toExportInput({ name, dataType, dims }: OnnxValue): ExportInput {
  const elementType = ELEMENT_TYPES.get(dataType);
  const isPast = PAST.test(name);
  const isKnown = isPast ? elementType !== 'i64' && dims.length === 4 : KNOWN_INPUTS.has(name) && elementType === 'i64';
  const isFlat = isPast || dims.length <= 2;
  if (elementType === undefined || !isKnown || !isFlat) {
    throw unsupported(
      `an ONNX graph with the input "${name}" (type ${dataType}, ${dims.length} dimensions)`,
      'ONNX exports with no more inputs than input_ids, attention_mask, position_ids, past_key_values.N.key, past_key_values.N.value, num_logits_to_keep',
    );
  }
  return { name, elementType, dims };
}

/** Every layer has a key and a value, goes out as `present`, and no subgraph reads one (it would see the unexpanded). */
function checkCache(model: OnnxModelView, past: readonly ExportInput[]): void {
  const names = new Set(past.map(({ name }) => name));
  const outputs = new Set(model.outputs.map(({ name }) => name));
  const layers = Array.from({ length: past.length / 2 }, (_, layer) => layer);
  const wanted = layers.flatMap((layer) => [`${layer}.key`, `${layer}.value`]);
  const missing = wanted.find((name) => !names.has(`past_key_values.${name}`) || !outputs.has(`present.${name}`));
  if (past.length === 0 || past.length % 2 === 1 || missing !== undefined) {
    const found = missing === undefined ? `${past.length} cache inputs` : `no cache "${missing}"`;
    throw unsupported(`an ONNX graph with ${found}`, 'ONNX exports with a key and a value cache for every layer');
  }
  const captured = model.nodes.flatMap((node) => node.captured).find((name) => names.has(name));
  if (captured !== undefined) {
    throw unsupported(`an ONNX graph with a branch that reads "${captured}"`, 'ONNX exports without branches');
  }
}

/** Nodes that repeat a cache of batch 1 over the batch of `input_ids`. */
function expandPast(past: readonly ExportInput[], expanded: ReadonlyMap<string, string>): OnnxGraph {
  const graph = new OnnxGraph('past', { namePrefix: `${PREFIX}past/` });
  const batch = graph.node('Slice', [graph.node('Shape', ['input_ids']), graph.int64([0]), graph.int64([1])]);
  const shape = graph.node('Concat', [batch, graph.int64([1, 1, 1])], { attributes: { axis: { int: 0 } } });
  for (const { name, elementType, dims } of past) {
    const [, heads = '?', count = '?', size = '?'] = dims;
    graph.input(name, elementType satisfies ElementType, ['past_batch', heads, count, size]);
    graph.node('Expand', [name, shape], { outputs: [expanded.get(name) ?? name] });
  }
  return graph;
}

/** Rows `gather_index` of the hidden states: [N,hidden], of whatever type they are. */
function gatherRows({ hidden }: VocabularyHead, gathered: string): OnnxGraph {
  const graph = new OnnxGraph('rows', { namePrefix: `${PREFIX}rows/` });
  graph.input('gather_index', 'i64', ['rows']);
  const flat = graph.node('Flatten', [hidden], { attributes: { axis: { int: -1 } } });
  graph.node('Gather', [flat, 'gather_index'], { attributes: { axis: { int: 0 } }, outputs: [gathered] });
  return graph;
}

/** NLL in nats of `targets` under rows of logits: log-sum-exp, shifted by the largest, less the target's own. */
function measureRows(rawLogits: string, opsetVersion: number): OnnxGraph {
  const graph = new OnnxGraph('nll', { namePrefix: `${PREFIX}nll/` });
  const reduce = (operator: string, value: string, axesAsInput: boolean): string =>
    axesAsInput
      ? graph.node(operator, [value, graph.int64([1])], { attributes: { keepdims: { int: 1 } } })
      : graph.node(operator, [value], { attributes: { axes: { ints: [1] }, keepdims: { int: 1 } } });
  graph.input('targets', 'i64', ['rows']);
  graph.output('nll', 'f32', ['rows']);
  graph.output('logits', 'f32', ['rows', 'vocab']);
  const logits = graph.node('Cast', [rawLogits], { attributes: { to: { int: ONNX_TYPE.f32 } }, outputs: ['logits'] });
  const max = reduce('ReduceMax', logits, opsetVersion >= REDUCE_MAX_AXES_INPUT);
  const exponentials = graph.node('Exp', [graph.node('Sub', [logits, max])]);
  const sum = reduce('ReduceSum', exponentials, opsetVersion >= REDUCE_SUM_AXES_INPUT);
  const logSumExp = graph.node('Add', [graph.node('Log', [sum]), max]);
  const column = graph.node('Reshape', ['targets', graph.int64([-1, 1])]);
  const targetLogit = graph.node('GatherElements', [logits, column], { attributes: { axis: { int: 1 } } });
  const loss = graph.node('Sub', [logSumExp, targetLogit]);
  graph.node('Reshape', [loss, graph.int64([-1])], { outputs: ['nll'] });
  return graph;
}

/** Which nodes go, and which names are read in another's place. */
function rewiring(
  head: VocabularyHead,
  names: { expanded: ReadonlyMap<string, string>; gathered: string },
): Pick<Parameters<typeof assembleOnnxModel>[1], 'projection' | 'removed' | 'changed' | 'renamed'> {
  const renamed = new Map(names.expanded);
  renamed.set('logits', RAW_LOGITS);
  // A reshape to [B,T,V] does nothing to rows that stay flat: what follows reads what went into it.
  const removed = new Set(head.tail.filter(({ operator }) => operator === 'Reshape'));
  const changed = new Set([...head.projection.outputs, ...head.tail.flatMap((node) => node.outputs)]);
  let result = head.projection.outputs[0] ?? '';
  for (const node of head.tail) {
    const output = node.outputs[0] ?? '';
    if (removed.has(node)) renamed.set(output, renamed.get(result) ?? result);
    else result = output;
  }
  return { projection: { node: head.projection, rows: names.gathered }, removed, changed, renamed };
}

function externalRange({ name, external }: OnnxTensor, file: string): ExternalRange {
  const location = external.get('location') ?? '';
  const segments = location.split('/');
  if (location === '' || /[\\:]/.test(location) || segments.some((part) => part === '' || part === '..')) {
    throw new FailureError({
      code: 'model-file-damaged',
      file,
      detail: `tensor "${name}" lies in "${location}", which is no file beside the graph`,
    });
  }
  const number = (key: string): number => Number(external.get(key) ?? '0');
  return { tensor: name, location, endByte: number('offset') + number('length') };
}

function unsupported(found: string, supported: string): FailureError {
  return new FailureError({ code: 'model-architecture-unsupported', found, supported: [supported] });
}

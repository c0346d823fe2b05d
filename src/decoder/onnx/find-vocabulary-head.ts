import { FailureError } from '../../core/failure.ts';
import type { OnnxModelView, OnnxNode } from './read-onnx-model.ts';

/** The end of a decoder: hidden states → projection on the vocabulary → row-wise steps → `logits`. */
export interface VocabularyHead {
  readonly projection: OnnxNode;
  /** The tensor whose rows are projected, of every position: f32, f16 or quantised [B,T,hidden] or [B*T,hidden]. */
  readonly hidden: string;
  /** Nodes between the projection and the output, each working on one row at a time; in order. */
  readonly tail: readonly OnnxNode[];
}

/** Projections by operator, whose first input holds the rows. */
const PROJECTIONS = new Set([
  'MatMul',
  'Gemm',
  'MatMulInteger',
  'com.microsoft.MatMulNBits',
  'com.microsoft.FusedMatMul',
]);
/** Steps that give each row on its own, whatever stands around it, and leave the vocabulary on the last axis. */
const UNARY_STEPS = new Set(['Cast', 'Identity', 'Reshape', 'Tanh']);
const BINARY_STEPS = new Set(['Add', 'Mul', 'Div']);
/** Longest chain behind a projection; more is a circle in a damaged file. */
const MAX_STEPS = 32;
/** "To the end", as exporters write it, is some number near the largest int64 or int32. */
const OPEN_END = 2 ** 31 - 2;
const EXPECTED = ['ONNX exports whose output "logits" comes from MatMul, Gemm, MatMulNBits or MatMulInteger'];

/**
 * Finds the vocabulary head by walking back from the output `logits`. Known are the layouts of torch's exporter and
 * optimum (MatMul; dynamically quantised MatMulInteger with its scales), of ONNX Runtime's model builder (MatMul or
 * MatMulNBits, bias, soft cap, Cast) and this project's own (Gemm, Reshape).
 *
 * @throws FailureError `model-architecture-unsupported` saying what makes the logits.
 */
export function findVocabularyHead(model: OnnxModelView): VocabularyHead {
  const producers = new Map<string, OnnxNode>();
  for (const node of model.nodes) for (const output of node.outputs) producers.set(output, node);
  if (!model.outputs.some(({ name }) => name === 'logits')) {
    const names = model.outputs.map(({ name }) => name).filter((name) => !name.startsWith('present'));
    throw unsupported(`an ONNX graph without an output "logits" (it has ${names.slice(0, 4).join(', ') || 'none'})`);
  }
  const tail: OnnxNode[] = [];
  let value = 'logits';
  while (tail.length < MAX_STEPS) {
    const node = producers.get(value);
    if (node === undefined) throw unsupported(`an ONNX graph whose logits end at "${value}", which no node makes`);
    if (isProjection(node)) return { projection: node, hidden: hiddenOf(node, model, producers), tail };
    value = rowsOfStep(node, model, producers);
    tail.unshift(node);
  }
  throw unsupported(`an ONNX graph with over ${MAX_STEPS} steps behind the vocabulary head`);
}

/** "com.microsoft.X" for contrib operators, the bare name for ai.onnx. */
function operatorOf({ domain, operator }: OnnxNode): string {
  return domain === '' ? operator : `${domain}.${operator}`;
}

function isProjection(node: OnnxNode): boolean {
  const isTransposed = node.attributes.get('transA')?.int === 1 || node.attributes.get('transBatchA')?.int === 1;
  return PROJECTIONS.has(operatorOf(node)) && !isTransposed;
}

/** The input of a step behind the projection that carries the rows. */
function rowsOfStep(node: OnnxNode, model: OnnxModelView, producers: ReadonlyMap<string, OnnxNode>): string {
  const operator = operatorOf(node);
  const [first, second] = node.inputs;
  if (first !== undefined && UNARY_STEPS.has(operator)) return first;
  if (first !== undefined && second !== undefined && BINARY_STEPS.has(operator)) {
    if (isSameForAllRows(second, model, producers)) return first;
    if (operator !== 'Div' && isSameForAllRows(first, model, producers)) return second;
  }
  throw unsupported(`an ONNX graph whose logits are made by ${operator} ("${node.name}")`);
}

/** A number or one number a column: a constant, a scale of dynamic quantisation, or the product of two such. */
function isSameForAllRows(name: string, model: OnnxModelView, producers: ReadonlyMap<string, OnnxNode>): boolean {
  const initializer = model.initializers.get(name);
  if (initializer !== undefined) return initializer.dims.slice(0, -1).every((dim) => dim === 1);
  const node = producers.get(name);
  if (node === undefined) return false;
  switch (operatorOf(node)) {
    case 'Constant':
      return (node.attributes.get('value')?.tensor?.dims ?? []).slice(0, -1).every((dim) => dim === 1);
    case 'DynamicQuantizeLinear':
      return node.outputs.indexOf(name) === 1;
    case 'Mul':
      return node.inputs.every((input) => {
        const isScale = producers.get(input)?.operator === 'DynamicQuantizeLinear';
        return (
          isScale ||
          model.initializers
            .get(input)
            ?.dims.slice(0, -1)
            .every((dim) => dim === 1) === true
        );
      });
    default:
      return false;
  }
}

/**
 * The projection's rows before exporters cut them down to the last one or to `num_logits_to_keep`: such cuts are
 * passed by, since the scoring head makes its own choice.
 */
function hiddenOf(projection: OnnxNode, model: OnnxModelView, producers: ReadonlyMap<string, OnnxNode>): string {
  let name = projection.inputs[0] ?? '';
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const node = producers.get(name);
    const data = node?.inputs[0];
    if (node === undefined || data === undefined || !cutsPositions(node, model, producers)) return name;
    name = data;
  }
  return name;
}

function cutsPositions(node: OnnxNode, model: OnnxModelView, producers: ReadonlyMap<string, OnnxNode>): boolean {
  if (operatorOf(node) === 'Gather') {
    const axis = node.attributes.get('axis')?.int;
    return axis === 1 || axis === -2;
  }
  if (operatorOf(node) !== 'Slice') return false;
  const numbers = (index: number): readonly number[] | undefined => {
    const name = node.inputs[index] ?? '';
    const constant = producers.get(name)?.attributes;
    const tensor = model.initializers.get(name) ?? constant?.get('value')?.tensor;
    return tensor?.integers() ?? constant?.get('value_ints')?.ints;
  };
  const axes = numbers(3);
  if (axes === undefined) return false;
  const starts = numbers(1);
  const ends = numbers(2);
  return axes.every((axis, index) => {
    const isWhole = starts?.[index] === 0 && (ends?.[index] ?? 0) >= OPEN_END;
    return axis === 1 || axis === -2 || isWhole;
  });
}

function unsupported(found: string): FailureError {
  return new FailureError({ code: 'model-architecture-unsupported', found, supported: EXPECTED });
}

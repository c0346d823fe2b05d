import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import { ONNX_TYPE, type OnnxModelView, type OnnxNode } from './read-onnx-model.ts';

export interface WeightFacts {
  /** What the matrices are multiplied in, as the graph says it; file names may say otherwise. */
  readonly dtype: WeightDtype;
  /** Weights in the graph; an embedding that the exporter wrote a second time for the head counts twice. */
  readonly parameterCount: number;
}

const PRODUCT = /^(Fused)?(MatMul|MatMulNBits|Gemm)$/;
const { f32, f16, bf16, u8, i8 } = ONNX_TYPE;
const WEIGHT_TYPES: ReadonlySet<number> = new Set([f32, f16, bf16, u8, i8]);
/** Inputs that hold tables of rotary positions: numbers of the graph, not of the model. */
const TABLE_INPUTS: Readonly<Record<string, readonly number[]>> = {
  RotaryEmbedding: [2, 3],
  GroupQueryAttention: [7, 8],
};

/** Reads what an export's weights are from its nodes and the types of its initializers. */
export function describeWeights(model: OnnxModelView): WeightFacts {
  return { dtype: dtypeOf(model), parameterCount: countParameters(model) };
}

function dtypeOf({ nodes, initializers }: OnnxModelView): WeightDtype {
  const isHalf = nodes.some(
    ({ operator, inputs }) =>
      PRODUCT.test(operator) && inputs.some((input) => initializers.get(input)?.dataType === ONNX_TYPE.f16),
  );
  const packed = nodes.filter(({ operator }) => operator === 'MatMulNBits');
  if (packed.some((node) => bitsOf(node) < 8)) return isHalf ? 'q4f16' : 'q4';
  if (packed.length > 0 || nodes.some(({ operator }) => operator === 'MatMulInteger')) return 'q8';
  return isHalf ? 'f16' : 'f32';
}

function countParameters({ nodes, initializers }: OnnxModelView): number {
  const notCounted = new Set<string>();
  let count = 0;
  for (const node of nodes) {
    for (const index of TABLE_INPUTS[node.operator] ?? []) notCounted.add(node.inputs[index] ?? '');
    if (node.operator === 'MatMulNBits') {
      // Weights, scales and zero points are packed; the attributes say how many weights that is.
      for (const input of node.inputs.slice(1)) notCounted.add(input);
      count += (node.attributes.get('K')?.int ?? 0) * (node.attributes.get('N')?.int ?? 0);
    }
    if (node.operator === 'GatherBlockQuantized') {
      const [data = '', , ...scales] = node.inputs;
      for (const input of scales) notCounted.add(input);
      if (initializers.get(data)?.dataType !== ONNX_TYPE.u8 || bitsOf(node) >= 8) continue;
      notCounted.add(data);
      count += 2 * elementCount(initializers.get(data)?.dims ?? []);
    }
  }
  for (const [name, { dataType, dims }] of initializers) {
    const isWeight = WEIGHT_TYPES.has(dataType) && dims.length > 0;
    if (isWeight && !notCounted.has(name)) count += elementCount(dims);
  }
  return count;
}

function bitsOf(node: OnnxNode): number {
  return node.attributes.get('bits')?.int ?? 4;
}

function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

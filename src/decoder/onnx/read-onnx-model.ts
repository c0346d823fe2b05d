import { FailureError } from '../../core/failure.ts';
import { bytesOf, numberOf, numbersOf, readFields, textOf, type WireField } from './protobuf-reader.ts';

/** A model file taken apart as far as a rewrite needs it; every byte array is a view on the file. */
export interface OnnxModelView {
  readonly file: string;
  /** Fields of the ModelProto except graph and opset imports, in order. */
  readonly otherFields: readonly WireField[];
  readonly opsetImports: readonly WireField[];
  /** Version of ai.onnx; undefined where the file imports none. */
  readonly opsetVersion: number | undefined;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Shapes noted for values inside the graph. */
  readonly values: readonly OnnxValue[];
  /** Fields of the GraphProto that are none of the above. */
  readonly otherGraphFields: readonly WireField[];
}

export interface OnnxNode {
  readonly raw: Uint8Array;
  readonly name: string;
  readonly operator: string;
  /** Empty for ai.onnx. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** Names that its subgraphs read: some of them are values of the graph around it. */
  readonly captured: readonly string[];
}

export interface OnnxAttribute {
  readonly int: number;
  readonly ints: readonly number[];
  readonly tensor: OnnxTensor | undefined;
}

export interface OnnxTensor {
  readonly name: string;
  readonly raw: Uint8Array;
  /** TensorProto.DataType. */
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly isExternal: boolean;
  /** `location`, `offset`, `length` of external data. */
  readonly external: ReadonlyMap<string, string>;
  /** Its numbers where it is a small integer tensor in the graph, else undefined. */
  readonly integers: () => readonly number[] | undefined;
}

export interface OnnxValue {
  readonly name: string;
  readonly raw: Uint8Array;
  /** TensorProto.DataType; 0 where it is no tensor. */
  readonly dataType: number;
  /** Numbers, names of symbolic dimensions, or "?". */
  readonly dims: readonly (number | string)[];
}

export const ONNX_TYPE = { f32: 1, u8: 2, i8: 3, i32: 6, i64: 7, f16: 10, bf16: 16 } as const;

/** Subgraphs within subgraphs: what goes deeper is a damaged file (protobuf's own limit for messages). */
const MAX_DEPTH = 100;
const MAX_SMALL_TENSOR = 64;
const DEFAULT_DOMAIN_ALIAS = 'ai.onnx';

/**
 * Reads an ONNX file (onnx.proto) without touching a weight.
 *
 * @throws FailureError `model-file-damaged` naming `file`.
 */
export function readOnnxModel(bytes: Uint8Array, file: string): OnnxModelView {
  const otherFields: WireField[] = [];
  const opsetImports: WireField[] = [];
  const graphs: Uint8Array[] = [];
  let opsetVersion: number | undefined;
  for (const field of readFields(bytes, file)) {
    if (field.number === 7) graphs.push(bytesOf(field));
    else if (field.number === 8) {
      opsetImports.push(field);
      opsetVersion = defaultOpset(bytesOf(field), file) ?? opsetVersion;
    } else otherFields.push(field);
  }
  const [graph, second] = graphs;
  if (graph === undefined || second !== undefined) {
    throw new FailureError({
      code: 'model-file-damaged',
      file,
      detail: `${graphs.length} graphs where an ONNX file has one`,
    });
  }
  return { file, otherFields, opsetImports, opsetVersion, ...readGraph(graph, file, 0) };
}

type GraphView = Omit<OnnxModelView, 'file' | 'otherFields' | 'opsetImports' | 'opsetVersion'>;

function readGraph(graph: Uint8Array, file: string, depth: number): GraphView {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const values: OnnxValue[] = [];
  const otherGraphFields: WireField[] = [];
  for (const field of readFields(graph, file)) {
    const payload = bytesOf(field);
    if (field.number === 1) nodes.push(readNode(payload, file, depth));
    else if (field.number === 5) {
      const tensor = readTensor(payload, file);
      initializers.set(tensor.name, tensor);
    } else if (field.number === 11) inputs.push(readValue(payload, file));
    else if (field.number === 12) outputs.push(readValue(payload, file));
    else if (field.number === 13) values.push(readValue(payload, file));
    else otherGraphFields.push(field);
  }
  return { nodes, initializers, inputs, outputs, values, otherGraphFields };
}

function defaultOpset(opsetImport: Uint8Array, file: string): number | undefined {
  let domain = '';
  let version = 0;
  for (const field of readFields(opsetImport, file)) {
    if (field.number === 1) domain = textOf(field);
    if (field.number === 2) version = numberOf(field);
  }
  return domain === '' || domain === DEFAULT_DOMAIN_ALIAS ? version : undefined;
}

function readNode(raw: Uint8Array, file: string, depth: number): OnnxNode {
  let name = '';
  let operator = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const captured: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  for (const field of readFields(raw, file)) {
    if (field.number === 1) inputs.push(textOf(field));
    else if (field.number === 2) outputs.push(textOf(field));
    else if (field.number === 3) name = textOf(field);
    else if (field.number === 4) operator = textOf(field);
    else if (field.number === 5) {
      const attribute = readAttribute(bytesOf(field), file, depth);
      attributes.set(attribute.name, attribute);
      for (const input of attribute.captured) captured.push(input);
    } else if (field.number === 7) domain = textOf(field);
  }
  if (domain === DEFAULT_DOMAIN_ALIAS) domain = '';
  return { raw, name, operator, domain, inputs, outputs, attributes, captured };
}

function readAttribute(
  raw: Uint8Array,
  file: string,
  depth: number,
): OnnxAttribute & { readonly name: string; readonly captured: readonly string[] } {
  let name = '';
  let int = 0;
  const ints: number[] = [];
  let tensor: OnnxTensor | undefined;
  const captured: string[] = [];
  for (const field of readFields(raw, file)) {
    if (field.number === 1) name = textOf(field);
    else if (field.number === 3) int = numberOf(field);
    else if (field.number === 5) tensor = readTensor(bytesOf(field), file);
    else if (field.number === 8) for (const value of numbersOf(field, file)) ints.push(value);
    else if (field.number === 6 || field.number === 11) {
      if (depth >= MAX_DEPTH) {
        throw new FailureError({ code: 'model-file-damaged', file, detail: `over ${MAX_DEPTH} graphs in each other` });
      }
      const { nodes, outputs } = readGraph(bytesOf(field), file, depth + 1);
      for (const node of nodes) for (const input of [...node.inputs, ...node.captured]) captured.push(input);
      for (const output of outputs) captured.push(output.name);
    }
  }
  return { name, int, ints, tensor, captured };
}

function readTensor(raw: Uint8Array, file: string): OnnxTensor {
  let name = '';
  let dataType = 0;
  let isExternal = false;
  const dims: number[] = [];
  const external = new Map<string, string>();
  for (const field of readFields(raw, file)) {
    if (field.number === 1) for (const dim of numbersOf(field, file)) dims.push(dim);
    else if (field.number === 2) dataType = numberOf(field);
    else if (field.number === 8) name = textOf(field);
    else if (field.number === 13) external.set(...readEntry(bytesOf(field), file));
    else if (field.number === 14) isExternal = numberOf(field) === 1;
  }
  const integers = (): readonly number[] | undefined =>
    isExternal ? undefined : readIntegers(raw, { file, dataType, dims });
  return { name, raw, dataType, dims, isExternal, external, integers };
}

function readEntry(raw: Uint8Array, file: string): [key: string, value: string] {
  let key = '';
  let value = '';
  for (const field of readFields(raw, file)) {
    if (field.number === 1) key = textOf(field);
    if (field.number === 2) value = textOf(field);
  }
  return [key, value];
}

function readIntegers(
  raw: Uint8Array,
  { file, dataType, dims }: { file: string; dataType: number; dims: readonly number[] },
): readonly number[] | undefined {
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (count > MAX_SMALL_TENSOR || (dataType !== ONNX_TYPE.i64 && dataType !== ONNX_TYPE.i32)) return undefined;
  const values: number[] = [];
  for (const field of readFields(raw, file)) {
    // int32_data and int64_data
    if (field.number === 5 || field.number === 7) for (const value of numbersOf(field, file)) values.push(value);
    if (field.number !== 9) continue;
    const data = bytesOf(field);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const width = dataType === ONNX_TYPE.i64 ? 8 : 4;
    if (data.byteLength !== count * width) return undefined;
    for (let at = 0; at < data.byteLength; at += width) {
      values.push(width === 8 ? Number(view.getBigInt64(at, true)) : view.getInt32(at, true));
    }
  }
  return values.length === count ? values : undefined;
}

function readValue(raw: Uint8Array, file: string): OnnxValue {
  let name = '';
  let dataType = 0;
  const dims: (number | string)[] = [];
  for (const field of readFields(raw, file)) {
    if (field.number === 1) name = textOf(field);
    if (field.number !== 2) continue;
    for (const type of readFields(bytesOf(field), file)) {
      if (type.number !== 1) continue;
      for (const tensor of readFields(bytesOf(type), file)) {
        if (tensor.number === 1) dataType = numberOf(tensor);
        if (tensor.number !== 2) continue;
        for (const dim of readFields(bytesOf(tensor), file)) {
          if (dim.number === 1) dims.push(readDim(bytesOf(dim), file));
        }
      }
    }
  }
  return { name, raw, dataType, dims };
}

function readDim(raw: Uint8Array, file: string): number | string {
  for (const field of readFields(raw, file)) {
    if (field.number === 1) return numberOf(field);
    if (field.number === 2) return textOf(field);
  }
  return '?';
}

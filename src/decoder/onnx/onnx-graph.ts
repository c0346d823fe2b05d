import { ProtobufWriter } from './protobuf.ts';

/** ONNX element types by the names used here (TensorProto.DataType). */
const ELEMENT_TYPE = { f32: 1, u8: 2, i64: 7, f16: 10, bf16: 16 } as const;
export type ElementType = keyof typeof ELEMENT_TYPE;

/** A tensor's bytes in a file beside the graph. */
export interface ExternalTensor {
  readonly elementType: ElementType;
  readonly dims: readonly number[];
  /** File name, as `externalData[].path` at load time. */
  readonly location: string;
  readonly byteOffset: number;
  readonly byteLength: number;
}

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** `com.microsoft` for contrib operators of ONNX Runtime. */
  readonly domain?: string;
  /** Names of the outputs; one generated name by default. */
  readonly outputs?: readonly string[];
}

const IR_VERSION = 10;
const OPSET_VERSION = 17;
/** FLOAT of AttributeProto.AttributeType and its neighbours. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** Collects nodes, initializers, inputs and outputs and writes them as an ONNX ModelProto. */
export class OnnxGraph {
  readonly #nodes: ProtobufWriter[] = [];
  readonly #initializers: ProtobufWriter[] = [];
  readonly #inputs: ProtobufWriter[] = [];
  readonly #outputs: ProtobufWriter[] = [];
  readonly #constants = new Map<string, string>();
  #nextName = 0;
  readonly #name: string;
  readonly #opsetVersion: number;
  readonly #namePrefix: string;

  /**
   * @param options `namePrefix` stands before every generated name, for nodes that will be put into another graph;
   *   `opsetVersion` is that of ai.onnx.
   */
  constructor(name: string, options: { readonly opsetVersion?: number; readonly namePrefix?: string } = {}) {
    this.#name = name;
    this.#opsetVersion = options.opsetVersion ?? OPSET_VERSION;
    this.#namePrefix = options.namePrefix ?? '';
  }

  /** Appends a node and returns its first output's name. An empty input name means "not given". */
  node(operator: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const outputs = options.outputs ?? [this.#fresh(operator)];
    const proto = new ProtobufWriter();
    for (const input of inputs) proto.string(1, input);
    for (const output of outputs) proto.string(2, output);
    proto.string(3, `${this.#namePrefix}${operator}_${this.#nodes.length}`);
    proto.string(4, operator);
    for (const [key, attribute] of Object.entries(options.attributes ?? {}))
      proto.message(5, attributeProto(key, attribute));
    if (options.domain !== undefined) proto.string(7, options.domain);
    this.#nodes.push(proto);
    const first = outputs[0];
    if (first === undefined) throw new Error(`node ${operator} without an output`);
    return first;
  }

  /** Declares a graph input; a string in `dims` names a dimension known only at run time. */
  input(name: string, elementType: ElementType, dims: readonly (number | string)[]): string {
    this.#inputs.push(valueInfo(name, elementType, dims));
    return name;
  }

  output(name: string, elementType: ElementType, dims: readonly (number | string)[]): void {
    this.#outputs.push(valueInfo(name, elementType, dims));
  }

  external(name: string, tensor: ExternalTensor): string {
    const proto = tensorHeader(name, tensor.elementType, tensor.dims);
    const facts = { location: tensor.location, offset: String(tensor.byteOffset), length: String(tensor.byteLength) };
    for (const [key, value] of Object.entries(facts)) {
      proto.message(13, new ProtobufWriter().string(1, key).string(2, value));
    }
    proto.varint(14, 1);
    this.#initializers.push(proto);
    return name;
  }

  /** A tensor whose bytes lie in the graph itself, little endian, row by row. */
  tensor(name: string, value: Pick<ExternalTensor, 'elementType' | 'dims'> & { readonly bytes: Uint8Array }): string {
    this.#initializers.push(tensorHeader(name, value.elementType, value.dims).bytes(9, value.bytes));
    return name;
  }

  /** A small int64 constant; the same value is stored once. `scalar` gives rank 0. */
  int64(values: readonly number[], scalar = false): string {
    return this.#constant(`i64${scalar ? 's' : ''}:${values.join(',')}`, (name) => {
      const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
      return tensorHeader(name, 'i64', scalar ? [] : [values.length]).bytes(9, bytes);
    });
  }

  /** A small float32 constant of rank 1, or of rank 0 when a single number is given. */
  float32(values: number | Float32Array, dims?: readonly number[]): string {
    const data = typeof values === 'number' ? Float32Array.of(values) : values;
    const shape = dims ?? (typeof values === 'number' ? [] : [data.length]);
    const build = (name: string): ProtobufWriter =>
      tensorHeader(name, 'f32', shape).bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    if (data.length > 16) {
      const name = this.#fresh('table');
      this.#initializers.push(build(name));
      return name;
    }
    return this.#constant(`f32:${shape.join('x')}:${data.join(',')}`, build);
  }

  finish(): Uint8Array {
    const graph = new ProtobufWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.string(2, this.#name);
    for (const initializer of this.#initializers) graph.message(5, initializer);
    for (const input of this.#inputs) graph.message(11, input);
    for (const output of this.#outputs) graph.message(12, output);
    const model = new ProtobufWriter();
    model.varint(1, IR_VERSION).string(2, 'bioselect-studio');
    model.message(7, graph);
    model.message(8, new ProtobufWriter().string(1, '').varint(2, this.#opsetVersion));
    model.message(8, new ProtobufWriter().string(1, 'com.microsoft').varint(2, 1));
    return model.finish();
  }

  #constant(key: string, build: (name: string) => ProtobufWriter): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#fresh('const');
    this.#initializers.push(build(name));
    this.#constants.set(key, name);
    return name;
  }

  #fresh(stem: string): string {
    this.#nextName += 1;
    return `${this.#namePrefix}${stem}:${this.#nextName}`;
  }
}

function tensorHeader(name: string, elementType: ElementType, dims: readonly number[]): ProtobufWriter {
  return new ProtobufWriter().packedVarints(1, dims).varint(2, ELEMENT_TYPE[elementType]).string(8, name);
}

function valueInfo(name: string, elementType: ElementType, dims: readonly (number | string)[]): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const dim of dims) {
    const proto = new ProtobufWriter();
    if (typeof dim === 'number') proto.varint(1, dim);
    else proto.string(2, dim);
    shape.message(1, proto);
  }
  const tensorType = new ProtobufWriter().varint(1, ELEMENT_TYPE[elementType]).message(2, shape);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensorType));
}

function attributeProto(name: string, attribute: Attribute): ProtobufWriter {
  const proto = new ProtobufWriter().string(1, name);
  if ('int' in attribute) return proto.varint(3, attribute.int).varint(20, ATTRIBUTE_TYPE.int);
  if ('float' in attribute) return proto.float32(2, attribute.float).varint(20, ATTRIBUTE_TYPE.float);
  if ('string' in attribute) return proto.string(4, attribute.string).varint(20, ATTRIBUTE_TYPE.string);
  return proto.packedVarints(8, attribute.ints).varint(20, ATTRIBUTE_TYPE.ints);
}

import { bytesOf, readFields } from './protobuf-reader.ts';
import { ProtobufWriter } from './protobuf.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import type { OnnxModelView, OnnxNode } from './read-onnx-model.ts';

/** How a graph is changed. Names are of values. */
export interface GraphChange {
  /** Nodes that come first, last before the projection, and behind all others. */
  readonly before: OnnxGraph;
  readonly atProjection: OnnxGraph;
  readonly behind: OnnxGraph;
  /** The node whose first input becomes `rows`. */
  readonly projection: { readonly node: OnnxNode; readonly rows: string };
  readonly removed: ReadonlySet<OnnxNode>;
  /** Values that have another shape now: what the file noted of it is left out. */
  readonly changed: ReadonlySet<string>;
  /** Old name → new, in inputs and outputs of the file's nodes. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Outputs of the file that stay, beside those of the added nodes. */
  readonly keepsOutput: (name: string) => boolean;
  /** ai.onnx version to import where the file imports none. */
  readonly importsOpset: number | undefined;
}

export interface AssembledModel {
  readonly bytes: Uint8Array;
  /** The file's inputs that are still read. */
  readonly usedInputs: ReadonlySet<string>;
}

/** A node on its way into the new graph. */
interface PlacedNode {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly payload: () => Uint8Array;
}

/**
 * Writes a changed model. Nodes that no output needs are left out, and with them their weights: a dead vocabulary
 * projection would otherwise be computed all the same. Bytes of the file are written once, as ranges.
 */
export function assembleOnnxModel(model: OnnxModelView, change: GraphChange): AssembledModel {
  const before = partsOf(change.before);
  const atProjection = partsOf(change.atProjection);
  const behind = partsOf(change.behind);
  const added = [before, atProjection, behind];
  const addedInputs = new Set(added.flatMap((parts) => parts.inputs.map(nameOfValue)));
  const keptOutputs = model.outputs.filter(({ name }) => change.keepsOutput(name));
  const addedOutputs = added.flatMap((parts) => parts.outputs);

  const placed: PlacedNode[] = before.nodes.map(placeAdded);
  for (const node of model.nodes) {
    if (change.removed.has(node)) continue;
    if (node === change.projection.node) placed.push(...atProjection.nodes.map(placeAdded));
    placed.push(placeOriginal(node, change));
  }
  placed.push(...behind.nodes.map(placeAdded));
  const { nodes, used } = liveNodes(placed, [...keptOutputs.map(({ name }) => name), ...addedOutputs.map(nameOfValue)]);

  const graph: Uint8Array[] = [];
  for (const node of nodes) graph.push(...lengthDelimited(1, node.payload()));
  for (const field of model.otherGraphFields) graph.push(field.raw);
  for (const [name, tensor] of model.initializers) if (used.has(name)) graph.push(...lengthDelimited(5, tensor.raw));
  for (const parts of added) for (const tensor of parts.initializers) graph.push(...lengthDelimited(5, tensor));
  const inputs = model.inputs.filter(({ name }) => used.has(name));
  for (const { name, raw } of inputs) if (!addedInputs.has(name)) graph.push(...lengthDelimited(11, raw));
  for (const parts of added) for (const input of parts.inputs) graph.push(...lengthDelimited(11, input));
  for (const { raw } of keptOutputs) graph.push(...lengthDelimited(12, raw));
  for (const output of addedOutputs) graph.push(...lengthDelimited(12, output));
  for (const { name, raw } of model.values) if (!change.changed.has(name)) graph.push(...lengthDelimited(13, raw));

  const pieces = model.otherFields.map((field) => field.raw);
  for (const field of model.opsetImports) pieces.push(field.raw);
  if (change.importsOpset !== undefined) {
    pieces.push(...lengthDelimited(8, new ProtobufWriter().string(1, '').varint(2, change.importsOpset).finish()));
  }
  pieces.push(header(7, byteCountOf(graph)));
  for (const piece of graph) pieces.push(piece);
  return { bytes: concatenate(pieces), usedInputs: new Set(inputs.map(({ name }) => name)) };
}

interface GraphParts {
  readonly nodes: readonly Uint8Array[];
  readonly initializers: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}

const OWN = 'the scoring head';

/** Payloads of what an `OnnxGraph` collected. */
function partsOf(graph: OnnxGraph): GraphParts {
  const payloads = (number: number, message: Uint8Array): readonly Uint8Array[] =>
    [...readFields(message, OWN)].filter((field) => field.number === number).map(bytesOf);
  const proto = payloads(7, graph.finish())[0] ?? new Uint8Array();
  return {
    nodes: payloads(1, proto),
    initializers: payloads(5, proto),
    inputs: payloads(11, proto),
    outputs: payloads(12, proto),
  };
}

const textDecoder = new TextDecoder();

function texts(message: Uint8Array, number: number): readonly string[] {
  const fields = [...readFields(message, OWN)].filter((field) => field.number === number);
  return fields.map((field) => textDecoder.decode(bytesOf(field)));
}

function nameOfValue(payload: Uint8Array): string {
  return texts(payload, 1)[0] ?? '';
}

function placeAdded(payload: Uint8Array): PlacedNode {
  return { reads: texts(payload, 1), writes: texts(payload, 2), payload: () => payload };
}

/** A node of the file with its values' new names; its other fields stay byte for byte. */
function placeOriginal(node: OnnxNode, { projection, renamed }: GraphChange): PlacedNode {
  const rename = (name: string): string => renamed.get(name) ?? name;
  const inputs = node.inputs.map(rename);
  if (node === projection.node) inputs[0] = projection.rows;
  const outputs = node.outputs.map(rename);
  const isSame =
    inputs.every((name, index) => name === node.inputs[index]) &&
    outputs.every((name, index) => name === node.outputs[index]);
  const payload = (): Uint8Array => {
    if (isSame) return node.raw;
    const names = new ProtobufWriter();
    for (const name of inputs) names.string(1, name);
    for (const name of outputs) names.string(2, name);
    const rest = [...readFields(node.raw, OWN)].filter(({ number }) => number !== 1 && number !== 2);
    return concatenate([names.finish(), ...rest.map(({ raw }) => raw)]);
  };
  return { reads: [...inputs, ...node.captured], writes: outputs, payload };
}

/** The nodes that lead to `outputs`, in their order, and every name that they read. */
function liveNodes(
  placed: readonly PlacedNode[],
  outputs: readonly string[],
): { nodes: readonly PlacedNode[]; used: ReadonlySet<string> } {
  const producers = new Map<string, PlacedNode>();
  for (const node of placed) for (const name of node.writes) if (name !== '') producers.set(name, node);
  const used = new Set(outputs);
  const live = new Set<PlacedNode>();
  // A set hands out what is added while it is walked.
  for (const name of used) {
    const node = producers.get(name);
    if (node === undefined || live.has(node)) continue;
    live.add(node);
    for (const input of node.reads) used.add(input);
  }
  return { nodes: placed.filter((node) => live.has(node)), used };
}

/** Key and length of a length-delimited field. */
function header(field: number, byteCount: number): Uint8Array {
  const bytes: number[] = [field * 8 + 2];
  let rest = byteCount;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function lengthDelimited(field: number, payload: Uint8Array): readonly [Uint8Array, Uint8Array] {
  return [header(field, payload.byteLength), payload];
}

function byteCountOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(byteCountOf(pieces));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  return bytes;
}

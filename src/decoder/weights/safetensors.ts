import { FailureError } from '../../core/failure.ts';
import type { ElementType } from '../onnx/onnx-graph.ts';
import { parseJsonObject } from '../config/model-config.ts';

/** Where a tensor lies in its file. */
export interface TensorEntry {
  readonly name: string;
  /** Undefined for types that no weight may have; masks and counters that old exports carry do no harm. */
  readonly elementType: ElementType | undefined;
  /** As the file calls it, e.g. "BF16". */
  readonly dtype: string;
  readonly dims: readonly number[];
  readonly file: string;
  /** From the start of the file, header included. */
  readonly byteOffset: number;
  readonly byteLength: number;
}

const ELEMENT_TYPES: Readonly<Record<string, { readonly type: ElementType; readonly bytes: number }>> = {
  F32: { type: 'f32', bytes: 4 },
  F16: { type: 'f16', bytes: 2 },
  BF16: { type: 'bf16', bytes: 2 },
};

/** A header over this size is a damaged length field, not a model: the format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

/**
 * Reads the header of a safetensors file: 8 bytes length (little endian), then JSON with `data_offsets` counted from
 * the header's end. Offsets and sizes are checked against the file; weights are not touched.
 *
 * @throws FailureError `model-file-damaged` naming the tensor and what is wrong.
 */
export function parseSafetensors(bytes: Uint8Array, file: string): readonly TensorEntry[] {
  const fail = (detail: string): FailureError => new FailureError({ code: 'model-file-damaged', file, detail });
  if (bytes.byteLength < LENGTH_BYTES) throw fail(`${bytes.byteLength} bytes, too short for a safetensors file`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > MAX_HEADER_BYTES) throw fail(`header length ${headerBytes} at offset 0 is not plausible`);
  const dataStart = LENGTH_BYTES + headerBytes;
  if (dataStart > bytes.byteLength)
    throw fail(`header of ${headerBytes} bytes, but the file has ${bytes.byteLength}: truncated`);
  const header = parseJsonObject(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, dataStart)), file);
  const entries: TensorEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const entry = parseEntry(value);
    if (entry === undefined) throw fail(`tensor "${name}" has no readable dtype, shape and data_offsets`);
    const element = ELEMENT_TYPES[entry.dtype];
    const byteLength = entry.end - entry.start;
    if (element !== undefined) {
      const expectedBytes = entry.shape.reduce((product, dim) => product * dim, element.bytes);
      if (byteLength !== expectedBytes)
        throw fail(`tensor "${name}" has ${byteLength} bytes, its shape needs ${expectedBytes}`);
    }
    if (dataStart + entry.end > bytes.byteLength) {
      throw fail(
        `tensor "${name}" ends at byte ${dataStart + entry.end}, but the file has ${bytes.byteLength}: truncated`,
      );
    }
    entries.push({
      name,
      elementType: element?.type,
      dtype: entry.dtype,
      dims: entry.shape,
      file,
      byteOffset: dataStart + entry.start,
      byteLength,
    });
  }
  return entries;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function parseEntry(value: unknown): HeaderEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('dtype' in value) || !('shape' in value) || !('data_offsets' in value)) return undefined;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !isCountArray(shape) || !isCountArray(offsets)) return undefined;
  const [start, end] = offsets;
  if (start === undefined || end === undefined || end < start) return undefined;
  return { dtype, shape, start, end };
}

function isCountArray(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** True when `bytes` begin as a safetensors file does: a plausible length, then a JSON object. */
export function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.byteLength < LENGTH_BYTES + 2) return false;
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  return headerBytes <= BigInt(MAX_HEADER_BYTES) && bytes[LENGTH_BYTES] === 0x7b;
}

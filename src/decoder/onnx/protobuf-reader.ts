import { FailureError } from '../../core/failure.ts';

/** One field of a protobuf message. Byte arrays are views on the file, never copies. */
export interface WireField {
  readonly number: number;
  /** Key and value together, as they stand in the file. */
  readonly raw: Uint8Array;
  /** The number of a varint; the content of a length-delimited or fixed-width field. */
  readonly value: bigint | Uint8Array;
}

const WIRE_TYPE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const MAX_VARINT_BYTES = 10;
const textDecoder = new TextDecoder();

/**
 * The fields of a message in file order. Only keys and lengths are read: a field of gigabytes costs as much as an
 * empty one.
 *
 * @throws FailureError `model-file-damaged` naming `file` where the bytes are no protobuf message.
 */
export function* readFields(message: Uint8Array, file: string): Generator<WireField> {
  const fail = (detail: string): FailureError => new FailureError({ code: 'model-file-damaged', file, detail });
  const end = message.byteLength;
  let offset = 0;

  const readVarint = (): bigint => {
    let value = 0n;
    for (let count = 0; count < MAX_VARINT_BYTES; count += 1) {
      const byte = message[offset];
      if (byte === undefined) throw fail(`a number ends behind byte ${end} of its message: truncated`);
      offset += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * count);
      if (byte < 0x80) return value;
    }
    throw fail(`a number of more than ${MAX_VARINT_BYTES} bytes before byte ${offset} of its message`);
  };

  const readBytes = (byteCount: number): Uint8Array => {
    if (byteCount > end - offset) {
      throw fail(`a field of ${byteCount} bytes where its message has ${end - offset} left: truncated`);
    }
    offset += byteCount;
    return message.subarray(offset - byteCount, offset);
  };

  while (offset < end) {
    const start = offset;
    const key = readVarint();
    const number = Number(key >> 3n);
    const wireType = Number(key & 7n);
    let value: bigint | Uint8Array;
    if (wireType === WIRE_TYPE.varint) value = readVarint();
    else if (wireType === WIRE_TYPE.bytes) value = readBytes(Number(readVarint()));
    else if (wireType === WIRE_TYPE.fixed32) value = readBytes(4);
    else if (wireType === WIRE_TYPE.fixed64) value = readBytes(8);
    else throw fail(`wire type ${wireType} at byte ${start} of its message: not a protobuf file`);
    if (number === 0) throw fail(`field number 0 at byte ${start} of its message: not a protobuf file`);
    yield { number, raw: message.subarray(start, offset), value };
  }
}

/** Text of a string field; empty where the field is a number. */
export function textOf(field: WireField): string {
  return typeof field.value === 'bigint' ? '' : textDecoder.decode(field.value);
}

/** Content of a message field; empty where the field is a number. */
export function bytesOf(field: WireField): Uint8Array {
  return typeof field.value === 'bigint' ? new Uint8Array() : field.value;
}

/** A signed number; 0 where the field is none. */
export function numberOf(field: WireField): number {
  return typeof field.value === 'bigint' ? Number(BigInt.asIntN(64, field.value)) : 0;
}

/** The numbers of a repeated varint field, packed or single. */
export function numbersOf(field: WireField, file: string): readonly number[] {
  if (typeof field.value === 'bigint') return [numberOf(field)];
  const values: number[] = [];
  let value = 0n;
  let bits = 0n;
  for (const byte of field.value) {
    if (bits > 63n) throw new FailureError({ code: 'model-file-damaged', file, detail: 'a number over 64 bits' });
    value |= BigInt(byte & 0x7f) << bits;
    bits += 7n;
    if (byte >= 0x80) continue;
    values.push(Number(BigInt.asIntN(64, value)));
    value = 0n;
    bits = 0n;
  }
  return values;
}

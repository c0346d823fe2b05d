import { Gunzip, Inflate } from 'fflate';
import { updateCrc32 } from './crc-32.ts';

export type Inflated =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** More than `maxBytes` came out; nothing of it is kept. */
  | { readonly kind: 'too-large' }
  | { readonly kind: 'damaged'; readonly detail: string };

export const CHECKSUM_FAULT = 'its checksum does not fit its content';

/** Input handed over at once; DEFLATE makes at most a thousandfold of it, so no step can outgrow memory. */
const STEP_BYTES = 16 * 1024;

/** A raw DEFLATE stream, as zip entries are; `crc32` is what its content has to give. */
export function inflateLimited(
  packed: Uint8Array,
  { maxBytes, crc32 }: { readonly maxBytes: number; readonly crc32: number },
): Inflated {
  const output = createOutput(maxBytes);
  const failure = feed(new Inflate((part) => output.add(part)), packed, output);
  if (failure) return failure;
  if (output.crc32() !== crc32) return { kind: 'damaged', detail: CHECKSUM_FAULT };
  return { kind: 'bytes', bytes: output.join() };
}

/** A gzip file of one member or several; each member's checksum is held against its content. */
export function gunzipLimited(packed: Uint8Array, maxBytes: number): Inflated {
  const output = createOutput(maxBytes);
  const gunzip = new Gunzip((part) => output.add(part));
  let isIntact = true;
  const endMember = (end: number) => {
    if (output.crc32() !== readUint32(packed, end - 8)) isIntact = false;
    output.startPart();
  };
  gunzip.onmember = endMember;
  const failure = feed(gunzip, packed, output);
  if (failure) return failure;
  endMember(packed.length);
  if (!isIntact) return { kind: 'damaged', detail: CHECKSUM_FAULT };
  return { kind: 'bytes', bytes: output.join() };
}

/** Four bytes, the lowest first; 0 stands for what is not there. */
export function readUint32(bytes: Uint8Array, at: number): number {
  const byte = (offset: number) => bytes[at + offset] ?? 0;
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}

interface Output {
  add(part: Uint8Array): void;
  isOver(): boolean;
  /** Of what came since the start or the last `startPart`. */
  crc32(): number;
  startPart(): void;
  join(): Uint8Array;
}

function createOutput(maxBytes: number): Output {
  const parts: Uint8Array[] = [];
  let length = 0;
  let crc = 0;
  return {
    add: (part) => {
      length += part.length;
      if (length > maxBytes) {
        parts.length = 0;
        return;
      }
      crc = updateCrc32(crc, part);
      parts.push(part);
    },
    isOver: () => length > maxBytes,
    crc32: () => crc,
    startPart: () => {
      crc = 0;
    },
    join: () => {
      const whole = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        whole.set(part, at);
        at += part.length;
      }
      return whole;
    },
  };
}

function feed(
  stream: { push(chunk: Uint8Array, isLast: boolean): void },
  packed: Uint8Array,
  output: Output,
): Inflated | undefined {
  try {
    for (let at = 0; at < packed.length || at === 0; at += STEP_BYTES) {
      stream.push(packed.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= packed.length);
      if (output.isOver()) return { kind: 'too-large' };
    }
    return undefined;
  } catch (error) {
    return { kind: 'damaged', detail: error instanceof Error ? error.message : String(error) };
  }
}

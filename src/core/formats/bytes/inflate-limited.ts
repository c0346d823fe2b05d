import { Gunzip, Inflate } from 'fflate';
import { updateCrc32 } from './crc-32.ts';
import { joinBytes } from './join-bytes.ts';

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
  const parts: Uint8Array[] = [];
  const stream = createGunzipStream(maxBytes, (part) => parts.push(part));
  for (let at = 0; at < packed.length && !stream.isOver; at += STEP_BYTES) {
    stream.push(packed.subarray(at, at + STEP_BYTES));
  }
  return stream.finish() ?? { kind: 'bytes', bytes: joinBytes(parts) };
}

export type InflateFault = Exclude<Inflated, { kind: 'bytes' }>;

/** Unpacks gzip as it comes, cut anywhere. */
export interface GunzipStream {
  push(packed: Uint8Array): void;
  /** There is a fault, or more came out than may: what is still to come makes no difference. */
  readonly isOver: boolean;
  /** Undefined where all that was given on is what was packed. */
  finish(): InflateFault | undefined;
}

/** @param onBytes takes at most `maxBytes` in all */
export function createGunzipStream(maxBytes: number, onBytes: (part: Uint8Array) => void): GunzipStream {
  let length = 0;
  let crc = 0;
  let fault: InflateFault | undefined;
  /** The packed bytes before the step under way and of it: a checksum stands in them when its member has ended. */
  let recent = new Uint8Array(0);
  let recentFrom = 0;
  let isLastKept = false;
  const gunzip = new Gunzip((part) => {
    length += part.length;
    if (length > maxBytes) fault ??= { kind: 'too-large' };
    if (fault) return;
    crc = updateCrc32(crc, part);
    onBytes(part);
  });
  const endMember = (end: number): void => {
    if (end - 8 < recentFrom || crc !== readUint32(recent, end - 8 - recentFrom)) {
      fault ??= { kind: 'damaged', detail: CHECKSUM_FAULT };
    }
    crc = 0;
  };
  gunzip.onmember = endMember;

  const step = (packed: Uint8Array, isLast: boolean): void => {
    if (fault) return;
    const kept = recent.subarray(-STEP_BYTES);
    recentFrom += recent.length - kept.length;
    recent = joinBytes([kept, packed]);
    try {
      gunzip.push(packed, isLast);
    } catch (error) {
      fault = { kind: 'damaged', detail: error instanceof Error ? error.message : String(error) };
    }
  };

  /** Held back until it is known whether it is the last. */
  let next = new Uint8Array(0);
  return {
    get isOver() {
      return fault !== undefined;
    },
    push: (packed) => {
      for (let at = 0; at < packed.length; at += STEP_BYTES) {
        if (isLastKept) step(next, false);
        next = packed.slice(at, at + STEP_BYTES);
        isLastKept = true;
      }
    },
    finish: () => {
      step(next, true);
      if (!fault) endMember(recentFrom + recent.length);
      return fault;
    },
  };
}

/** Four bytes, the lowest first; 0 stands for what is not there. */
export function readUint32(bytes: Uint8Array, at: number): number {
  const byte = (offset: number) => bytes[at + offset] ?? 0;
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}

interface Output {
  add(part: Uint8Array): void;
  isOver(): boolean;
  crc32(): number;
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
    join: () => joinBytes(parts),
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

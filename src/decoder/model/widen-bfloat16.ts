import { resolveWeights } from '../weights/decoder-weights.ts';
import type { OpenedModel, WeightFile } from './model-folder.ts';
import type { TensorEntry } from '../weights/safetensors.ts';

/**
 * The model with its BF16 weights as F32, which holds the same numbers. The WebAssembly build of ONNX Runtime has no
 * cast from BF16, so a graph over the stored bytes does not load there; Node's has one and reads them as they are.
 * Every widened tensor is a file of its own: one buffer for all would have to be twice the largest file. What no part
 * of the model reads is left out, such as a head stored beside the embedding it is tied to. The hash stays the folder's.
 */
export function widenBfloat16(opened: OpenedModel): OpenedModel {
  const bytesOf = new Map(opened.weightFiles.map((file) => [file.name, file.bytes]));
  const widened: WeightFile[] = [];
  const tensors = new Map<string, TensorEntry>();
  for (const entry of resolveWeights(opened.config, opened.tensors).entries) {
    const { name } = entry;
    const stored = bytesOf.get(entry.file);
    if (entry.elementType !== 'bf16' || stored === undefined) {
      tensors.set(name, entry);
      continue;
    }
    const bytes = widen(stored.subarray(entry.byteOffset, entry.byteOffset + entry.byteLength));
    const file = `${entry.file}/${name}`;
    widened.push({ name: file, bytes });
    const place = { file, byteOffset: 0, byteLength: bytes.byteLength };
    tensors.set(name, { ...entry, ...place, elementType: 'f32' });
  }
  if (widened.length === 0) return opened;
  const filesInUse = new Set(Array.from(tensors.values(), ({ file }) => file));
  const kept = opened.weightFiles.filter(({ name }) => filesInUse.has(name));
  return { ...opened, tensors, weightFiles: [...kept, ...widened] };
}

/** BF16 is the upper half of F32. Both are little endian here, as every machine that runs WebAssembly is. */
function widen(stored: Uint8Array): Uint8Array {
  // A view of two-byte elements must begin at an even byte of its buffer; a copy does.
  const even = stored.byteOffset % 2 === 0 ? stored : stored.slice();
  const halves = new Uint16Array(even.buffer, even.byteOffset, even.byteLength / 2);
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i += 1) bits[i] = (halves[i] ?? 0) << 16;
  return new Uint8Array(bits.buffer);
}

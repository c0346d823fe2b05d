import { resolveWeights } from '../../decoder/weights/decoder-weights.ts';
import type { OpenedModel } from '../../decoder/model/model-folder.ts';
import type { FloatTensor } from './safetensors-parts.ts';

/**
 * Copies of all weights that the model is made of, as F32, in the order of its parts and under the names they have in
 * the folder. F16 and BF16 are widened, which changes no number.
 */
export function floatWeights(opened: OpenedModel): readonly FloatTensor[] {
  const bytesOf = new Map(opened.weightFiles.map(({ name, bytes }) => [name, bytes]));
  return resolveWeights(opened.config, opened.tensors).entries.map((entry): FloatTensor => {
    const file = bytesOf.get(entry.file);
    if (file === undefined) throw new Error(`${entry.file} is not among the weight files`);
    // A copy begins at 0, where every element type may begin.
    const stored = file.slice(entry.byteOffset, entry.byteOffset + entry.byteLength);
    return { name: entry.name, dims: entry.dims, data: toFloats(stored.buffer, entry.elementType) };
  });
}

function toFloats(buffer: ArrayBuffer, type: string): Float32Array {
  switch (type) {
    case 'f32':
      return new Float32Array(buffer);
    case 'bf16':
      return Float32Array.from(new Uint16Array(buffer), bfloat16ToFloat);
    case 'f16':
      return Float32Array.from(new Uint16Array(buffer), float16ToFloat);
    default:
      throw new Error(`weights of type ${type} cannot be widened`);
  }
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** The upper half of an F32. */
function bfloat16ToFloat(bits: number): number {
  scratchBits[0] = bits << 16;
  return scratch[0] ?? 0;
}

/** IEEE 754 binary16: 1 bit sign, 5 exponent, 10 fraction. */
function float16ToFloat(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

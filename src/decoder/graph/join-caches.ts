import type { Tensor } from 'onnxruntime-web';
import type { KeyValueCache } from './graph-inputs.ts';

/** Keys and values of one row, f32, piece behind piece, as one cache. */
export function joinCaches(tensorClass: typeof Tensor, pieces: readonly KeyValueCache[]): KeyValueCache {
  const tokenCount = pieces.reduce((sum, piece) => sum + piece.tokenCount, 0);
  const first = pieces[0]?.tensors ?? [];
  const tensors = first.map((tensor, index) => {
    const [, headCount = 0, , size = 0] = tensor.dims;
    const joined = new Float32Array(headCount * tokenCount * size);
    let column = 0;
    for (const piece of pieces) {
      const data = cachedFloats(piece.tensors[index]);
      const length = piece.tokenCount * size;
      for (let head = 0; head < headCount; head += 1) {
        joined.set(data.subarray(head * length, (head + 1) * length), (head * tokenCount + column) * size);
      }
      column += piece.tokenCount;
    }
    return new tensorClass('float32', joined, [1, headCount, tokenCount, size]);
  });
  return { tokenCount, tensors };
}

/** The numbers of a cached tensor, which must be f32 and in this thread's memory. */
export function cachedFloats(tensor: Tensor | undefined): Float32Array {
  const data = tensor?.data;
  if (!(data instanceof Float32Array)) throw new Error(`expected float32 keys and values, got ${tensor?.type}`);
  return data;
}

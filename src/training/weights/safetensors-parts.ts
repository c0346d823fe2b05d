export interface FloatTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Tensors begin at a multiple of this, so that readers can view them without a copy. */
const HEADER_GRAIN = 8;

/**
 * A safetensors file as pieces to be written one after the other; weights are views, not copies. F32, little endian as
 * every machine that runs Node is. @param metadata goes under `__metadata__`.
 */
export function safetensorsParts(
  tensors: readonly FloatTensor[],
  metadata: Readonly<Record<string, string>> = {},
): readonly Uint8Array[] {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, dims, data } of tensors) {
    const elements = dims.reduce((product, dim) => product * dim, 1);
    if (elements !== data.length) throw new Error(`${name} is [${dims.join(', ')}] but has ${data.length} elements`);
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / HEADER_GRAIN) * HEADER_GRAIN;
  const front = new Uint8Array(8 + length).fill(0x20);
  new DataView(front.buffer).setBigUint64(0, BigInt(length), true);
  front.set(text, 8);
  return [front, ...tensors.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}

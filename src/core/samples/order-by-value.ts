export interface OrderOptions {
  readonly descending: boolean;
}

/** The sign of a 32-bit float's bits. */
const SIGN = 0x80000000;
/** No number has this key. */
const LAST = 0xffffffff;
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Indices 0 to `values.length - 1` by their value, ties by index; NaN goes last in both directions. A comparing sort of
 * a million indices takes most of a second, so each index is sorted natively as the low half of a 64-bit number whose
 * high half is its value as a 32-bit float; only values that the shorter float cannot tell apart are compared.
 */
export function orderByValue(values: Float64Array, { descending }: OrderOptions): Uint32Array {
  const { length } = values;
  const packed = new BigUint64Array(length);
  const words = new Uint32Array(packed.buffer);
  const [lowWord, highWord] = LITTLE_ENDIAN ? [0, 1] : [1, 0];
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  for (let index = 0; index < length; index++) {
    const value = values[index] ?? Number.NaN;
    // +0 for -0: they are equal and their bits are not.
    float[0] = descending ? -value + 0 : value + 0;
    const raw = bits[0] ?? 0;
    // Bits of floats in the order of the floats: negative ones count backwards.
    const key = raw >= SIGN ? ~raw : raw | SIGN;
    words[2 * index + highWord] = Number.isNaN(value) ? LAST : key;
    words[2 * index + lowWord] = index;
  }
  packed.sort();
  const order = new Uint32Array(length);
  for (let place = 0; place < length; place++) order[place] = words[2 * place + lowWord] ?? 0;
  const sign = descending ? -1 : 1;
  const compare = (left: number, right: number): number =>
    sign * ((values[left] ?? 0) - (values[right] ?? 0)) || left - right;
  for (let start = 0; start < length;) {
    const key = words[2 * start + highWord];
    let end = start + 1;
    while (end < length && words[2 * end + highWord] === key) end++;
    // Equal values, as of all samples without a score, stand by index already.
    if (end - start > 1 && key !== LAST && !isOrdered(order, { start, end }, compare)) {
      order.subarray(start, end).sort(compare);
    }
    start = end;
  }
  return order;
}

function isOrdered(
  order: Uint32Array,
  { start, end }: { readonly start: number; readonly end: number },
  compare: (left: number, right: number) => number,
): boolean {
  for (let place = start + 1; place < end; place++) {
    if (compare(order[place - 1] ?? 0, order[place] ?? 0) > 0) return false;
  }
  return true;
}

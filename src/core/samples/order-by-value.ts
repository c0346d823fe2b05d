export interface OrderOptions {
  readonly descending: boolean;
}

/** The sign of a 32-bit float's bits. */
const SIGN = 0x80000000;
/** No number has this key. */
const LAST = 0xffffffff;
/** Three digits of a 32-bit key; the places of one digit stay in the processor's first cache. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const SHIFTS = [0, DIGIT_BITS, 2 * DIGIT_BITS] as const;

/** Indices with the keys that they are sorted by, side by side: looking each key up again would cost more than it all. */
interface Dealt {
  readonly keys: Uint32Array;
  readonly order: Uint32Array;
}

/**
 * Indices 0 to `values.length - 1` by their value, ties by index; NaN goes last in both directions. A comparing sort of
 * a million indices takes most of a second, so they are dealt out by the digits of their values as 32-bit floats, the
 * lowest digit first; only values that the shorter float cannot tell apart are compared.
 */
export function orderByValue(values: Float64Array, { descending }: OrderOptions): Uint32Array {
  const { length } = values;
  let dealt: Dealt = { keys: keysOf(values, descending), order: new Uint32Array(length) };
  for (let index = 0; index < length; index++) dealt.order[index] = index;
  let spare: Dealt = { keys: new Uint32Array(length), order: new Uint32Array(length) };
  for (const shift of SHIFTS) {
    const starts = startsOf(dealt.keys, shift);
    if (starts === undefined) continue;
    deal(dealt, spare, { shift, starts });
    [dealt, spare] = [spare, dealt];
  }

  const { keys, order } = dealt;
  const sign = descending ? -1 : 1;
  const compare = (left: number, right: number): number =>
    sign * ((values[left] ?? 0) - (values[right] ?? 0)) || left - right;
  for (let start = 0; start < length;) {
    const key = keys[start];
    let end = start + 1;
    while (end < length && keys[end] === key) end++;
    // Equal values, as of all samples without a score, stand by index already.
    if (end - start > 1 && key !== LAST && !isOrdered(order, { start, end }, compare)) {
      order.subarray(start, end).sort(compare);
    }
    start = end;
  }
  return order;
}

/** A number a value that stands to the others as the value does, as far as a 32-bit float can tell. */
function keysOf(values: Float64Array, descending: boolean): Uint32Array {
  const keys = new Uint32Array(values.length);
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    // +0 for -0: they are equal and their bits are not.
    float[0] = descending ? -value + 0 : value + 0;
    const raw = bits[0] ?? 0;
    // Bits of floats in the order of the floats: negative ones count backwards.
    const key = raw >= SIGN ? ~raw : raw | SIGN;
    keys[index] = Number.isNaN(value) ? LAST : key;
  }
  return keys;
}

/** Where the keys of each digit begin once they are in its order; undefined where all have the same one. */
function startsOf(keys: Uint32Array, shift: number): Uint32Array | undefined {
  const starts = new Uint32Array(DIGITS);
  for (const key of keys) {
    const digit = (key >>> shift) & (DIGITS - 1);
    starts[digit] = (starts[digit] ?? 0) + 1;
  }
  if (starts.includes(keys.length)) return undefined;
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = starts[digit] ?? 0;
    starts[digit] = start;
    start += count;
  }
  return starts;
}

/** Moves all into the order of one digit; what has the same one stays in its order. */
function deal(
  from: Dealt,
  to: Dealt,
  { shift, starts }: { readonly shift: number; readonly starts: Uint32Array },
): void {
  for (let place = 0; place < from.keys.length; place++) {
    const key = from.keys[place] ?? 0;
    const digit = (key >>> shift) & (DIGITS - 1);
    const target = starts[digit] ?? 0;
    starts[digit] = target + 1;
    to.keys[target] = key;
    to.order[target] = from.order[place] ?? 0;
  }
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

const handed = new WeakMap<object, readonly Transferable[]>();

/**
 * A value that goes to the other thread together with memory, ports or streams of it, which are moved there instead of
 * copied. It has to be what a method returns, or an argument of a call or a callback.
 */
export function handOver<Value extends object>(value: Value, transfer: readonly Transferable[]): Value {
  handed.set(value, transfer);
  return value;
}

/** What is moved together with values. */
export function transferOf(...values: readonly unknown[]): Transferable[] {
  return values.flatMap((value) => (typeof value === 'object' && value !== null ? (handed.get(value) ?? []) : []));
}

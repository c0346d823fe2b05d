/** What stands in for a method: gets the object, the arguments and the method itself. */
export type Replacement = (on: unknown, args: readonly unknown[], original: () => unknown) => unknown;

/** Puts something in a method's place until what it returns is called; does nothing where there is no such method. */
export function replaceMethod(prototype: object, name: string, replacement: Replacement): () => void {
  const described = Object.getOwnPropertyDescriptor(prototype, name);
  const original: unknown = described?.value;
  if (described === undefined || typeof original !== 'function') return () => {};
  const value = function (this: unknown, ...args: unknown[]): unknown {
    return replacement(this, args, () => Reflect.apply(original, this, args));
  };
  Object.defineProperty(prototype, name, { ...described, value });
  return () => {
    Object.defineProperty(prototype, name, described);
  };
}

/** Objects whose methods another thread may call, by name; a function gives the one that a call is for. */
export type Served = Readonly<Record<string, object | (() => object)>>;

/** Objects to be served, each as it is or by a function. */
export type ServedAs<S> = { readonly [Name in keyof S]: S[Name] | (() => S[Name]) };

/**
 * The other side of an object in a thread: its methods, each with a promise of what it returns. Arguments and results
 * are cloned, but for signals and callbacks among the arguments or in a plain object that is one: those stay here, and
 * work until the call is over. Rejections are `FailureError`s.
 */
export type Remote<T> = {
  readonly [M in keyof T as T[M] extends Callable ? M : never]: T[M] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

export type Remotes<S> = { readonly [Name in keyof S]: Remote<S[Name]> };

type Callable = (...args: never[]) => unknown;

/** A remote of which some methods are done on this side, in place of the thread's or in addition to them. */
export function withOwn<R extends object, O extends object>(remote: R, own: O): Omit<R, keyof O> & O {
  return createProxy((name) => (Object.hasOwn(own, name) ? Reflect.get(own, name) : Reflect.get(remote, name)));
}

/** Object, method and arguments of a call. */
export type Asked = readonly [of: string, method: string, args: readonly unknown[]];

/** Remotes of all that a thread serves, over any way to it. */
export function createRemotes<S extends object>(call: (...asked: Asked) => Promise<unknown>): Remotes<S> {
  return createProxy((of) =>
    createProxy(
      (method) =>
        (...args: readonly unknown[]) =>
          call(of, method, args),
    ),
  );
}

/** Made when first asked for, and the same from then on. */
function createProxy<T extends object>(make: (name: string) => unknown): T {
  const made = new Map<string, unknown>();
  const handler: ProxyHandler<object> = {
    get: (_, name) => {
      // A promise that resolves with it, or a test that prints it, looks for these.
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined;
      if (!made.has(name)) made.set(name, make(name));
      return made.get(name);
    },
  };
  return new Proxy({}, handler) as T;
}

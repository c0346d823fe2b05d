/** Computes again only when an argument is another object: a derived value keeps its identity, as React asks for. */
export function memoizeLast<Args extends readonly unknown[], Result>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  let last: { readonly args: Args; readonly result: Result } | undefined;
  return (...args) => {
    if (last !== undefined && last.args.every((arg, index) => Object.is(arg, args[index]))) return last.result;
    last = { args, result: compute(...args) };
    return last.result;
  };
}

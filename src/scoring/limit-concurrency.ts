/** Runs tasks, at most so many at a time, the rest in the order in which they came. */
export type Limiter = <Result>(task: () => Promise<Result>) => Promise<Result>;

export function limitConcurrency(limit: number): Limiter {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      // A place that is handed on never becomes free in between.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

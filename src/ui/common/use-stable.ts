import { useCallback, useLayoutEffect, useRef } from 'react';

/**
 * A function that stays the same object and does what the handler of the newest render does, so that a memoised child
 * is not drawn again for it. For events only: it must not be called while rendering.
 */
export function useStable<Args extends readonly unknown[], Result>(
  handler: (...args: Args) => Result,
): (...args: Args) => Result {
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}

import { useEffect, useState } from 'react';
import type { Studio } from '../../studio/create-studio.ts';
import { useCommands, useSamples } from './studio-context.tsx';
import { useStable } from './use-stable.ts';

/**
 * What the storage thread answers, asked again whenever `key` is another one, or `about` another object; until the new
 * answer is there the last one stands. Undefined before the first, and while `key` is undefined.
 */
export function useSampleAnswer<T>(
  key: string | undefined,
  ask: (samples: Studio['samples'], signal: AbortSignal) => Promise<T>,
  about?: object,
): T | undefined {
  const samples = useSamples();
  const studio = useCommands();
  const stableAsk = useStable(ask);
  const [answer, setAnswer] = useState<T>();
  useEffect(() => {
    if (key === undefined) return undefined;
    const abort = new AbortController();
    stableAsk(samples, abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setAnswer(() => value);
      },
      (thrown: unknown) => {
        if (!abort.signal.aborted) studio.reportFailure(thrown);
      },
    );
    return () => {
      abort.abort();
    };
  }, [samples, studio, stableAsk, key, about]);
  return key === undefined ? undefined : answer;
}

import type { Studio } from '../../studio/create-studio.ts';
import { useSampleAnswer } from '../common/use-sample-answer.ts';

/**
 * What the storage thread answers about the samples of a list, asked again with another list or another `key`.
 * Undefined until the answer is about this list and this key: what is shown of it is what a button will do.
 */
export function useAnswerAbout<T>(
  places: Uint32Array,
  key: string,
  ask: (samples: Studio['samples'], signal: AbortSignal) => Promise<T>,
): T | undefined {
  const answer = useSampleAnswer(
    key,
    async (samples, signal) => ({ places, key, value: await ask(samples, signal) }),
    places,
  );
  return answer?.places === places && answer.key === key ? answer.value : undefined;
}

import type { Studio } from '../../../studio/create-studio.ts';
import { useSampleAnswer } from '../../common/use-sample-answer.ts';

/**
 * What the storage thread answers about the samples of a list, such as places or changes, asked again with another list or another `key`.
 * Undefined until the answer is about this list and this key: what is shown of it is what a button will do.
 */
export function useAnswerAbout<T>(
  about: object,
  key: string,
  ask: (samples: Studio['samples'], signal: AbortSignal) => Promise<T>,
): T | undefined {
  const answer = useSampleAnswer(
    key,
    async (samples, signal) => ({ about, key, value: await ask(samples, signal) }),
    about,
  );
  return answer?.about === about && answer.key === key ? answer.value : undefined;
}

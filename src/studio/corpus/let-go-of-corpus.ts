import type { StudioContext } from '../state/studio-context.ts';

/**
 * The corpus's thread lets go of the documents that it holds. Nothing is lost where that fails: a thread that does not
 * answer is ended with all that it held, and the next work starts another.
 */
export async function letGoOfCorpus({ deps }: StudioContext): Promise<void> {
  await deps.corpusWorker.forget().catch(() => undefined);
}

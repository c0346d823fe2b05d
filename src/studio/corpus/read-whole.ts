import type { SampleRow } from '../../storage/contract/sample-answers.ts';
import { currentCorpus } from '../../core/annotations/current-corpus.ts';
import type { Corpus } from '../../core/corpus/corpus.ts';
import { nextTask } from '../state/next-task.ts';
import type { StudioContext } from '../state/studio-context.ts';

const ROWS_PER_MESSAGE = 250;

/** The corpus as people edited it, all of it in memory: for a piece of work that needs it whole. */
export async function readCurrentCorpus({ get, deps }: StudioContext): Promise<Corpus> {
  const imported = await deps.store.loadCorpus();
  await nextTask();
  return currentCorpus(imported, get().edits).corpus;
}

/** All samples, or those of some places, in portions and in that order; ends early where the signal says so. */
export async function* readRows(
  { deps }: Pick<StudioContext, 'deps'>,
  places: Uint32Array,
  { signal, scoringId }: { readonly signal?: AbortSignal; readonly scoringId?: number | undefined } = {},
): AsyncGenerator<readonly SampleRow[], void> {
  for (let from = 0; from < places.length; from += ROWS_PER_MESSAGE) {
    signal?.throwIfAborted();
    yield deps.samples.rows([...places.subarray(from, from + ROWS_PER_MESSAGE)], scoringId);
  }
}

/** Places of all samples in corpus order. */
export function allPlaces({ get }: StudioContext): Uint32Array {
  const count = get().sampleView?.counts.samples ?? 0;
  return Uint32Array.from({ length: count }, (_, place) => place);
}

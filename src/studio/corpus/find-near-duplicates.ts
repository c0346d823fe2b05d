import { toFailure } from '../../core/failure.ts';
import { allPlaces, readRows } from './read-whole.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** From here on two texts are told as nearly the same, as the check of a corpus tells them. */
const OPTIONS = { minSimilarity: 0.8, seed: 1 };

/** Looks in the corpus's thread for samples whose text nearly stands elsewhere too. */
export async function findNearDuplicates(context: StudioContext): Promise<void> {
  const { get, set, deps } = context;
  const { corpus, nearDuplicates } = get();
  if (corpus.kind !== 'ready') return;
  const { version: of } = corpus;
  const isKnown = nearDuplicates.kind === 'searching' || nearDuplicates.kind === 'ready';
  if (isKnown && nearDuplicates.of === of) return;
  set({ nearDuplicates: { kind: 'searching', of } });
  const isWanted = (): boolean => {
    const now = get().nearDuplicates;
    return now.kind === 'searching' && now.of === of;
  };
  try {
    const texts: string[] = [];
    for await (const rows of readRows(context, allPlaces(context))) {
      if (!isWanted()) return;
      for (const { sample } of rows) texts.push(sample.input);
    }
    const pairs = await deps.corpusWorker.findNearDuplicates(texts, OPTIONS);
    const places = new Set(pairs.flatMap(({ first, second }) => [first, second]));
    if (isWanted()) set({ nearDuplicates: { kind: 'ready', of, places: Uint32Array.from(places).sort() } });
  } catch (thrown) {
    if (isWanted()) set({ nearDuplicates: { kind: 'failed', of, failure: toFailure(thrown) } });
  }
}

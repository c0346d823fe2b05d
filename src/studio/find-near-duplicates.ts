import { toFailure } from '../core/failure.ts';
import type { SampleTexts } from './state.ts';
import type { StudioContext } from './studio-context.ts';

/** From here on two texts are told as nearly the same, as the check of a corpus tells them. */
const OPTIONS = { minSimilarity: 0.8, seed: 1 };

/** Looks in the corpus's thread for samples whose text nearly stands elsewhere too. */
export async function findNearDuplicates({ get, set, deps }: StudioContext): Promise<void> {
  const { corpus, samples, sampleOptions, nearDuplicates } = get();
  if (corpus.kind !== 'ready') return;
  const of: SampleTexts = { imported: corpus.imported, sampleOptions };
  const isKnown = nearDuplicates.kind === 'searching' || nearDuplicates.kind === 'ready';
  if (isKnown && areSameTexts(nearDuplicates.of, of)) return;
  set({ nearDuplicates: { kind: 'searching', of } });
  const isWanted = (): boolean => {
    const now = get().nearDuplicates;
    return now.kind === 'searching' && now.of === of;
  };
  try {
    const texts = samples.map(({ input }) => input);
    const pairs = await deps.corpusWorker.findNearDuplicates(texts, OPTIONS);
    const places = new Set(pairs.flatMap(({ first, second }) => [first, second]));
    const sampleIds = new Set(samples.flatMap(({ id }, place) => (places.has(place) ? [id] : [])));
    if (isWanted()) set({ nearDuplicates: { kind: 'ready', of, sampleIds } });
  } catch (thrown) {
    if (isWanted()) set({ nearDuplicates: { kind: 'failed', of, failure: toFailure(thrown) } });
  }
}

function areSameTexts(one: SampleTexts, other: SampleTexts): boolean {
  return one.imported === other.imported && one.sampleOptions === other.sampleOptions;
}

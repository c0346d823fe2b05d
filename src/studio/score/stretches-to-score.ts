import type { PlacedSample } from '../../storage/contract/sample-answers.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Enough to make batches of equal lengths of; few enough to have in memory. */
const SAMPLES_PER_STRETCH = 4000;

/**
 * What a run reads, through the corpus, a stretch at a time; the next one is asked for when the scores of the last are
 * on the disk. Then what people edited meanwhile, until nothing waits.
 */
export async function* stretchesToScore({
  deps,
  session: { scoringAnew: anew },
}: Pick<StudioContext, 'deps' | 'session'>): AsyncGenerator<readonly PlacedSample[]> {
  const edited = new Set<string>();
  for (let [pass, readCount] = [0, 1]; readCount > 0; pass += 1) {
    readCount = 0;
    const isFirst = pass === 0;
    const done = isFirst ? anew?.done : edited;
    for (let from = 0; ;) {
      const of = isFirst && anew !== undefined ? 'all' : 'waiting';
      const placed = await deps.samples.unscored(from, SAMPLES_PER_STRETCH, of);
      const last = placed.at(-1);
      if (last === undefined) break;
      from = last.place + 1;
      const left = placed.filter(({ sample }) => done?.has(sample.contentHash) !== true);
      if (left.length === 0) continue;
      readCount += left.length;
      if (!isFirst) for (const { sample } of left) edited.add(sample.contentHash);
      yield left;
    }
  }
}

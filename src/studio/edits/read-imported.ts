import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import { passageKey } from '../../core/annotations/current-corpus.ts';
import type { Passage } from '../../core/corpus/corpus.ts';
import { importedOf } from '../state/opened-samples.ts';
import type { StudioContext } from '../state/studio-context.ts';

const PASSAGES_PER_MESSAGE = 200;

/**
 * Passages as the files have them, by `passageKey`; undefined where the corpus does not have one. Those that are looked
 * at are in memory. Rejects with a `FailureError`.
 */
export async function readImported(
  { get, deps }: StudioContext,
  refs: readonly PassageRef[],
): Promise<ReadonlyMap<string, Passage | undefined>> {
  const passages = new Map<string, Passage | undefined>(importedOf(get()));
  if (get().corpus.kind !== 'ready') return passages;
  const missing = new Map(refs.map((ref) => [passageKey(ref), ref]));
  for (const key of passages.keys()) missing.delete(key);
  const asked = [...missing];
  for (let from = 0; from < asked.length; from += PASSAGES_PER_MESSAGE) {
    const some = asked.slice(from, from + PASSAGES_PER_MESSAGE);
    const read = await deps.samples.imported(some.map(([, ref]) => ref));
    for (const [index, [key]] of some.entries()) passages.set(key, read[index]);
  }
  return passages;
}

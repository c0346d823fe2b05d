import type { CorpusEdits } from '../../core/annotations/current-corpus.ts';
import { withEdits } from '../state/opened-samples.ts';
import type { StudioState } from '../state/state.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Puts edits and marks on the screen: the samples that are looked at are made anew, the others lie in the storage thread. */
export function showEdits({ get, set }: StudioContext, edits: CorpusEdits, marks: StudioState['marks']): void {
  set({ edits, marks, opened: withEdits(get(), { edits, marks }) });
}

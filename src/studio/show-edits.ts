import type { CorpusEdits } from '../core/annotations/current-corpus.ts';
import { withEdits } from './opened-samples.ts';
import type { StudioContext } from './studio-context.ts';

/** Puts edits on the screen: the samples that are looked at are made anew, the others lie in the storage thread. */
export function showEdits({ get, set }: StudioContext, edits: CorpusEdits): void {
  set({ edits, opened: withEdits(get(), edits, get().edits) });
}

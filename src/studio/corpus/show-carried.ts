import { passageKey, withState } from '../../core/annotations/current-corpus.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Puts on the screen what the storage thread wrote down while it made the samples anew. */
export function showCarried({ get, set }: Pick<StudioContext, 'get' | 'set'>, records: readonly ReviewRecord[]): void {
  if (records.length === 0) return;
  const decisions = new Map(get().decisions);
  const notes = new Map(get().notes);
  const marks = new Map(get().marks);
  const edits = new Map(get().edits);
  for (const record of records) {
    if (record.kind === 'decision') put(decisions, record);
    else if (record.kind === 'note') put(notes, record);
    else if (record.kind === 'mark') put(marks, record);
    else if (record.kind === 'mention') {
      const key = passageKey(record.passage);
      const ofPassage = withState(edits.get(key), record.mentionId, record.state);
      if (ofPassage === undefined) edits.delete(key);
      else edits.set(key, ofPassage);
    }
  }
  set({ decisions, notes, marks, edits });
}

function put<Of>(
  map: Map<string, Of>,
  { sampleId, after }: { readonly sampleId: string; readonly after: Of | undefined },
) {
  if (after === undefined) map.delete(sampleId);
  else map.set(sampleId, after);
}

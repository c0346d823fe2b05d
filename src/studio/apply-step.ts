import type { MentionChange } from '../core/annotations/annotation-edit.ts';
import { applyChanges } from '../core/annotations/apply-changes.ts';
import type { ReviewChange, ReviewRecord, ReviewStep } from '../core/project/review-step.ts';
import { findImportedPassage, showEdits } from './show-edits.ts';
import type { StudioContext } from './studio-context.ts';

/** Makes every change's `after` true, on the screen at once and on the disk in one transaction with the history. */
export async function applyStep(
  context: StudioContext,
  changes: readonly ReviewChange[],
  history: { readonly undo: readonly ReviewStep[]; readonly redo: readonly ReviewStep[] },
): Promise<void> {
  const { get, set, deps, saver, session } = context;
  const decisions = new Map(get().decisions);
  const notes = new Map(get().notes);
  const mentions: MentionChange[] = [];
  const records: ReviewRecord[] = [];
  for (const change of changes) {
    switch (change.kind) {
      case 'decision':
        put(decisions, change.sampleId, change.after);
        records.push({ kind: 'decision', sampleId: change.sampleId, after: change.after });
        break;
      case 'note':
        put(notes, change.sampleId, change.after);
        records.push({ kind: 'note', sampleId: change.sampleId, after: change.after });
        break;
      case 'mention':
        mentions.push(change);
        break;
      default:
        change satisfies never;
    }
  }
  set({ decisions, notes, ...history });
  if (mentions.length > 0) {
    const applied = applyChanges(get().edits, mentions, (passage) => findImportedPassage(context, passage));
    records.push(...applied.records.map((record): ReviewRecord => ({ kind: 'mention', ...record })));
    showEdits(context, applied.edits, [...new Set(mentions.map(({ passage }) => passage.documentId))]);
  }
  session.unsavedRecords = [...session.unsavedRecords, ...records];
  await saver.save('review', async () => {
    const unsaved = session.unsavedRecords;
    const { undo, redo } = get();
    await deps.store.saveStep(unsaved, undo, redo);
    session.unsavedRecords = session.unsavedRecords.slice(unsaved.length);
  });
}

function put<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

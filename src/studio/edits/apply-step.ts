import type { MentionChange, PassageRef } from '../../core/annotations/annotation-edit.ts';
import { applyChanges } from '../../core/annotations/apply-changes.ts';
import { passageKey, recordsOf } from '../../core/annotations/current-corpus.ts';
import type { Passage } from '../../core/corpus/corpus.ts';
import { changeConflicts, type ConflictChange } from '../../core/merge/merge-conflict.ts';
import type { ReviewChange, ReviewRecord, ReviewStep } from '../../core/merge/review-step.ts';
import { importedOf } from '../state/opened-samples.ts';
import { readImported } from './read-imported.ts';
import { reportNotice } from '../state/report-notice.ts';
import { refreshSamples } from '../state/refresh-samples.ts';
import { showEdits } from './show-edits.ts';
import type { MergedCopy } from '../state/slices/merge-slice.ts';
import type { StudioState } from '../state/state.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Under this key the saver knows what people decide, note and edit. */
export const REVIEW_KEY = 'review';

/** What an act does, and the history behind it. */
export interface Act {
  readonly changes: readonly ReviewChange[];
  readonly undo: readonly ReviewStep[];
  readonly redo: readonly ReviewStep[];
  /** Both sides of the merge that the act is, in place of those there were; they stay when it is taken back. */
  readonly copies?: readonly MergedCopy[];
}

/**
 * Makes every change's `after` true, on the screen at once and on the disk in one transaction with the history. An act
 * on mentions that are not looked at reads their passages first, and acts behind it wait for it; `actOf` says what is
 * to be done once it is its turn.
 */
export async function applyStep(context: StudioContext, actOf: (state: StudioState) => Act | undefined): Promise<void> {
  const { get, saver, session } = context;
  if (session.stepTurn === undefined) {
    const act = actOf(get());
    if (act === undefined) return;
    const imported = importedOf(get());
    if (passagesOf(act.changes).every((passage) => imported.has(passageKey(passage)))) {
      await perform(context, act, imported);
      return;
    }
  }
  // From the key on, and not only from when it is its turn, not all is saved.
  const announced = saver.announce();
  const turn = (session.stepTurn ?? Promise.resolve()).then(() => performInTurn(context, actOf)).finally(announced);
  session.stepTurn = turn;
  try {
    await turn;
  } finally {
    if (session.stepTurn === turn) session.stepTurn = undefined;
  }
}

async function performInTurn(context: StudioContext, actOf: (state: StudioState) => Act | undefined): Promise<void> {
  const act = actOf(context.get());
  if (act === undefined) return;
  try {
    await perform(context, act, await readImported(context, passagesOf(act.changes)));
  } catch (thrown) {
    reportNotice(context, 'act-failed', thrown);
  }
}

function passagesOf(changes: readonly ReviewChange[]): readonly PassageRef[] {
  return changes.flatMap((change) => (change.kind === 'mention' ? [change.passage] : []));
}

async function perform(
  context: StudioContext,
  { changes, undo, redo, copies = context.get().copies }: Act,
  imported: ReadonlyMap<string, Passage | undefined>,
): Promise<void> {
  const { get, set, deps, saver, session } = context;
  const decisions = new Map(get().decisions);
  const notes = new Map(get().notes);
  const marks = new Map(get().marks);
  let hasMarks = false;
  const mentions: MentionChange[] = [];
  const conflictChanges: ConflictChange[] = [];
  const { selection: heldBefore } = get();
  let selection = heldBefore;
  const records: ReviewRecord[] = [];
  const versions: ReviewRecord[] = [];
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
      case 'mark':
        hasMarks = true;
        put(marks, change.sampleId, change.after);
        records.push({ kind: 'mark', sampleId: change.sampleId, after: change.after });
        break;
      case 'mention':
        mentions.push(change);
        break;
      case 'conflict':
        conflictChanges.push(change);
        break;
      case 'selection':
        selection = change.after;
        records.push({ kind: 'selection', after: change.after });
        break;
      case 'versions':
        versions.push({ kind: 'versions', ...change.after });
        break;
      default:
        change satisfies never;
    }
  }
  const applied = applyChanges(get().edits, mentions, (passage) => imported.get(passageKey(passage)));
  records.push(...applied.records.map((record): ReviewRecord => ({ kind: 'mention', ...record })));
  const lists = changeConflicts(get(), conflictChanges);
  if (conflictChanges.length > 0) {
    for (const { conflict, after } of conflictChanges) records.push({ kind: 'conflict', conflict, after });
    records.push({ kind: 'setting', key: 'conflicts', value: lists.conflicts });
    records.push({ kind: 'setting', key: 'settledConflicts', value: lists.settledConflicts });
  }
  if (copies !== get().copies) {
    const stored = copies.map(({ name, edits }) => ({ name, mentionEdits: recordsOf(edits) }));
    records.push({ kind: 'setting', key: 'copies', value: stored });
  }
  // Behind the records whose versions they say.
  session.unsavedRecords = [...session.unsavedRecords, ...records, ...versions];
  session.unsavedActCount += 1;
  // On its way to the disk before the screen is drawn, which takes longer.
  const saved = saver.save(REVIEW_KEY, async () => {
    const [unsaved, actCount] = [session.unsavedRecords, session.unsavedActCount];
    await deps.store.saveStep(unsaved, undo, redo);
    session.unsavedRecords = session.unsavedRecords.slice(unsaved.length);
    // None where the corpus was closed meanwhile.
    session.unsavedActCount = Math.max(0, session.unsavedActCount - actCount);
  });
  const isDoneNow = get().notice?.code === 'act-failed';
  const { conflicts, settledConflicts } = lists;
  if (isDoneNow) set({ notice: undefined });
  set({ decisions, notes, undo, redo, copies, conflicts, settledConflicts });
  if (selection !== heldBefore) {
    // What Select shows is the rule of the selection that holds, also when an act is taken back.
    set({ selection, ...(selection && { selectionOptions: selection.rule }) });
  }
  if (mentions.length > 0 || hasMarks) showEdits(context, applied.edits, marks);
  await saved;
  // Saved is what is on the disk, whether it is counted yet or not.
  if (selection !== heldBefore) void refreshSamples(context, 'ranks');
  await refreshSamples(context, mentions.length > 0 || hasMarks ? 'mentions' : 'decisions');
}

function put<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

import type { PassageRef } from '../core/annotations/annotation-edit.ts';
import type { MentionRecord } from '../core/annotations/apply-changes.ts';
import type { CorpusEdits } from '../core/annotations/current-corpus.ts';
import { passageKey, recordsOf, uniqueMentions } from '../core/annotations/current-corpus.ts';
import { isSameMention } from '../core/annotations/stand-mention.ts';
import type { Mention, Passage } from '../core/corpus/corpus.ts';
import { canonicalText } from '../core/project/canonical-text.ts';
import {
  conflictKey,
  type ConflictState,
  type ListedConflict,
  listedConflicts,
  type MergeConflict,
  subjectOf,
  takenDecision,
} from '../core/project/merge-conflict.ts';
import { mergeReviews, type ReviewState } from '../core/project/merge-reviews.ts';
import type { ReviewChange } from '../core/project/review-step.ts';
import type { StudioState } from './state.ts';

/** Passages as the file has them, by `passageKey`; all that a merge or a conflict is about. */
export type Imported = ReadonlyMap<string, Passage | undefined>;

/** What has to change here so that the project is united with the other copy. */
export function mergeChanges(state: StudioState, theirs: ReviewState, imported: Imported): readonly ReviewChange[] {
  const { decisions, notes, marks, edits } = state;
  const ours = {
    decisions: [...decisions.values()],
    notes: [...notes.values()],
    marks: [...marks.values()],
    mentionEdits: recordsOf(edits),
    conflicts: listedConflicts(state),
  };
  const merged = mergeReviews(ours, theirs, (passage, mentionId) => isImported(imported, passage, mentionId));
  const changes: ReviewChange[] = [];
  for (const after of merged.decisions) {
    const before = decisions.get(after.sampleId);
    if (!isSame(before, after)) changes.push({ kind: 'decision', sampleId: after.sampleId, before, after });
  }
  for (const after of merged.notes) {
    const before = notes.get(after.sampleId);
    if (!isSame(before, after)) changes.push({ kind: 'note', sampleId: after.sampleId, before, after });
  }
  for (const after of merged.marks) {
    const before = marks.get(after.sampleId);
    if (!isSame(before, after)) changes.push({ kind: 'mark', sampleId: after.sampleId, before, after });
  }
  const wanted = new Set<string>();
  for (const { passage, mentionId, state: edit } of merged.mentionEdits) {
    wanted.add(JSON.stringify([passage.documentId, passage.passageId, mentionId]));
    if (edit.kind === 'as-imported') continue;
    const before = edits.get(passageKey(passage))?.get(mentionId);
    if (!isSame(before, edit)) changes.push(mentionChange(edits, imported, { passage, mentionId, state: edit }));
  }
  // Added here, and in the merged project under another id or not at all.
  for (const { passage, mentionId } of recordsOf(edits)) {
    if (wanted.has(JSON.stringify([passage.documentId, passage.passageId, mentionId]))) continue;
    changes.push(mentionChange(edits, imported, { passage, mentionId, state: { kind: 'deleted' } }));
  }
  return [...changes, ...conflictChanges(ours.conflicts, merged.conflicts)];
}

function conflictChanges(
  ours: readonly ListedConflict[],
  merged: readonly ListedConflict[],
): readonly (ReviewChange & { readonly kind: 'conflict' })[] {
  const gone = new Map(ours.map((each) => [conflictKey(each.conflict), each]));
  const changes = merged.flatMap(({ conflict, state: after }) => {
    const key = conflictKey(conflict);
    const before = gone.get(key)?.state;
    gone.delete(key);
    return isSame(before, after) ? [] : [{ kind: 'conflict' as const, conflict, before, after }];
  });
  const left = [...gone.values()].map(({ conflict, state: before }) => {
    return { kind: 'conflict' as const, conflict, before, after: undefined };
  });
  return [...changes, ...left];
}

/** What settles an open conflict; `by` says who does it, and when by their clock. */
export function settleChanges(
  state: StudioState,
  {
    conflict: asked,
    choice,
    by,
  }: {
    readonly conflict: MergeConflict;
    readonly choice: 'keep' | 'take';
    readonly by: { readonly author: string; readonly nowMs: number; readonly reason: string | undefined };
  },
  imported: Imported,
): readonly ReviewChange[] | undefined {
  const { author, nowMs, reason } = by;
  const listed = findListed(state, asked);
  if (listed?.state.kind !== 'open') return undefined;
  const { conflict, state: before } = listed;
  // Later than all that it decides on, whatever the clocks of two machines say.
  const past = [before.reopenedAtMs ?? 0];
  if (conflict.kind === 'decision') {
    const { standing, other, sampleId } = conflict;
    past.push(standing.decidedAtMs, other.decidedAtMs, state.decisions.get(sampleId)?.decidedAtMs ?? 0);
  }
  const atMs = Math.max(nowMs, ...past.map((each) => each + 1));
  const after = { kind: 'settled' as const, choice, author, atMs, ...(reason !== undefined && { reason }) };
  const settled: ReviewChange = { kind: 'conflict', conflict, before, after };
  if (choice === 'keep') return [settled];
  if (conflict.kind === 'decision') {
    const { sampleId, other } = conflict;
    const standing = state.decisions.get(sampleId);
    return [{ kind: 'decision', sampleId, before: standing, after: takenDecision(other, after) }, settled];
  }
  return [...changesOfMentions(state, { conflict, side: 'other' }, imported), settled];
}

/** What puts a settled conflict back on the list, and what stood before it back in its place. */
export function reopenChanges(
  state: StudioState,
  { conflict: asked, nowMs }: { readonly conflict: MergeConflict; readonly nowMs: number },
  imported: Imported,
): readonly ReviewChange[] | undefined {
  const listed = findListed(state, asked);
  if (listed?.state.kind !== 'settled') return undefined;
  const { conflict, state: before } = listed;
  const after: ConflictState = { kind: 'open', reopenedAtMs: Math.max(nowMs, before.atMs + 1) };
  const reopened: ReviewChange = { kind: 'conflict', conflict, before, after };
  if (before.choice === 'keep') return [reopened];
  if (conflict.kind === 'decision') {
    const { sampleId, standing } = conflict;
    return [{ kind: 'decision', sampleId, before: state.decisions.get(sampleId), after: standing }, reopened];
  }
  return [...changesOfMentions(state, { conflict, side: 'standing' }, imported), reopened];
}

function findListed(state: StudioState, asked: MergeConflict): ListedConflict | undefined {
  const [subject, key] = [subjectOf(asked), conflictKey(asked)];
  const isMeant = (conflict: MergeConflict): boolean =>
    subjectOf(conflict) === subject && conflictKey(conflict) === key;
  const [listed] = listedConflicts({
    conflicts: state.conflicts.filter(isMeant),
    settledConflicts: state.settledConflicts.filter(({ conflict }) => isMeant(conflict)),
  });
  return listed;
}

function changesOfMentions(
  { edits }: StudioState,
  of: { readonly conflict: Exclude<MergeConflict, { kind: 'decision' }>; readonly side: 'standing' | 'other' },
  imported: Imported,
): readonly ReviewChange[] {
  const { conflict, side } = of;
  const { passage } = conflict;
  if (conflict.kind === 'mention') {
    return [mentionChange(edits, imported, { passage, mentionId: conflict.mentionId, state: conflict[side] })];
  }
  const { one } = conflict;
  const ofPassage = edits.get(passageKey(passage));
  // A merge may have given it another id.
  const there = [...(ofPassage ?? [])].find(([, edit]) => edit.kind === 'put' && isSameMention(edit.mention, one));
  if (side === 'other') {
    if (there === undefined) return [];
    return [mentionChange(edits, imported, { passage, mentionId: there[0], state: { kind: 'deleted' } })];
  }
  if (there !== undefined) return [];
  let { id } = one;
  for (let count = 2; ofPassage?.has(id) === true; count += 1) id = `${one.id}#${count}`;
  const put = { kind: 'put' as const, mention: { ...one, id } };
  return [mentionChange(edits, imported, { passage, mentionId: id, state: put })];
}

function isImported(imported: Imported, passage: PassageRef, mentionId: string): boolean {
  return importedMention(imported, { passage, mentionId }) !== undefined;
}

function importedMention(
  imported: Imported,
  { passage, mentionId }: Pick<MentionRecord, 'passage' | 'mentionId'>,
): Mention | undefined {
  const found = imported.get(passageKey(passage));
  return found && uniqueMentions(found).find(({ id }) => id === mentionId);
}

function mentionChange(edits: CorpusEdits, imported: Imported, record: MentionRecord): ReviewChange {
  const { passage, mentionId, state } = record;
  return {
    kind: 'mention',
    passage,
    mentionId,
    before: currentMention(edits, imported, record),
    after: state.kind === 'put' ? state.mention : undefined,
  };
}

function currentMention(edits: CorpusEdits, imported: Imported, record: MentionRecord): Mention | undefined {
  const edit = edits.get(passageKey(record.passage))?.get(record.mentionId);
  if (edit !== undefined) return edit.kind === 'put' ? edit.mention : undefined;
  return importedMention(imported, record);
}

function isSame(one: object | undefined, other: object | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalText(one) === canonicalText(other);
}

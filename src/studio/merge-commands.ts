import type { PassageRef } from '../core/annotations/annotation-edit.ts';
import type { MentionRecord } from '../core/annotations/apply-changes.ts';
import type { CorpusEdits, MentionEdit } from '../core/annotations/current-corpus.ts';
import { editsOf, passageKey } from '../core/annotations/current-corpus.ts';
import type { Mention } from '../core/corpus/corpus.ts';
import { FailureError, toFailure } from '../core/failure.ts';
import { canonicalText } from '../core/project/canonical-text.ts';
import { type MergeConflict, type MergedReviews, mergeReviews } from '../core/project/merge-reviews.ts';
import type { ReviewChange } from '../core/project/review-step.ts';
import type { ProjectCopy } from '../storage/peek-project.ts';
import { DEFAULT_AUTHOR } from './defaults.ts';
import { settle } from './project-commands.ts';
import { act } from './review-commands.ts';
import { saveSetting } from './save-settings.ts';
import { findImportedPassage } from './show-edits.ts';
import type { MergedCopy, SettledConflict } from './state.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

type MergeCommands = Pick<StudioCommands, 'mergeProjectFile' | 'settleConflict' | 'reopenConflict'>;

export function createMergeCommands(context: StudioContext): MergeCommands {
  const { get, set, deps } = context;
  return {
    mergeProjectFile: async (file) => {
      set({ projectFailure: undefined, mergeReport: undefined });
      try {
        if (!(await settle(context))) return;
        const name = file.name.replace(/\.[^.]+$/u, '');
        const copy = await deps.projects.peek(new Uint8Array(await file.arrayBuffer()));
        requireSameTexts(copy);
        await merge(context, name, copy);
      } catch (thrown) {
        set({ projectFailure: toFailure(thrown) });
      }
    },
    settleConflict: async (conflict, choice, reason) => {
      const left = get().conflicts.filter((each) => each !== conflict);
      const settled: SettledConflict = {
        conflict,
        choice,
        author: get().author ?? DEFAULT_AUTHOR,
        atMs: deps.now(),
        ...(reason !== undefined && { reason }),
      };
      const settledConflicts = [...get().settledConflicts, settled];
      set({ conflicts: left, settledConflicts });
      if (choice === 'take') {
        const changes = changesFor(context, conflict, 'other');
        await act(context, { label: 'Take the other side of a conflict', reason }, changes);
      }
      await saveConflicts(context);
    },
    reopenConflict: async (settled) => {
      const { conflict, choice } = settled;
      if (!get().settledConflicts.includes(settled)) return;
      set({
        conflicts: [...get().conflicts, conflict],
        settledConflicts: get().settledConflicts.filter((each) => each !== settled),
      });
      if (choice === 'take') {
        const changes = changesFor(context, conflict, 'standing');
        await act(context, { label: 'Reopen a conflict', reason: undefined }, changes);
      }
      await saveConflicts(context);
    },
  };
}

async function saveConflicts(context: StudioContext): Promise<void> {
  const { conflicts, settledConflicts } = context.get();
  await saveSetting(context, 'conflicts', conflicts);
  await saveSetting(context, 'settledConflicts', settledConflicts);
}

function requireSameTexts({ sharedCount, differing }: ProjectCopy): void {
  const [first] = differing;
  if (first !== undefined) {
    const detail = `${differing.length} documents have other texts in the two, ${first} first`;
    throw new FailureError({ code: 'projects-differ', detail });
  }
  if (sharedCount === 0) throw new FailureError({ code: 'projects-differ', detail: 'no document is in both' });
}

async function merge(context: StudioContext, name: string, copy: ProjectCopy): Promise<void> {
  const { get, set } = context;
  const copies = withCopies(context, name, copy.review.mentionEdits);
  const { decisions, notes, edits } = get();
  const ours = { decisions: [...decisions.values()], notes: [...notes.values()], mentionEdits: recordsOf(edits) };
  const merged = mergeReviews(ours, copy.review, (passage, mentionId) => isImported(context, passage, mentionId));
  const changes = changesTo(context, merged);
  const count = (kind: ReviewChange['kind']): number => changes.filter((change) => change.kind === kind).length;
  await act(context, { label: `Merge “${name}”`, reason: undefined }, changes);
  const conflicts = [...get().conflicts, ...merged.conflicts];
  set({
    conflicts,
    copies,
    mergeReport: {
      name,
      decisionCount: count('decision'),
      noteCount: count('note'),
      mentionCount: count('mention'),
      conflictCount: merged.conflicts.length,
      onlyThereCount: copy.onlyThereCount,
    },
  });
  await saveSetting(context, 'conflicts', conflicts);
  const stored = copies.map((each) => ({ name: each.name, mentionEdits: recordsOf(each.edits) }));
  await saveSetting(context, 'copies', stored);
}

/** Both sides as they were before the merge; a copy of the same name is a newer one of the same person. */
function withCopies({ get }: StudioContext, name: string, theirs: readonly MentionRecord[]): readonly MergedCopy[] {
  const { copies, edits } = get();
  const fresh = [
    { name: `Before “${name}”`, edits },
    { name, edits: editsOf(theirs) },
  ];
  return [...copies.filter((each) => fresh.every((one) => one.name !== each.name)), ...fresh];
}

function recordsOf(edits: CorpusEdits): readonly MentionRecord[] {
  return [...edits].flatMap(([key, ofPassage]) => {
    const [documentId = '', passageId = '']: readonly string[] = JSON.parse(key);
    return [...ofPassage].map(([mentionId, state]) => ({ passage: { documentId, passageId }, mentionId, state }));
  });
}

function isImported(context: StudioContext, passage: PassageRef, mentionId: string): boolean {
  return findImportedPassage(context, passage)?.mentions.some(({ id }) => id === mentionId) ?? false;
}

/** What has to change here so that the project is the merged one. */
function changesTo(context: StudioContext, merged: MergedReviews): readonly ReviewChange[] {
  const { decisions, notes, edits } = context.get();
  const changes: ReviewChange[] = [];
  for (const after of merged.decisions) {
    const before = decisions.get(after.sampleId);
    if (!isSame(before, after)) changes.push({ kind: 'decision', sampleId: after.sampleId, before, after });
  }
  for (const after of merged.notes) {
    const before = notes.get(after.sampleId);
    if (!isSame(before, after)) changes.push({ kind: 'note', sampleId: after.sampleId, before, after });
  }
  const wanted = new Set<string>();
  for (const { passage, mentionId, state } of merged.mentionEdits) {
    wanted.add(JSON.stringify([passage.documentId, passage.passageId, mentionId]));
    if (state.kind === 'as-imported') continue;
    const before = edits.get(passageKey(passage))?.get(mentionId);
    if (!isSame(before, state)) changes.push(mentionChange(context, { passage, mentionId }, state));
  }
  // Added here under an id that the merged project does not have: it stands there under another one.
  for (const { passage, mentionId } of recordsOf(edits)) {
    if (wanted.has(JSON.stringify([passage.documentId, passage.passageId, mentionId]))) continue;
    changes.push(mentionChange(context, { passage, mentionId }, { kind: 'deleted' }));
  }
  return changes;
}

/** What makes one of a conflict's sides the one that stands. */
function changesFor(
  context: StudioContext,
  conflict: MergeConflict,
  side: 'standing' | 'other',
): readonly ReviewChange[] {
  switch (conflict.kind) {
    case 'decision': {
      const { sampleId } = conflict;
      return [{ kind: 'decision', sampleId, before: context.get().decisions.get(sampleId), after: conflict[side] }];
    }
    case 'mention':
      return [mentionChange(context, conflict, conflict[side])];
    case 'overlap': {
      const { passage, one } = conflict;
      const state: MentionEdit = side === 'other' ? { kind: 'deleted' } : { kind: 'put', mention: one };
      return [mentionChange(context, { passage, mentionId: one.id }, state)];
    }
    default:
      return conflict satisfies never;
  }
}

function mentionChange(
  context: StudioContext,
  { passage, mentionId }: { readonly passage: PassageRef; readonly mentionId: string },
  state: MentionEdit,
): ReviewChange {
  return {
    kind: 'mention',
    passage,
    mentionId,
    before: currentMention(context, passage, mentionId),
    after: state.kind === 'put' ? state.mention : undefined,
  };
}

function currentMention(context: StudioContext, passage: PassageRef, mentionId: string): Mention | undefined {
  const edit = context.get().edits.get(passageKey(passage))?.get(mentionId);
  if (edit !== undefined) return edit.kind === 'put' ? edit.mention : undefined;
  return findImportedPassage(context, passage)?.mentions.find(({ id }) => id === mentionId);
}

function isSame(one: object | undefined, other: object | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalText(one) === canonicalText(other);
}

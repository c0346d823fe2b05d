import type { PassageRef } from '../core/annotations/annotation-edit.ts';
import type { MentionRecord } from '../core/annotations/apply-changes.ts';
import type { CorpusEdits, MentionEdit } from '../core/annotations/current-corpus.ts';
import { editsOf, passageKey } from '../core/annotations/current-corpus.ts';
import type { Mention, Passage } from '../core/corpus/corpus.ts';
import { FailureError, toFailure } from '../core/failure.ts';
import { canonicalText } from '../core/project/canonical-text.ts';
import { type MergeConflict, type MergedReviews, mergeReviews } from '../core/project/merge-reviews.ts';
import type { ReviewChange } from '../core/project/review-step.ts';
import type { ProjectCopy } from '../storage/peek-project.ts';
import { DEFAULT_AUTHOR } from './defaults.ts';
import { settle } from './leave-project.ts';
import { act } from './review-commands.ts';
import { saveSetting } from './save-settings.ts';
import { readImported } from './read-imported.ts';
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
        // Until all of it is on its way to the disk, not all is saved.
        const announced = context.saver.announce();
        await merge(context, name, copy).finally(announced);
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
      const saved = saveConflicts(context);
      if (choice === 'take') {
        const changes = await changesFor(context, conflict, 'other');
        await act(context, { label: 'Take the other side of a conflict', reason }, changes);
      }
      await saved;
    },
    reopenConflict: async (settled) => {
      const { conflict, choice } = settled;
      if (!get().settledConflicts.includes(settled)) return;
      set({
        conflicts: [...get().conflicts, conflict],
        settledConflicts: get().settledConflicts.filter((each) => each !== settled),
      });
      const saved = saveConflicts(context);
      if (choice === 'take') {
        const changes = await changesFor(context, conflict, 'standing');
        await act(context, { label: 'Reopen a conflict', reason: undefined }, changes);
      }
      await saved;
    },
  };
}

async function saveConflicts(context: StudioContext): Promise<void> {
  const { conflicts, settledConflicts } = context.get();
  await Promise.all([
    saveSetting(context, 'conflicts', conflicts),
    saveSetting(context, 'settledConflicts', settledConflicts),
  ]);
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
  const edited = [...ours.mentionEdits, ...copy.review.mentionEdits].map(({ passage }) => passage);
  const imported = await readImported(context, edited);
  const merged = mergeReviews(ours, copy.review, (passage, mentionId) => isImported(imported, passage, mentionId));
  const changes = changesTo(context, merged, imported);
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

type Imported = ReadonlyMap<string, Passage | undefined>;

function isImported(imported: Imported, passage: PassageRef, mentionId: string): boolean {
  return imported.get(passageKey(passage))?.mentions.some(({ id }) => id === mentionId) ?? false;
}

/** What has to change here so that the project is the merged one. */
function changesTo(context: StudioContext, merged: MergedReviews, imported: Imported): readonly ReviewChange[] {
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
    if (!isSame(before, state)) changes.push(mentionChange(edits, imported, { passage, mentionId, state }));
  }
  // Added here under an id that the merged project does not have: it stands there under another one.
  for (const { passage, mentionId } of recordsOf(edits)) {
    if (wanted.has(JSON.stringify([passage.documentId, passage.passageId, mentionId]))) continue;
    changes.push(mentionChange(edits, imported, { passage, mentionId, state: { kind: 'deleted' } }));
  }
  return changes;
}

/** What makes one of a conflict's sides the one that stands. */
async function changesFor(
  context: StudioContext,
  conflict: MergeConflict,
  side: 'standing' | 'other',
): Promise<readonly ReviewChange[]> {
  const { decisions, edits } = context.get();
  if (conflict.kind === 'decision') {
    const { sampleId } = conflict;
    return [{ kind: 'decision', sampleId, before: decisions.get(sampleId), after: conflict[side] }];
  }
  const { passage } = conflict;
  const imported = await readImported(context, [passage]);
  if (conflict.kind === 'mention') {
    return [mentionChange(edits, imported, { passage, mentionId: conflict.mentionId, state: conflict[side] })];
  }
  const { one } = conflict;
  const state: MentionEdit = side === 'other' ? { kind: 'deleted' } : { kind: 'put', mention: one };
  return [mentionChange(edits, imported, { passage, mentionId: one.id, state })];
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

function currentMention(
  edits: CorpusEdits,
  imported: Imported,
  { passage, mentionId }: Pick<MentionRecord, 'passage' | 'mentionId'>,
): Mention | undefined {
  const key = passageKey(passage);
  const edit = edits.get(key)?.get(mentionId);
  if (edit !== undefined) return edit.kind === 'put' ? edit.mention : undefined;
  return imported.get(key)?.mentions.find(({ id }) => id === mentionId);
}

function isSame(one: object | undefined, other: object | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalText(one) === canonicalText(other);
}

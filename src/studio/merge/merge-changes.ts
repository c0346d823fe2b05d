import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import { passageKey, recordsOf, uniqueMentions } from '../../core/annotations/current-corpus.ts';
import type { Mention } from '../../core/corpus/corpus.ts';
import { canonicalText } from '../../core/merge/canonical-text.ts';
import {
  conflictKey,
  type ConflictSide,
  type ListedConflict,
  listedConflicts,
  mentionSubject,
} from '../../core/merge/merge-conflict.ts';
import { mergeReviews, type ReviewState } from '../../core/merge/merge-reviews.ts';
import type { ReviewChange } from '../../core/merge/review-step.ts';
import { isEqual, listedAncestors } from '../../core/merge/three-way.ts';
import type { CopyComparison } from '../../storage/library/compare-copies.ts';
import { versionKey } from '../../storage/tables/review-versions.ts';
import { type Imported, importedMention, mentionChange } from '../edits/mention-changes.ts';
import type { StudioState } from '../state/state.ts';

/** The copy that is merged, and whose it is. */
export interface OtherCopy {
  readonly review: ReviewState;
  readonly comparison: CopyComparison;
  readonly author: string | undefined;
}

/** What has to change here so that the project is united with the other copy. */
export function mergeChanges(
  state: StudioState,
  { review: theirs, comparison, author }: OtherCopy,
  imported: Imported,
): readonly ReviewChange[] {
  const { decisions, notes, marks, edits } = state;
  const ours = {
    decisions: [...decisions.values()],
    notes: [...notes.values()],
    marks: [...marks.values()],
    mentionEdits: recordsOf(edits),
    conflicts: listedConflicts(state),
  };
  const { ancestors } = comparison;
  const merged = mergeReviews(ours, theirs, {
    imported: importedMentions(imported),
    ancestors: {
      decisions: listedAncestors(ancestors.decisions),
      notes: listedAncestors(ancestors.notes),
      marks: listedAncestors(ancestors.marks),
      mentions: listedAncestors(ancestors.mentions),
      conflicts: listedAncestors(ancestors.conflicts),
    },
    sides: { one: sideOf(comparison.here, state.author), other: sideOf(comparison.there, author) },
  });
  return [
    ...saidChanges(decisions, merged.decisions, (change) => ({ kind: 'decision', ...change })),
    ...saidChanges(notes, merged.notes, (change) => ({ kind: 'note', ...change })),
    ...saidChanges(marks, merged.marks, (change) => ({ kind: 'mark', ...change })),
    ...mentionChanges(state, merged, imported),
    ...conflictChanges(ours.conflicts, merged.conflicts),
  ];
}

/**
 * What the merge has seen of the other copy. What it took from there has the other's versions, so that the two copies
 * know that they have the same.
 */
export function versionsChange(
  changes: readonly ReviewChange[],
  { review, comparison }: Pick<OtherCopy, 'review' | 'comparison'>,
  imported: Imported,
): ReviewChange & { readonly kind: 'versions' } {
  const theirs = valuesOf(review);
  const { times, versions } = comparison;
  const came = changes.flatMap((change) => {
    const said = valueAfter(change, imported);
    return said === undefined || theirs.get(said.key) !== said.value ? [] : (versions.get(said.key) ?? []);
  });
  return { kind: 'versions', before: { times: times.before, came: [] }, after: { times: times.after, came } };
}

/** What a copy has, as its versions say it. */
function valuesOf({ decisions, notes, marks, mentionEdits, conflicts }: ReviewState): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const each of decisions) values.set(versionKey('decision', each.sampleId), canonicalText(each));
  for (const each of notes) values.set(versionKey('note', each.sampleId), canonicalText(each));
  for (const each of marks) values.set(versionKey('mark', each.sampleId), canonicalText(each));
  for (const { passage, mentionId, state } of mentionEdits) {
    values.set(versionKey('mention', mentionSubject(passage, mentionId)), canonicalText(state));
  }
  for (const { conflict, state } of conflicts) {
    values.set(versionKey('conflict', conflictKey(conflict)), canonicalText(state));
  }
  return values;
}

function valueAfter(
  change: ReviewChange,
  imported: Imported,
): { readonly key: string; readonly value: string | undefined } | undefined {
  const text = (value: object | undefined): string | undefined => value && canonicalText(value);
  switch (change.kind) {
    case 'decision':
    case 'note':
    case 'mark':
      return { key: versionKey(change.kind, change.sampleId), value: text(change.after) };
    case 'mention': {
      const { passage, mentionId, after } = change;
      const key = versionKey('mention', mentionSubject(passage, mentionId));
      const original = importedMention(imported, change);
      if (after !== undefined) {
        return { key, value: isEqual(original, after) ? undefined : text({ kind: 'put', mention: after }) };
      }
      const isDeleted = original !== undefined || imported.get(passageKey(passage)) === undefined;
      return { key, value: isDeleted ? text({ kind: 'deleted' }) : undefined };
    }
    case 'conflict':
      return { key: versionKey('conflict', conflictKey(change.conflict)), value: text(change.after) };
    case 'selection':
    case 'versions':
      return undefined;
    default:
      return change satisfies never;
  }
}

function saidChanges<T extends { readonly sampleId: string }>(
  standing: ReadonlyMap<string, T>,
  merged: readonly T[],
  changeOf: (change: {
    readonly sampleId: string;
    readonly before: T | undefined;
    readonly after: T | undefined;
  }) => ReviewChange,
): readonly ReviewChange[] {
  const gone = new Map(standing);
  const changes = merged.flatMap((after) => {
    const { sampleId } = after;
    const before = standing.get(sampleId);
    gone.delete(sampleId);
    return isEqual(before, after) ? [] : [changeOf({ sampleId, before, after })];
  });
  const left = [...gone].map(([sampleId, before]) => changeOf({ sampleId, before, after: undefined }));
  return [...changes, ...left];
}

function mentionChanges(
  { edits }: StudioState,
  { mentionEdits }: ReviewState,
  imported: Imported,
): readonly ReviewChange[] {
  const wanted = new Set<string>();
  const changes: ReviewChange[] = [];
  for (const record of mentionEdits) {
    const { passage, mentionId, state } = record;
    wanted.add(mentionSubject(passage, mentionId));
    if (state.kind === 'as-imported') continue;
    const before = edits.get(passageKey(passage))?.get(mentionId);
    if (!isEqual(before, state)) changes.push(mentionChange(edits, imported, { passage, mentionId, state }));
  }
  // In the merged project as in the file, under another id, or not at all.
  for (const { passage, mentionId } of recordsOf(edits)) {
    if (wanted.has(mentionSubject(passage, mentionId))) continue;
    changes.push(mentionChange(edits, imported, { passage, mentionId, state: { kind: 'as-imported' } }));
  }
  return changes;
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
    return isEqual(before, after) ? [] : [{ kind: 'conflict' as const, conflict, before, after }];
  });
  const left = [...gone.values()].map(({ conflict, state: before }) => {
    return { kind: 'conflict' as const, conflict, before, after: undefined };
  });
  return [...changes, ...left];
}

function importedMentions(imported: Imported): (passage: PassageRef) => ReadonlyMap<string, Mention> | undefined {
  return (passage) => {
    const found = imported.get(passageKey(passage));
    return found && new Map(uniqueMentions(found).map((mention) => [mention.id, mention]));
  };
}

function sideOf(copyId: string, author: string | undefined): ConflictSide {
  return { copyId, ...(author !== undefined && { author }) };
}

import type { PassageRef } from '../annotations/annotation-edit.ts';
import type { MentionEdit } from '../annotations/current-corpus.ts';
import { piecesOf } from '../annotations/stand-mention.ts';
import type { Mention } from '../corpus/corpus.ts';
import type { Decision } from '../selection/selection.ts';
import { canonicalText } from './canonical-text.ts';
import type { SampleNote } from './sample-note.ts';

/** Whose side one side of a conflict is. */
export interface ConflictSide {
  /** The copy in which it stood when the two were merged. */
  readonly copyId: string;
  /** Who worked in that copy; undefined where nobody had said. */
  readonly author?: string;
}

/** Absent where a studio merged that did not write it down. */
interface WithSides {
  readonly sides?: { readonly standing: ConflictSide; readonly other: ConflictSide };
}

/**
 * What two copies changed each in its own way. What stands until someone decides is in the merged project: the side
 * `standing`, of two mentions at one place both.
 */
export type MergeConflict = WithSides &
  (
    | {
        readonly kind: 'decision';
        readonly sampleId: string;
        readonly standing: Decision;
        /** Undefined where the decision was taken back. */
        readonly other: Decision | undefined;
      }
    | {
        readonly kind: 'note';
        readonly sampleId: string;
        readonly standing: SampleNote;
        /** Undefined where the note was removed. */
        readonly other: SampleNote | undefined;
      }
    | {
        readonly kind: 'mention';
        readonly passage: PassageRef;
        readonly mentionId: string;
        readonly standing: MentionEdit;
        readonly other: MentionEdit;
      }
    /** Both put something at the same place, not the same; both stand. */
    | { readonly kind: 'overlap'; readonly passage: PassageRef; readonly one: Mention; readonly other: Mention }
  );

/** Of two mentions at one place `standing` is the one that is named first. `edited`: as the person made it by hand. */
export type ConflictChoice = 'standing' | 'other' | 'both' | 'neither' | 'edited';

/** One that waits for someone to decide; with the time where it was decided on before. */
export type OpenConflict = MergeConflict & { readonly reopenedAtMs?: number };

/** How somebody decided a conflict, and why. */
interface Settlement {
  readonly choice: ConflictChoice;
  readonly author: string;
  readonly authorId?: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly reason?: string;
}

/** A conflict that somebody decided. */
export interface SettledConflict extends Settlement {
  readonly conflict: MergeConflict;
}

/** How it stands with a conflict. */
export type ConflictState =
  { readonly kind: 'open'; readonly reopenedAtMs?: number } | ({ readonly kind: 'settled' } & Settlement);

export interface ListedConflict {
  readonly conflict: MergeConflict;
  readonly state: ConflictState;
}

/** One conflict before and after an act; undefined where it is not listed. */
export interface ConflictChange {
  readonly conflict: MergeConflict;
  readonly before: ConflictState | undefined;
  readonly after: ConflictState | undefined;
}

/** The conflicts of a project as a person sees them: open ones by place, settled ones in the order of settling. */
export interface ConflictLists {
  readonly conflicts: readonly OpenConflict[];
  readonly settledConflicts: readonly SettledConflict[];
}

/** Equal for two conflicts between the same sides. Mentions that people added may have got other ids in a merge. */
export function conflictKey(conflict: MergeConflict): string {
  switch (conflict.kind) {
    case 'decision':
    case 'note': {
      const { kind, sampleId, standing, other } = conflict;
      return canonicalText({ kind, sampleId, standing, other });
    }
    case 'mention': {
      const { kind, passage, mentionId, standing, other } = conflict;
      return canonicalText({ kind, passage, mentionId, standing, other });
    }
    case 'overlap': {
      const { kind, passage, one, other } = conflict;
      return canonicalText({ kind, passage, one: placeOf(one), other: placeOf(other) });
    }
    default:
      return conflict satisfies never;
  }
}

/** The subject of a conflict. Several conflicts may have one subject, between different sides. */
export function subjectOf(conflict: MergeConflict): string {
  switch (conflict.kind) {
    case 'decision':
      return decisionSubject(conflict.sampleId);
    case 'note':
      return noteSubject(conflict.sampleId);
    case 'mention':
      return mentionSubject(conflict.passage, conflict.mentionId);
    case 'overlap':
      return overlapSubject(conflict.passage);
    default:
      return conflict satisfies never;
  }
}

/** The subject of a conflict about a decision. */
export function decisionSubject(sampleId: string): string {
  return JSON.stringify(['decision', sampleId]);
}

/** The subject of a conflict about a note. */
export function noteSubject(sampleId: string): string {
  return JSON.stringify(['note', sampleId]);
}

/** The subject of a conflict about a mention. */
export function mentionSubject({ documentId, passageId }: PassageRef, mentionId: string): string {
  return JSON.stringify(['mention', documentId, passageId, mentionId]);
}

/** The subject of an overlap: the passage, and not its mentions, because their ids may have changed. */
export function overlapSubject({ documentId, passageId }: PassageRef): string {
  return JSON.stringify(['overlap', documentId, passageId]);
}

/** The newer one is greater; of a conflict that is not listed it is the least. */
export function versionOf(state: ConflictState | undefined): number {
  if (state === undefined) return -1;
  return state.kind === 'settled' ? state.atMs : (state.reopenedAtMs ?? 0);
}

/** The decision that somebody made by choosing a side: that side's, and as late as they chose it. */
export function takenDecision(
  side: Decision,
  { author, authorId, atMs, reason }: Pick<Settlement, 'author' | 'authorId' | 'atMs' | 'reason'>,
): Decision {
  const { sampleId, verdict } = side;
  const why = reason ?? side.reason;
  return {
    sampleId,
    verdict,
    decidedAtMs: atMs,
    author,
    ...(authorId !== undefined && { authorId }),
    ...(why !== undefined && { reason: why }),
  };
}

/** Each conflict once; where lists of an older studio have one twice, the newer state. */
export function listedConflicts(lists: ConflictLists): readonly ListedConflict[] {
  const listed = new Map<string, ListedConflict>();
  for (const each of entriesOf(lists)) {
    const key = conflictKey(each.conflict);
    if (versionOf(each.state) >= versionOf(listed.get(key)?.state)) listed.set(key, each);
  }
  return [...listed.values()];
}

/** The lists that a person sees. Their order does not tell in what order the conflicts came. */
export function conflictLists(listed: readonly ListedConflict[]): ConflictLists {
  const inOrder = listed
    .map((each) => ({ ...each, subject: subjectOf(each.conflict) }))
    .toSorted((a, b) => compare(a.subject, b.subject) || compare(conflictKey(a.conflict), conflictKey(b.conflict)));
  const conflicts: OpenConflict[] = [];
  const settledConflicts: SettledConflict[] = [];
  for (const { conflict, state } of inOrder) {
    if (state.kind === 'open') {
      const { reopenedAtMs } = state;
      conflicts.push({ ...conflict, ...(reopenedAtMs !== undefined && { reopenedAtMs }) });
    } else {
      const { kind: _, ...settlement } = state;
      settledConflicts.push({ conflict, ...settlement });
    }
  }
  return { conflicts, settledConflicts: settledConflicts.toSorted((a, b) => a.atMs - b.atMs) };
}

/** The lists after changes. */
export function changeConflicts(lists: ConflictLists, changes: readonly ConflictChange[]): ConflictLists {
  if (changes.length === 0) return lists;
  const subjects = new Set(changes.map(({ conflict }) => subjectOf(conflict)));
  // There may be thousands, and to tell two apart takes a while: only those that may be meant are looked at closely.
  const isUntouched = ({ conflict }: ListedConflict): boolean => !subjects.has(subjectOf(conflict));
  const entries = entriesOf(lists);
  const touched = listedConflicts(conflictLists(entries.filter((each) => !isUntouched(each))));
  const listed = new Map(touched.map((each) => [conflictKey(each.conflict), each]));
  for (const { conflict, after } of changes) {
    const key = conflictKey(conflict);
    if (after === undefined) listed.delete(key);
    else listed.set(key, { conflict, state: after });
  }
  return conflictLists([...entries.filter(isUntouched), ...listed.values()]);
}

function entriesOf({ conflicts, settledConflicts }: ConflictLists): readonly ListedConflict[] {
  return [
    ...conflicts.map(({ reopenedAtMs, ...conflict }): ListedConflict => {
      return { conflict, state: { kind: 'open', ...(reopenedAtMs !== undefined && { reopenedAtMs }) } };
    }),
    ...settledConflicts.map(({ conflict, ...settlement }): ListedConflict => {
      return { conflict, state: { kind: 'settled', ...settlement } };
    }),
  ];
}

function placeOf(mention: Mention): object {
  return { entityType: mention.entityType, pieces: piecesOf(mention) };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

import type { PassageRef } from '../annotations/annotation-edit.ts';
import type { MentionEdit } from '../annotations/current-corpus.ts';
import type { Mention } from '../corpus/corpus.ts';
import type { AnnotationMark } from '../samples/annotation-mark.ts';
import type { Decision } from '../selection/selection.ts';
import type { ConflictSide, ConflictState, MergeConflict } from './merge-conflict.ts';
import type { Copy, SeenConflicts } from './merge-conflict-lists.ts';
import type { SampleNote } from './sample-note.ts';
import type { Ancestors, Changed } from './three-way.ts';

/** What stood when the two copies last had the same of a thing. */
export interface ReviewAncestors {
  /** By sample id, as the next one. */
  readonly decisions: Ancestors<Decision>;
  readonly notes: Ancestors<SampleNote>;
  readonly marks: Ancestors<AnnotationMark>;
  /** By `mentionSubject`. */
  readonly mentions: Ancestors<MentionEdit>;
  /** By `conflictKey`. */
  readonly conflicts: Ancestors<ConflictState>;
}

/** A passage's mentions as the file has them, by id; undefined where the corpus has no such passage. */
export type ImportedMentions = (passage: PassageRef) => ReadonlyMap<string, Mention> | undefined;

export interface HowToMerge {
  readonly imported: ImportedMentions;
  readonly ancestors: ReviewAncestors;
  /** Whose copies they are, for a conflict to say. */
  readonly sides?: Readonly<Record<Copy, ConflictSide>>;
}

export interface Merged<T> {
  readonly merged: readonly T[];
  readonly conflicts: readonly MergeConflict[];
}

export type HowWithSeen = HowToMerge & { readonly seen: SeenConflicts };

/** Chooses whose value holds, with the settled conflicts in mind; `both` where a person has to decide. */
export function chooseSide(
  subject: string,
  { one, other }: { readonly one: object | undefined; readonly other: object | undefined },
  { changed, seen }: { readonly changed: Changed; readonly seen: SeenConflicts },
): Copy | 'both' {
  switch (changed) {
    case 'same':
      return 'one';
    case 'one':
    case 'other':
      // What one of them chose to keep gives way to no change that was made without knowing of it.
      return seen.hasSettled(subject, opposite(changed)) ? 'both' : changed;
    case 'unknown':
      return (one && other && seen.whoHasSeen(subject, one, other)) ?? 'both';
    case 'both':
      return 'both';
    default:
      return changed satisfies never;
  }
}

/** The other copy of the two. */
export function opposite(copy: Copy): Copy {
  return copy === 'one' ? 'other' : 'one';
}

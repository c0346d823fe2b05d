import type { MentionChange } from '../annotations/annotation-edit.ts';
import type { MentionRecord } from '../annotations/apply-changes.ts';
import type { AnnotationMark } from '../samples/annotation-mark.ts';
import type { Decision, StoredSelection } from '../selection/selection.ts';
import type { ConflictChange, ConflictState, MergeConflict } from './merge-conflict.ts';
import type { SeenTime, TakenVersions } from './review-version.ts';
import type { SampleNote } from './sample-note.ts';

/** One thing that a person changed, with what stood before and after; undefined where nothing did. */
export type ReviewChange =
  | {
      readonly kind: 'decision';
      readonly sampleId: string;
      readonly before: Decision | undefined;
      readonly after: Decision | undefined;
    }
  | {
      readonly kind: 'note';
      readonly sampleId: string;
      readonly before: SampleNote | undefined;
      readonly after: SampleNote | undefined;
    }
  | {
      readonly kind: 'mark';
      readonly sampleId: string;
      readonly before: AnnotationMark | undefined;
      readonly after: AnnotationMark | undefined;
    }
  | ({ readonly kind: 'mention' } & MentionChange)
  | ({ readonly kind: 'conflict' } & ConflictChange)
  /** Which selection holds. */
  | {
      readonly kind: 'selection';
      readonly before: StoredSelection | undefined;
      readonly after: StoredSelection | undefined;
    }
  /** What a merge has seen of the other copy, by which the next one knows what is new. */
  | { readonly kind: 'versions'; readonly before: VersionsRecord; readonly after: VersionsRecord };

/** How far other copies are known, and where what came of them comes from. */
export interface VersionsRecord {
  readonly times: readonly SeenTime[];
  readonly came: readonly TakenVersions[];
}

/** A step of the undo list, whatever it changed; `label` names the act ("Approve 12 samples"). */
export interface ReviewStep {
  readonly label: string;
  readonly author: string;
  readonly authorId?: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly reason?: string;
  readonly changes: readonly ReviewChange[];
}

/** What has to be written down after changes, so that the project is what they made of it. */
export type ReviewRecord =
  | { readonly kind: 'decision'; readonly sampleId: string; readonly after: Decision | undefined }
  | { readonly kind: 'note'; readonly sampleId: string; readonly after: SampleNote | undefined }
  | { readonly kind: 'mark'; readonly sampleId: string; readonly after: AnnotationMark | undefined }
  | ({ readonly kind: 'mention' } & MentionRecord)
  | { readonly kind: 'selection'; readonly after: StoredSelection | undefined }
  /** How it stands with a conflict; the lists themselves are settings. */
  | { readonly kind: 'conflict'; readonly conflict: MergeConflict; readonly after: ConflictState | undefined }
  | ({ readonly kind: 'versions' } & VersionsRecord)
  /** What the project holds as one value: the lists of conflicts, and the copies that were merged. */
  | {
      readonly kind: 'setting';
      readonly key: 'conflicts' | 'settledConflicts' | 'copies';
      readonly value: readonly object[];
    };

/** The changes that take `changes` back: the last one first, since two may be about one thing. */
export function reverseStep(changes: readonly ReviewChange[]): ReviewChange[] {
  return changes.toReversed().map((change): ReviewChange => {
    switch (change.kind) {
      case 'decision':
        return { ...change, before: change.after, after: change.before };
      case 'note':
        return { ...change, before: change.after, after: change.before };
      case 'mark':
        return { ...change, before: change.after, after: change.before };
      case 'mention':
        return { ...change, before: change.after, after: change.before };
      case 'conflict':
        return { ...change, before: change.after, after: change.before };
      case 'selection':
        return { ...change, before: change.after, after: change.before };
      case 'versions':
        return { ...change, before: change.after, after: change.before };
      default:
        return change satisfies never;
    }
  });
}

import type { MentionChange } from '../annotations/annotation-edit.ts';
import type { MentionRecord } from '../annotations/apply-changes.ts';
import type { AnnotationMark } from '../samples/annotation-mark.ts';
import type { Decision } from '../selection/selection.ts';
import type { ConflictChange } from './merge-conflict.ts';

/** What a curator wrote down about a sample. */
export interface SampleNote {
  readonly sampleId: string;
  readonly text: string;
  readonly author: string;
  /** Milliseconds since the epoch. */
  readonly writtenAtMs: number;
}

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
  | ({ readonly kind: 'conflict' } & ConflictChange);

/** A step of the undo list, whatever it changed; `label` names the act ("Approve 12 samples"). */
export interface ReviewStep {
  readonly label: string;
  readonly author: string;
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
      default:
        return change satisfies never;
    }
  });
}

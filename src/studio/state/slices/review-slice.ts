import type { AnnotationEdit } from '../../../core/annotations/annotation-edit.ts';
import { type CorpusEdits, NO_EDITS } from '../../../core/annotations/current-corpus.ts';
import type { ReviewRecord, ReviewStep } from '../../../core/merge/review-step.ts';
import type { SampleNote } from '../../../core/merge/sample-note.ts';
import type { AnnotationMark } from '../../../core/samples/annotation-mark.ts';
import type { Decision } from '../../../core/selection/selection.ts';

/** Stands beside what is done until the person has said who they are. */
export const DEFAULT_AUTHOR = 'curator';

/** What people decide, mark, note and edit, with the history of it. */
export interface ReviewSlice {
  /** By sample id. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** By sample id. */
  readonly notes: ReadonlyMap<string, SampleNote>;
  /** By sample id: what people said to be annotated in full. */
  readonly marks: ReadonlyMap<string, AnnotationMark>;
  /** What people made of the imported mentions. */
  readonly edits: CorpusEdits;
  /** Who decides and edits; undefined until the person has said. */
  readonly author: string | undefined;
  readonly undo: readonly ReviewStep[];
  readonly redo: readonly ReviewStep[];
}

/** What commands keep between calls for what people decide and edit; no screen reads it. */
export interface ReviewSession {
  /** Changes that are on no disk yet. */
  unsavedRecords: readonly ReviewRecord[];
  /** Acts that these changes are of. */
  unsavedActCount: number;
  /** An act that has to read passages first; those behind it wait for it. */
  stepTurn: Promise<void> | undefined;
}

/** Commands for what people decide and edit. */
export interface ReviewCommands {
  decide(sampleIds: readonly string[], verdict: Decision['verdict'] | 'undecided', reason?: string): Promise<void>;
  /**
   * Decides on many by their places, as one act; those of `completed` are decided on too, and marked as annotated in
   * full.
   */
  decideAll(places: Uint32Array, verdict: Decision['verdict'] | 'undecided', completed?: Uint32Array): Promise<void>;
  /**
   * Marks samples as annotated in full as they stand, which without a mention means that there is nothing to annotate;
   * with `approve` they are approved in the same step.
   */
  markComplete(sampleIds: readonly string[], approve?: boolean): Promise<void>;
  /** Marks many by their places, as one act. */
  markAllComplete(places: Uint32Array): Promise<void>;
  /** Takes marks back. */
  unmark(sampleIds: readonly string[]): Promise<void>;
  /**
   * Changes mentions as the pure operations of `core/annotations` give it, made of the corpus as it is now. The sample
   * that the person works on, where it is not annotated, is marked in the same step: `settles` names it.
   */
  edit(edit: AnnotationEdit, reason?: string, settles?: string): Promise<void>;
  /**
   * An edit is on the screen already and follows in a moment: until what this returns is called, the save state says
   * that not all is saved.
   */
  announceEdit(): () => void;
  /** An empty text takes the note away. */
  note(sampleId: string, text: string): Promise<void>;
  /** Stands beside everything that is decided and edited from now on; blank gives the default. */
  setAuthor(author: string): Promise<void>;
  /** Of decisions, edits and notes alike, the newest first. */
  undo(): Promise<void>;
  redo(): Promise<void>;
}

/** The slice before anything is open. */
export function initialReview(): ReviewSlice {
  return {
    decisions: new Map(),
    notes: new Map(),
    marks: new Map(),
    edits: NO_EDITS,
    author: undefined,
    undo: [],
    redo: [],
  };
}

export function newReviewSession(): ReviewSession {
  return {
    unsavedRecords: [],
    unsavedActCount: 0,
    stepTurn: undefined,
  };
}

import type { ScoreSummary } from '../../core/ifd/score-summary.ts';
import type { MentionRecord } from '../../core/annotations/apply-changes.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { AnnotationMark } from '../../core/samples/annotation-mark.ts';
import type { Decision } from '../../core/selection/selection.ts';
import type { ReviewStep } from '../../core/merge/review-step.ts';
import type { SampleNote } from '../../core/merge/sample-note.ts';

/** Who works here, for the screen. */
export interface WorkPlace {
  readonly copyId: string;
  /** Of the browser: tells two people of one name apart. */
  readonly browserId: string;
}

/** A model whose predictions the project has: it was asked here, or a file brings them. */
export interface PredictedModel {
  readonly kind: 'asked' | 'file';
  readonly modelHash: string;
  /** Questions that it has answered, or passages that the files have predictions of. */
  readonly answerCount: number;
  /** `PredictionProvenance` of its newest answer as JSON. */
  readonly provenance: string;
}

/** For the heat map: NLLs in nats of the answer's tokens. Tens of times what the summary takes, so it stays on the disk. */
export interface TokenLosses {
  readonly conditioned: Float32Array;
  readonly direct: Float32Array;
  readonly tokens: readonly string[];
}

/** A score as it is written. */
export interface StoredScore extends ScoreSummary, TokenLosses {}

/** What a file of the corpus was read as, and why; see `SourceSummary`. */
export interface StoredSource {
  readonly file: string;
  readonly format: string;
  readonly evidence: string;
}

/** All of a project but its documents and what is made of them, which are read a few at a time. */
export interface StoredProject {
  /** Documents are numbered from 0 to this; of a damaged project some may be missing. */
  readonly documentCount: number;
  readonly issues: readonly DataIssue[];
  readonly sources: readonly StoredSource[];
  readonly decisions: readonly Decision[];
  readonly notes: readonly SampleNote[];
  /** What people said to be annotated in full. */
  readonly marks: readonly AnnotationMark[];
  /** What people made of the imported mentions, none of it `as-imported`. */
  readonly mentionEdits: readonly MentionRecord[];
  /** Stacks: the step to undo or redo next is the last. */
  readonly undo: readonly ReviewStep[];
  readonly redo: readonly ReviewStep[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** Undefined in a project that nobody has opened. */
  readonly workPlace: WorkPlace | undefined;
}

/**
 * `opfs` keeps everything; `memory` keeps nothing beyond this tab and the studio says so; `read-only` shows what another
 * tab has: the one that was open before, or the one that has taken over.
 */
export type StorageKind =
  | { readonly kind: 'opfs' }
  | { readonly kind: 'memory'; readonly why: 'no-opfs' }
  /** There is a disk, but it could not be opened; what is on it stays as it is. */
  | { readonly kind: 'memory'; readonly why: 'disk-failed'; readonly detail: string }
  | { readonly kind: 'read-only'; readonly why: 'second-tab' | 'taken-over' };

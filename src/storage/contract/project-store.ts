import type { BuildOptions } from './sample-answers.ts';
import type { ScoreKey, ScoreSummary } from '../../core/ifd/score-summary.ts';
import type { NewScoring, Scoring } from '../../core/ifd/scoring.ts';
import type { MentionRecord } from '../../core/annotations/apply-changes.ts';
import type { Corpus } from '../../core/corpus/corpus.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { AnnotationMark } from '../../core/samples/annotation-mark.ts';
import type { Decision } from '../../core/selection/selection.ts';
import type { ReviewRecord, ReviewStep } from '../../core/merge/review-step.ts';
import type { SampleNote } from '../../core/merge/sample-note.ts';
import type { SamplePrediction } from '../../core/samples/sample-prediction.ts';

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

/** The project on disk. Each call is one transaction; a resolved promise means it is on disk. Rejections are `FailureError`s. */
export interface ProjectStore {
  readonly storage: StorageKind;
  loadProject(): Promise<StoredProject>;
  /** The corpus as it was imported, all of it in memory: for a piece of work that needs it whole. */
  loadCorpus(): Promise<Corpus>;
  /**
   * Replaces the corpus and its issues and makes its samples; what was decided, noted and edited stays, since what it
   * is about may come back. Resolves with what was written down because sentences have become one sample.
   */
  saveCorpus(
    corpus: Corpus,
    from: { readonly issues: readonly DataIssue[]; readonly sources: readonly StoredSource[] },
    how: BuildOptions & {
      readonly settings: Readonly<Record<string, unknown>>;
      /** Written down with the corpus, before its samples are made. */
      readonly records?: readonly ReviewRecord[];
    },
  ): Promise<readonly ReviewRecord[]>;
  /** Puts other issues in place of those of the files. */
  saveIssues(issues: readonly DataIssue[]): Promise<void>;
  /** The files that document or sample ids are of; undefined where no such document is there. */
  filesOf(ids: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Inserts or replaces; called once per scored batch. */
  saveScores(scores: readonly StoredScore[]): Promise<void>;
  /** Undefined where no such score is on the disk. */
  loadTokenLosses(of: ScoreKey): Promise<TokenLosses | undefined>;
  /** The scoring with that key; where there is none, it begins. */
  beginScoring(wanted: NewScoring): Promise<Scoring>;
  /** All scorings, the oldest first. */
  listScorings(): Promise<readonly Scoring[]>;
  /** Inserts or replaces, by question and model. */
  savePredictions(predictions: readonly SamplePrediction[]): Promise<void>;
  /** Those with predictions, the one that predicted last first. */
  listPredictedModels(): Promise<readonly PredictedModel[]>;
  /**
   * Applies one step (do, undo or redo) and the new undo and redo lists together. Only what differs from the lists
   * saved before is sent and written, found by object identity: keep steps, do not copy them.
   */
  saveStep(records: readonly ReviewRecord[], undo: readonly ReviewStep[], redo: readonly ReviewStep[]): Promise<void>;
  saveSetting(key: string, value: unknown): Promise<void>;
  /** Empties the project. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

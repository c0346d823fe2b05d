import type { Document } from '../core/corpus/corpus.ts';
import type { Failure } from '../core/failure.ts';
import type { DataIssue } from '../core/issue.ts';
import type { ReviewRecord } from '../core/project/review-step.ts';
import type { SamplePrediction } from '../core/samples/sample-prediction.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import type { IfdBinOptions } from '../core/selection/bin-ifd.ts';
import type { SelectionOptions } from '../core/selection/selection.ts';
import type { StackPatch } from './history-patch.ts';
import type { ProjectHead } from './project-db.ts';
import type { ScoreKey, StorageKind, StoredScore, StoredSource, TokenLosses } from './project-store.ts';
import type { ProjectCopy } from './peek-project.ts';
import type { ProjectList } from './project-library.ts';
import type { ImportReport } from './recovery-report.ts';
import type { PredictedModel, PredictionPage } from './prediction-table.ts';
import type { BuildProgress, PlacedSample } from './sample-builder.ts';
import type { KeptBins, SampleCounts, SampleQuery, SampleRow, SelectionSummary } from './sample-desk.ts';
import type { Scoring } from './sample-index.ts';
import type { ScorePage } from './score-table.ts';

/** What concerns the open project. */
export type ProjectCall =
  | { readonly kind: 'read-head' }
  | { readonly kind: 'read-documents'; readonly from: number; readonly count: number }
  /** Begins to replace the corpus; `write-documents` follow, and `finish-corpus` or `abandon-corpus` ends it. */
  | { readonly kind: 'begin-corpus' }
  | { readonly kind: 'write-documents'; readonly documents: readonly Document[] }
  | {
      readonly kind: 'finish-corpus';
      readonly issues: readonly DataIssue[];
      readonly sources: readonly StoredSource[];
    }
  | { readonly kind: 'abandon-corpus' }
  | { readonly kind: 'save-scores'; readonly scores: readonly StoredScore[] }
  | {
      readonly kind: 'read-scores';
      readonly modelHash: string;
      readonly variant: string;
      readonly afterId: number;
      readonly limit: number;
    }
  | { readonly kind: 'read-token-losses'; readonly of: ScoreKey }
  | { readonly kind: 'latest-scoring' }
  | { readonly kind: 'save-predictions'; readonly predictions: readonly SamplePrediction[] }
  | {
      readonly kind: 'read-predictions';
      readonly modelHash: string | undefined;
      readonly afterId: number;
      readonly limit: number;
    }
  | { readonly kind: 'list-predicted-models' }
  | {
      readonly kind: 'save-step';
      readonly records: readonly ReviewRecord[];
      readonly undo: StackPatch;
      readonly redo: StackPatch;
    }
  | { readonly kind: 'save-setting'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'clear' };

/** What concerns the samples of the open project; those that answer about them do so only when they are built. */
export type SampleCall =
  /** Begins to make them anew; `step-samples` until all is done, then `finish-samples`. `abandon-corpus` gives up. */
  | { readonly kind: 'begin-samples'; readonly options: SampleOptions }
  | { readonly kind: 'step-samples' }
  | { readonly kind: 'finish-samples'; readonly scoring: Scoring | undefined }
  | { readonly kind: 'show-scoring'; readonly scoring: Scoring | undefined }
  | { readonly kind: 'select-samples'; readonly options: SelectionOptions | undefined }
  | { readonly kind: 'find-samples'; readonly query: SampleQuery }
  | { readonly kind: 'read-samples'; readonly places: readonly number[] }
  | { readonly kind: 'count-samples' }
  | { readonly kind: 'bin-samples'; readonly bins: IfdBinOptions; readonly all: boolean }
  | { readonly kind: 'unscored-samples'; readonly from: number; readonly limit: number };

/** What concerns the projects as a whole. */
export type LibraryCall =
  | { readonly kind: 'list-projects' }
  | { readonly kind: 'create-project'; readonly name: string }
  | { readonly kind: 'choose-project'; readonly id: string }
  | { readonly kind: 'rename-project'; readonly id: string; readonly name: string }
  | { readonly kind: 'duplicate-project'; readonly id: string; readonly name: string }
  | { readonly kind: 'trash-project'; readonly id: string }
  | { readonly kind: 'restore-project'; readonly id: string }
  | { readonly kind: 'empty-trash' }
  | { readonly kind: 'copy-project' }
  | { readonly kind: 'take-in-project'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'peek-project'; readonly bytes: Uint8Array }
  | { readonly kind: 'show-project'; readonly name: string; readonly bytes: Uint8Array };

/** What the page asks of the database's thread; one answer each, in the order asked. */
export type StorageCall =
  { readonly kind: 'open' } | ProjectCall | SampleCall | LibraryCall | { readonly kind: 'close' };

export type StorageAnswer =
  | { readonly kind: 'opened'; readonly storage: StorageKind }
  | { readonly kind: 'done' }
  | { readonly kind: 'projects'; readonly list: ProjectList }
  | { readonly kind: 'copy'; readonly bytes: Uint8Array }
  | { readonly kind: 'taken-in'; readonly report: ImportReport }
  | { readonly kind: 'peeked'; readonly copy: ProjectCopy }
  | { readonly kind: 'head'; readonly head: ProjectHead }
  | { readonly kind: 'documents'; readonly documents: readonly Document[] }
  | { readonly kind: 'scores'; readonly page: ScorePage }
  | { readonly kind: 'predictions'; readonly page: PredictionPage }
  | { readonly kind: 'predicted-models'; readonly models: readonly PredictedModel[] }
  | { readonly kind: 'token-losses'; readonly losses: TokenLosses | undefined }
  | { readonly kind: 'scoring'; readonly scoring: { readonly modelHash: string; readonly variant: string } | undefined }
  | { readonly kind: 'samples-step'; readonly progress: BuildProgress }
  | { readonly kind: 'selected'; readonly summary: SelectionSummary | undefined }
  | { readonly kind: 'places'; readonly places: Uint32Array }
  | { readonly kind: 'sample-rows'; readonly rows: readonly SampleRow[] }
  | { readonly kind: 'sample-counts'; readonly counts: SampleCounts | undefined }
  | { readonly kind: 'sample-bins'; readonly bins: KeptBins }
  | { readonly kind: 'placed-samples'; readonly placed: readonly PlacedSample[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface StorageRequest {
  readonly requestId: number;
  readonly call: StorageCall;
}

export interface StorageReply {
  readonly requestId: number;
  readonly answer: StorageAnswer;
}

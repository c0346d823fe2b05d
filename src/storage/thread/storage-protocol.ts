import type {
  BuildProgress,
  BulkDecision,
  ExportCounts,
  OpenedSample,
  PlacedSample,
  ReviewProgress,
  SampleCounts,
  SampleFacts,
  SampleLocator,
  SampleQuery,
  SampleRow,
  TextLocator,
  ScoreDetails,
  ScoringScope,
  RuleOutcome,
  SelectionFiguresQuery,
  SelectionSummary,
} from '../contract/sample-answers.ts';
import type { ScoreKey } from '../../core/ifd/score-summary.ts';
import type { NewScoring, Scoring } from '../../core/ifd/scoring.ts';
import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import type { Document, Passage } from '../../core/corpus/corpus.ts';
import type { Failure } from '../../core/failure.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { SamplePrediction } from '../../core/samples/sample-prediction.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { IfdBarOptions } from '../../core/selection/ifd-bars.ts';
import type { ScoreFigures, SelectionFigures } from '../../core/selection/sample-figures.ts';
import type { VERDICTS } from '../../core/selection/sample-columns.ts';
import type { EntityTypeStatistics } from '../../core/selection/selection-statistics.ts';
import type { SelectionOptions, StoredSelection } from '../../core/selection/selection.ts';
import type { SplitOptions } from '../../core/export/split-documents.ts';
import type { StackPatch } from '../tables/history-patch.ts';
import type { CorpusEnd } from '../samples/corpus-writer.ts';
import type {
  StorageKind,
  StoredProject,
  StoredScore,
  StoredSource,
  TokenLosses,
  PredictedModel,
} from '../contract/project-store.ts';
import type { ProjectCopy } from '../library/peek-project.ts';
import type { ProjectList } from '../library/project-library.ts';
import type { ImportReport } from '../recovery/recovery-report.ts';
import type { PassageReader } from '../samples/passage-reader.ts';

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
      readonly end: CorpusEnd;
    }
  | { readonly kind: 'abandon-corpus' }
  | { readonly kind: 'save-issues'; readonly issues: readonly DataIssue[] }
  | { readonly kind: 'files-of'; readonly ids: readonly string[] }
  | { readonly kind: 'save-scores'; readonly scores: readonly StoredScore[] }
  | { readonly kind: 'read-token-losses'; readonly of: ScoreKey }
  | { readonly kind: 'begin-scoring'; readonly wanted: NewScoring }
  | { readonly kind: 'list-scorings' }
  | { readonly kind: 'save-predictions'; readonly predictions: readonly SamplePrediction[] }
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
  | { readonly kind: 'finish-samples'; readonly scoringId: number | 'latest' | undefined }
  | { readonly kind: 'show-scoring'; readonly scoringId: number | undefined }
  | { readonly kind: 'selected-samples' }
  | { readonly kind: 'try-rule'; readonly rule: SelectionOptions }
  | { readonly kind: 'make-selection'; readonly rule: SelectionOptions; readonly madeAtMs: number }
  | { readonly kind: 'find-samples'; readonly query: SampleQuery }
  | { readonly kind: 'read-samples'; readonly places: readonly number[]; readonly scoringId: number | undefined }
  | { readonly kind: 'open-samples'; readonly places: readonly number[]; readonly models: readonly string[] }
  | { readonly kind: 'locate-samples'; readonly locators: readonly SampleLocator[] }
  | { readonly kind: 'locate-text'; readonly text: TextLocator }
  | { readonly kind: 'places-in-passages'; readonly passages: readonly PassageRef[] }
  | { readonly kind: 'read-sample-ids'; readonly places: readonly number[] }
  | { readonly kind: 'read-imported'; readonly refs: readonly PassageRef[] }
  | { readonly kind: 'find-passages'; readonly words: string; readonly matchCase: boolean }
  | { readonly kind: 'draw-dropped'; readonly seed: number; readonly count: number }
  | { readonly kind: 'bulk-decision'; readonly places: Uint32Array; readonly verdict: (typeof VERDICTS)[number] }
  | { readonly kind: 'answered-questions'; readonly modelHash: string; readonly questionHashes: readonly string[] }
  | { readonly kind: 'count-contents' }
  | { readonly kind: 'score-details' }
  | { readonly kind: 'count-scored' }
  | { readonly kind: 'review-progress' }
  | { readonly kind: 'count-export'; readonly options: SplitOptions }
  | { readonly kind: 'step-mentions' }
  | { readonly kind: 'kept-by-type'; readonly rule: SelectionOptions | undefined }
  | { readonly kind: 'sample-facts' }
  | { readonly kind: 'sample-issues' }
  | { readonly kind: 'count-samples' }
  | { readonly kind: 'score-figures'; readonly options: IfdBarOptions }
  | { readonly kind: 'selection-figures'; readonly query: SelectionFiguresQuery }
  | { readonly kind: 'ratio-for-cut-off'; readonly options: SelectionOptions; readonly cutOff: number }
  | { readonly kind: 'unscored-samples'; readonly from: number; readonly limit: number; readonly of: ScoringScope };

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
  | { readonly kind: 'read-project-file'; readonly id: string }
  | { readonly kind: 'check-project' }
  | { readonly kind: 'take-in-project'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'peek-project'; readonly bytes: Uint8Array }
  | { readonly kind: 'reopen-project' }
  | { readonly kind: 'show-project'; readonly name: string; readonly bytes: Uint8Array };

/** What the page asks of the database's thread; one answer each, in the order asked. */
export type StorageCall =
  { readonly kind: 'open' } | ProjectCall | SampleCall | LibraryCall | { readonly kind: 'close' };

export type StorageAnswer =
  | { readonly kind: 'opened'; readonly storage: StorageKind }
  | { readonly kind: 'done' }
  | { readonly kind: 'projects'; readonly list: ProjectList }
  | { readonly kind: 'copy'; readonly bytes: Uint8Array }
  | { readonly kind: 'checked'; readonly damage: string | undefined }
  | { readonly kind: 'taken-in'; readonly report: ImportReport }
  | { readonly kind: 'peeked'; readonly copy: ProjectCopy }
  | { readonly kind: 'head'; readonly head: StoredProject }
  /** `nextFrom` is undefined at the end. */
  | { readonly kind: 'documents'; readonly documents: readonly Document[]; readonly nextFrom: number | undefined }
  | { readonly kind: 'files'; readonly files: readonly (string | undefined)[] }
  | { readonly kind: 'predicted-models'; readonly models: readonly PredictedModel[] }
  | { readonly kind: 'token-losses'; readonly losses: TokenLosses | undefined }
  | { readonly kind: 'scoring'; readonly scoring: Scoring }
  | { readonly kind: 'scorings'; readonly scorings: readonly Scoring[] }
  | { readonly kind: 'samples-step'; readonly progress: BuildProgress }
  | { readonly kind: 'samples-made'; readonly carried: readonly ReviewRecord[] }
  | { readonly kind: 'selected'; readonly summary: SelectionSummary | undefined }
  | { readonly kind: 'rule-tried'; readonly outcome: RuleOutcome }
  | { readonly kind: 'selection-made'; readonly selection: StoredSelection }
  | { readonly kind: 'places'; readonly places: Uint32Array }
  | { readonly kind: 'sample-rows'; readonly rows: readonly SampleRow[] }
  | { readonly kind: 'contents-counted'; readonly count: number }
  | { readonly kind: 'sample-counts'; readonly counts: SampleCounts | undefined }
  | { readonly kind: 'opened-samples'; readonly opened: readonly OpenedSample[] }
  | { readonly kind: 'located'; readonly places: readonly (number | undefined)[] }
  | { readonly kind: 'sample-ids'; readonly ids: readonly string[] }
  | { readonly kind: 'imported'; readonly passages: readonly (Passage | undefined)[] }
  | { readonly kind: 'passages-found'; readonly found: ReturnType<PassageReader['saying']> }
  | { readonly kind: 'bulk-decided'; readonly decision: BulkDecision }
  | { readonly kind: 'answered'; readonly questionHashes: readonly string[] }
  | { readonly kind: 'scores-detailed'; readonly details: ScoreDetails }
  | { readonly kind: 'scored-counted'; readonly counts: ReadonlyMap<number, number> }
  | { readonly kind: 'export-counted'; readonly counts: ExportCounts }
  | { readonly kind: 'progressed'; readonly progress: ReviewProgress }
  | { readonly kind: 'mentions-kept'; readonly statistics: readonly EntityTypeStatistics[] | undefined }
  | { readonly kind: 'facts'; readonly facts: SampleFacts | undefined }
  | { readonly kind: 'issues'; readonly issues: readonly DataIssue[] }
  | { readonly kind: 'scores-figured'; readonly figures: ScoreFigures }
  | { readonly kind: 'selection-figured'; readonly figures: SelectionFigures }
  | { readonly kind: 'keep-ratio'; readonly keepRatio: number }
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

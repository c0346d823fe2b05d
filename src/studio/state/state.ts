import type {
  BuildProgress,
  RuleOutcome,
  SampleCounts,
  SampleRow,
  SelectionSummary,
} from '../../storage/contract/sample-answers.ts';
import type { CorpusEdits } from '../../core/annotations/current-corpus.ts';
import type { EntityType, Passage } from '../../core/corpus/corpus.ts';
import type { Failure } from '../../core/failure.ts';
import type { Scoring } from '../../core/ifd/scoring.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { OpenConflict, SettledConflict } from '../../core/merge/merge-conflict.ts';
import type { ReviewStep } from '../../core/merge/review-step.ts';
import type { SampleNote } from '../../core/merge/sample-note.ts';
import type { PutAside } from '../../core/open/put-aside.ts';
import type { WrittenFormatId } from '../../core/write/written-format-names.ts';
import type { SampleSuggestions } from '../../core/samples/sample-prediction.ts';
import type { AnnotationMark } from '../../core/samples/annotation-mark.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { CorpusSummary } from '../../core/samples/summary.ts';
import type { Decision, SelectionOptions, StoredSelection } from '../../core/selection/selection.ts';
import type { CachedModel, DiskUse } from '../../browser/model-shelf.ts';
import type { DiskState } from '../../storage/database/browser-disk.ts';
import type { ProjectList } from '../../storage/library/project-library.ts';
import type { OtherSelection } from '../../core/merge/other-selection.ts';
import type { ImportReport } from '../../storage/recovery/recovery-report.ts';
import type { StorageKind, WorkPlace } from '../../storage/contract/project-store.ts';
import type {
  DeviceChoice,
  PrecisionChoice,
  LoadedModel,
  LoadStage,
  ModelSource,
  ScoreProgress,
} from '../../worker/scorer-protocol.ts';
import type { TrainedModel, TrainProgress } from '../../worker/training-protocol.ts';
import type { ChosenModel } from './chosen-model.ts';
import type { Drafts } from './drafts.ts';
import type { ScoringEstimate } from './scoring-estimate.ts';
import type { Mishap, SaveState } from './save-state.ts';

export interface SourceSummary extends CorpusSummary {
  readonly file: string;
  /** What the file was read as, e.g. "PubTator". */
  readonly format: string;
  /** Why it was read so, e.g. 'line 1 is "227508|t|…"'. */
  readonly evidence: string;
  readonly issues: readonly DataIssue[];
}

export type CorpusState =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'opening';
      readonly fileCount: number;
      readonly doneCount: number;
      /** Of the files as they lie on the disk; 0 while that is not known, and when a project comes back. */
      readonly totalBytes: number;
      readonly doneBytes: number;
    }
  | {
      readonly kind: 'ready';
      readonly sources: readonly SourceSummary[];
      readonly summary: CorpusSummary;
      /** Every type in the corpus with its mention count, most frequent first. */
      readonly entityTypes: readonly { readonly entityType: string; readonly count: number }[];
      /** Grows with every change of files or sample options, over closing and opening too. */
      readonly version: number;
    };

export type ModelState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'loading';
      readonly source: ChosenModel;
      readonly stage: LoadStage;
      readonly loadedBytes: number;
      readonly totalBytes: number | undefined;
    }
  | {
      readonly kind: 'ready';
      readonly source: ModelSource;
      readonly model: LoadedModel;
      /** The project used another model of a folder of this name: its scores are not this one's. */
      readonly isOther: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly source: ChosenModel;
      readonly failure: Failure;
      /** What worked before in this session: the way back. Undefined where there was none, or it is the one that failed. */
      readonly previous: ModelSource | undefined;
    };

/** What is on the disk of models from the hub. */
export type ShelfState =
  | { readonly kind: 'unread' }
  | { readonly kind: 'ready'; readonly cached: readonly CachedModel[]; readonly disk: DiskUse }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** How far a run is with all that had no score when it began. */
export interface RunProgress extends ScoreProgress {
  /** Of the work on all samples, in [0, 1], by the lengths of their texts; moves with every batch. */
  readonly share: number;
  /** All samples are scored, also those with a score; that stands until its new one is there. */
  readonly isAnew: boolean;
}

/** What a run that scored all samples anew came to, where it ended early: the others have the score that they had. */
export interface EndedEarly {
  readonly doneCount: number;
  readonly totalCount: number;
}

export type ScoringState =
  | { readonly kind: 'idle'; readonly endedEarly?: EndedEarly }
  | { readonly kind: 'running'; readonly progress: RunProgress }
  /** Until the batch at hand is through and stored. */
  | { readonly kind: 'pausing'; readonly progress: RunProgress }
  | { readonly kind: 'paused'; readonly progress: RunProgress }
  /** As `pausing`, for good. */
  | { readonly kind: 'stopping'; readonly progress: RunProgress }
  | { readonly kind: 'stopped'; readonly failure: Failure; readonly endedEarly?: EndedEarly };

export interface PreviewMention {
  readonly start: number;
  readonly end: number;
  readonly entityType: string;
  /** Undefined where the name was placed by search and not by generation. */
  readonly confidence: number | undefined;
}

/** A model that has answered questions of this project. */
export interface PredictedBy {
  readonly kind: 'asked' | 'file';
  readonly modelHash: string;
  readonly modelName: string;
  /** Questions that it has answered. */
  readonly answerCount: number;
}

/** What one copy of the project made of the mentions, as it stood when the two were merged. */
export interface MergedCopy {
  /** Unique in the project. */
  readonly name: string;
  readonly edits: CorpusEdits;
}

/** The job that asks the model about every sample. */
export type PredictingState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running';
      /** Samples, not questions: several may share one. */
      readonly doneCount: number;
      readonly totalCount: number;
      readonly tokensPerSecond: number;
      readonly remainingMs: number | undefined;
    }
  | { readonly kind: 'stopped'; readonly failure: Failure };

/** Samples whose text nearly stands elsewhere too, of a version of the corpus; found when they are asked for. */
export type NearDuplicateState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'searching'; readonly of: number }
  | { readonly kind: 'ready'; readonly of: number; readonly places: Uint32Array }
  | { readonly kind: 'failed'; readonly of: number; readonly failure: Failure };

/** What the storage thread says of the samples, which lie there. */
export interface SampleView {
  /** Grows with everything that may change what is counted of them. */
  readonly version: number;
  /** Grows with everything that may change what a row says; decisions are no part of it. */
  readonly rowVersion: number;
  /** Grows with everything that may change which samples a filter finds, and in what order: not with what people do. */
  readonly rankVersion: number;
  readonly counts: SampleCounts;
  /** The selection that holds; undefined where none was made. */
  readonly selected: SelectionSummary | undefined;
  /** What the rule that Select shows would give now. */
  readonly rule: RuleOutcome;
}

/** A sample that is looked at, with its passage as it stands now. */
export interface OpenSample {
  readonly row: SampleRow;
  readonly file: string;
  /** As the file has it. */
  readonly imported: Passage;
  readonly passage: Passage;
  /** What models answered to it, by model hash. */
  readonly predictions: ReadonlyMap<string, SampleSuggestions>;
}

/** A training of this tab, in memory alone. */
export type TrainingState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running';
      /** Undefined until the first update is made. */
      readonly progress: TrainProgress | undefined;
      /** Of every update so far, mean nats of a target. */
      readonly losses: readonly number[];
    }
  | {
      readonly kind: 'done';
      readonly losses: readonly number[];
      readonly trained: TrainedModel;
      /** Of the model that it began from. */
      readonly baseName: string;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type PreviewState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly raw: string; readonly mentions: readonly PreviewMention[] }
  | {
      readonly kind: 'done';
      readonly text: string;
      readonly raw: string;
      readonly mentions: readonly PreviewMention[];
      /** Entities of the answer whose name is not in the text. */
      readonly unplaced: readonly { readonly entity: string; readonly name: string }[];
      /** The answer was not valid JSON. */
      readonly malformed: boolean;
      readonly elapsedMs: number;
      readonly tokenCount: number;
      readonly cut: boolean;
      /** By the person: the mentions until then are shown. */
      readonly stopped: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What a merge brought; numbers of things that are other than before. */
export interface MergeReport {
  readonly name: string;
  readonly decisionCount: number;
  readonly noteCount: number;
  /** What was marked as annotated in full. */
  readonly markCount: number;
  readonly mentionCount: number;
  readonly conflictCount: number;
  /** Nothing is known of what the two had in common but what was imported: a copy of an older studio, or made apart. */
  readonly isStranger: boolean;
  /** Documents that only the other copy has: what was done there waits until they are opened here. */
  readonly onlyThereCount: number;
  /** Where the copy holds another selection: each keeps its own. */
  readonly selection: OtherSelection | undefined;
  /** How the copy came in: what a damaged one has lost is not in the project. */
  readonly copy: ImportReport;
  /** By which undo takes it back; undefined where nothing changed. */
  readonly step: ReviewStep | undefined;
}

export interface StudioState {
  readonly storage: StorageKind;
  readonly save: SaveState;
  /** Until the person has read it, or it is done again. */
  readonly mishap: Mishap | undefined;
  /** This tab saves what it has, to let go of the project then: it takes no act any more. */
  readonly isLeaving: boolean;
  /** Undefined until they are read. */
  readonly projects: ProjectList | undefined;
  /** Why the last act on projects came to nothing. */
  readonly projectFailure: Failure | undefined;
  /** Undefined until it is read, or where the browser does not say. */
  readonly disk: DiskState | undefined;
  /** False where the browser refused to keep the projects; undefined while it was not asked. */
  readonly persistGranted: boolean | undefined;
  /**
   * A project that did not come in whole, or that would take the place of work that is nowhere else; the person reads
   * the report before it is opened. `isOpen`: it stands open already, in place of one on this browser's disk that is
   * damaged.
   */
  readonly takenIn: { readonly name: string; readonly report: ImportReport; readonly isOpen: boolean } | undefined;
  /** In a tab that keeps nothing on disk: something was done since the last saved copy. */
  readonly hasUncopiedWork: boolean;
  /** What came of the last merge in this tab. */
  readonly mergeReport: MergeReport | undefined;
  /** Where copies that were merged say different things, not yet decided on. */
  readonly conflicts: readonly OpenConflict[];
  /** Those that were decided on, in the order of deciding. */
  readonly settledConflicts: readonly SettledConflict[];
  /** Both sides of every merge, to be compared: what stands in the project is of both. */
  readonly copies: readonly MergedCopy[];
  /** Acts that this tab, which may only read or is about to, did not do. */
  readonly refusedCount: number;
  readonly corpus: CorpusState;
  readonly issues: readonly DataIssue[];
  /** Documents that were removed and that people had worked on: their ids wait for the same texts. */
  readonly putAside: readonly PutAside[];
  /** What became of a file that was removed, or is back; until it is read. */
  readonly fileNotice: FileNotice | undefined;
  readonly sampleOptions: SampleOptions;
  /** Every type that the project has had, in the order of their coming: only ever appended to. */
  readonly typeOrder: readonly EntityType[];
  /** Undefined until they are made. */
  readonly sampleView: SampleView | undefined;
  /** They are being made in the storage thread. */
  readonly building: BuildProgress | undefined;
  /** Those that were looked at last, by place. */
  readonly opened: ReadonlyMap<number, OpenSample>;
  readonly model: ModelState;
  readonly shelf: ShelfState;
  /** What loads where a model is needed and none is loaded; undefined for the one that comes with the studio. */
  readonly nextModel: ChosenModel | undefined;
  /** A model folder that was given in this tab, or that the project remembers. */
  readonly folderModel: Extract<ChosenModel, { kind: 'files' | 'folder' }> | undefined;
  readonly device: DeviceChoice;
  readonly precision: PrecisionChoice;
  readonly scoring: ScoringState;
  /** What scoring all that waits will take; undefined until it is measured. */
  readonly scoringEstimate: ScoringEstimate | undefined;
  /** The rule that Select shows. */
  readonly selectionOptions: SelectionOptions;
  /** The selection that holds: nothing but a person moves it. Undefined where none was made. */
  readonly selection: StoredSelection | undefined;
  /** The project's scorings, the oldest first. */
  readonly scorings: readonly Scoring[];
  /** The one whose scores are shown. Loading a model leaves it as it is. */
  readonly shownScoringId: number | undefined;
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
  /** By which this copy of the project and this browser are told from others; undefined until they are read. */
  readonly workPlace: WorkPlace | undefined;
  /** Views of Review by name, each as the query of its address. */
  readonly savedViews: readonly SavedView[];
  /** What Review was left with, as the query of its address; empty for the usual view. */
  readonly reviewView: string;
  readonly guidelines: Guidelines;
  /** Texts that were typed and not applied yet. */
  readonly drafts: Drafts;
  /** Keys chosen instead of the usual ones, by what they do. */
  readonly customKeys: Readonly<Record<string, string>>;
  readonly undo: readonly ReviewStep[];
  readonly redo: readonly ReviewStep[];
  readonly preview: PreviewState;
  readonly training: TrainingState;
  readonly predicting: PredictingState;
  /** The models with answers on the disk, the one that predicted last first. */
  readonly predictedBy: readonly PredictedBy[];
  readonly nearDuplicates: NearDuplicateState;
  /** Why the last export came to nothing. */
  readonly exportFailure: Failure | undefined;
}

export interface TrainHereOptions {
  readonly epochs: number;
  /** Ends the training earlier than the epochs would. */
  readonly maxUpdates: number | undefined;
  readonly seed: number;
}

export interface ExportOptions {
  /** Share of documents that go to dev.jsonl, in [0, 1). */
  readonly devRatio: number;
  readonly seed: number;
}

export interface WriteOptions {
  readonly format: WrittenFormatId;
  /** `kept`: the texts of the samples that selection and decisions keep, with the mentions of the types asked for. */
  readonly scope: 'whole' | 'kept';
}

/** What people did on the documents of a file. */
export interface FileWork {
  readonly decisions: number;
  readonly notes: number;
  /** Samples that somebody said are annotated. */
  readonly marks: number;
  /** Mentions that are other than imported. */
  readonly edits: number;
}

export type FileNotice =
  | {
      readonly kind: 'removed';
      readonly file: string;
      /** It waits for the file. */
      readonly work: FileWork;
      /** The file can be put back without being opened. */
      readonly isHeld: boolean;
    }
  /** A file was read in another way. */
  | {
      readonly kind: 'read-again';
      readonly file: string;
      /** It was on texts that are not there now, and waits for them. */
      readonly work: FileWork;
      /** Decisions on texts that are annotated otherwise now. */
      readonly changedDecisions: number;
      /** Samples that somebody had said to be annotated, and that have a gap in this reading. */
      readonly droppedMarks: number;
    }
  /** Work that waited for files is there again. */
  | { readonly kind: 'back'; readonly files: readonly string[]; readonly work: FileWork };

export interface SavedView {
  readonly name: string;
  readonly query: string;
}

/** What curators of this project agreed on, in plain words. */
export interface Guidelines {
  readonly project: string;
  /** By entity type: what is one and what is not, with examples. */
  readonly labels: Readonly<Record<string, string>>;
}

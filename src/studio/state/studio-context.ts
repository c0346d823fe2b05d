import type { Document } from '../../core/corpus/corpus.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { StoredSource } from '../../storage/contract/project-store.ts';
import type { IncomingFile } from '../../worker/corpus-protocol.ts';
import type { LoadedModel, ModelSource, ScoringSpeed } from '../../worker/scorer-protocol.ts';
import type { RememberedModel } from './chosen-model.ts';
import type { Hold } from './hold.ts';
import type { Saver } from './saver.ts';
import type { StudioState } from './state.ts';
import type { StudioDeps } from './studio-deps.ts';

/** What runs at the moment and what is kept between commands, none of it for the screen. */
export interface StudioSession {
  /** Commands that change the corpus are done one after the other. */
  corpusTurn: Promise<unknown>;
  /** Grows over closing and opening too, so that no two corpora of a session share a version. */
  corpusVersion: number;
  /** What the store holds could not be read: a corpus opened now must not take its place. */
  isRestoreDue: boolean;
  /** What became of a damaged project was told. */
  isRescueShown: boolean;
  /** Issues of files and of joining them; those of building samples come and go with the options. */
  corpusIssues: readonly DataIssue[];
  /** What the texts of the corpus say twice, and the like. */
  textIssues: readonly DataIssue[];
  /** The model the person chose last in this project, or in a new one the one they chose last anywhere. */
  modelSource: RememberedModel | undefined;
  /** Scoring was asked for and waits for a model that is not at hand. */
  isScoringAsked: boolean;
  /** The last one of this session that loaded. */
  workingModel: ModelSource | undefined;
  /** Grows with every load; what an older one says is stale. */
  loadCount: number;
  /** The newest load under way. */
  loading: Promise<void> | undefined;
  /** Handles of the files that came in in this tab, by which one can be read again in another way. */
  incoming: readonly IncomingFile[];
  /** Until files come in, or the person has read that it is gone. */
  removedFile: RemovedFile | undefined;
  opening: AbortController | undefined;
  scoring: AbortController | undefined;
  /** Of a run that scores all samples anew: contents that it has scored, and how many there are. */
  scoringAnew: { readonly done: Set<string>; totalCount: number } | undefined;
  estimating: AbortController | undefined;
  /** As it was measured with the model that is loaded, or was; a run says more of it than a probe. */
  speed: ({ readonly of: LoadedModel } & Pick<ScoringSpeed, 'workPerSecond'> & Partial<ScoringSpeed>) | undefined;
  /** While a run is to hold: what it waits for. */
  hold: Hold | undefined;
  preview: AbortController | undefined;
  training: AbortController | undefined;
  predicting: AbortController | undefined;
  predictionBatchCount: number;
  /** Answers on their way to the disk. */
  readonly predictionSaves: Set<Promise<void>>;
  scoresShownAtMs: number;
  scoresRankedAtMs: number;
  scoreBatchCount: number;
  /** Scores on their way to the disk. */
  readonly scoreSaves: Set<Promise<void>>;
  /** Changes that are on no disk yet. */
  unsavedRecords: readonly ReviewRecord[];
  /** Acts that these changes are of. */
  unsavedActCount: number;
  /** An act that has to read passages first; those behind it wait for it. */
  stepTurn: Promise<void> | undefined;
  /** Merges are done one after the other. */
  mergeTurn: Promise<void>;
  /** Grows with every change of the samples. */
  sampleVersion: number;
  /** Grows with every move of the rule: the one that stood still last counts. */
  ruleMoveCount: number;
  /** The last selection under way: they are made one after the other. */
  selectionTurn: Promise<void> | undefined;
  /** A question about the samples is under way; what changes meanwhile asks once more. */
  asking: { changes: Set<SampleChange>; done: Promise<void> } | undefined;
}

/** What brings back the file that was removed last. */
export interface RemovedFile {
  readonly documents: readonly Document[];
  /** Documents that stood before them. */
  readonly at: number;
  /** With the file. */
  readonly sources: readonly StoredSource[];
  /** Of the file. */
  readonly issues: readonly DataIssue[];
  readonly options: { readonly before: SampleOptions; readonly after: SampleOptions };
  readonly steps: Readonly<Record<'before' | 'after', Pick<StudioState, 'undo' | 'redo'>>>;
}

/** What may have changed of the samples: the rule that is tried, what people say, what stands beside them, their mentions, or their order. */
export type SampleChange = 'rule' | 'decisions' | 'rows' | 'mentions' | 'ranks';

/** What every command works with. */
export interface StudioContext {
  readonly get: () => StudioState;
  readonly set: (patch: Partial<StudioState>) => void;
  readonly deps: StudioDeps;
  readonly saver: Saver;
  readonly session: StudioSession;
}

export function createSession(): StudioSession {
  return {
    corpusTurn: Promise.resolve(),
    corpusVersion: 0,
    isRestoreDue: false,
    isRescueShown: false,
    corpusIssues: [],
    textIssues: [],
    modelSource: undefined,
    isScoringAsked: false,
    workingModel: undefined,
    loadCount: 0,
    loading: undefined,
    incoming: [],
    removedFile: undefined,
    opening: undefined,
    scoring: undefined,
    scoringAnew: undefined,
    estimating: undefined,
    speed: undefined,
    hold: undefined,
    preview: undefined,
    training: undefined,
    predicting: undefined,
    predictionBatchCount: 0,
    predictionSaves: new Set(),
    scoresShownAtMs: 0,
    scoresRankedAtMs: 0,
    scoreBatchCount: 0,
    scoreSaves: new Set(),
    unsavedRecords: [],
    unsavedActCount: 0,
    stepTurn: undefined,
    mergeTurn: Promise.resolve(),
    sampleVersion: 0,
    ruleMoveCount: 0,
    selectionTurn: undefined,
    asking: undefined,
  };
}

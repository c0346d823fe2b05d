import type { DataIssue } from '../core/issue.ts';
import type { ReviewRecord } from '../core/project/review-step.ts';
import type { Sample } from '../core/samples/sample.ts';
import type { PreparedSelection } from '../core/selection/select-samples.ts';
import type { ScoreSummary } from '../storage/project-store.ts';
import type { IncomingFile } from '../worker/parse-protocol.ts';
import type { ModelSource } from '../worker/protocol.ts';
import type { Saver } from './saver.ts';
import type { StudioState } from './state.ts';
import type { StudioDeps } from './studio-deps.ts';

export interface DocumentPlace {
  /** In the corpus. */
  readonly index: number;
  /** Of its samples, which lie together. */
  readonly firstSample: number;
  readonly sampleCount: number;
}

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
  /** The model the person chose last, if it can be loaded again without them. */
  modelSource: ModelSource | undefined;
  /** The last one of this session that loaded. */
  workingModel: ModelSource | undefined;
  /** Grows with every load; what an older one says is stale. */
  loadCount: number;
  /** The newest load under way. */
  loading: Promise<void> | undefined;
  /** Handles of the files that came in in this tab, by which one can be read again in another way. */
  incoming: readonly IncomingFile[];
  opening: AbortController | undefined;
  scoring: AbortController | undefined;
  preview: AbortController | undefined;
  training: AbortController | undefined;
  predicting: AbortController | undefined;
  predictionBatchCount: number;
  /** Scored but not yet in the state, which changes a few times a second at most. */
  arrivedScores: ScoreSummary[];
  scoresShownAtMs: number;
  scoreBatchCount: number;
  /** Changes that are on no disk yet. */
  unsavedRecords: readonly ReviewRecord[];
  /** Where each document's samples lie, by its id: mentions come and go, samples stay. Undefined until it is asked for. */
  layout: ReadonlyMap<string, DocumentPlace> | undefined;
  ranking:
    | {
        readonly samples: readonly Sample[];
        readonly scores: ReadonlyMap<string, ScoreSummary>;
        readonly prepared: PreparedSelection;
      }
    | undefined;
}

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
    modelSource: undefined,
    workingModel: undefined,
    loadCount: 0,
    loading: undefined,
    incoming: [],
    opening: undefined,
    scoring: undefined,
    preview: undefined,
    training: undefined,
    predicting: undefined,
    predictionBatchCount: 0,
    arrivedScores: [],
    scoresShownAtMs: 0,
    scoreBatchCount: 0,
    unsavedRecords: [],
    layout: undefined,
    ranking: undefined,
  };
}

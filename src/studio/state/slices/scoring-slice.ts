import type { Failure } from '../../../core/failure.ts';
import type { ScoreKey } from '../../../core/ifd/score-summary.ts';
import type { Scoring } from '../../../core/ifd/scoring.ts';
import type { TokenLosses } from '../../../storage/contract/project-store.ts';
import type { LoadedModel, ScoreOptions, ScoreProgress, ScoringSpeed } from '../../../worker/scorer-protocol.ts';

/** Holds what awaits it until it is let go. */
export interface Hold {
  readonly isOver: Promise<void>;
  readonly letGo: () => void;
}

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

/** What scoring all that waits will take with the loaded model. */
export interface ScoringEstimate {
  readonly durationMs: number;
  /** Undefined where a run was begun before it was measured. */
  readonly memoryBytes: number | undefined;
}

/** As the released Superfiltering code: its variant and its `max_length`, in tokens. */
export const DEFAULT_SCORE_OPTIONS: ScoreOptions = { variant: 'superfiltering', maxLength: 1024 };

/** Scoring: the run, the estimate before it, and the project's scorings. */
export interface ScoringSlice {
  readonly scoring: ScoringState;
  /** What scoring all that waits will take; undefined until it is measured. */
  readonly scoringEstimate: ScoringEstimate | undefined;
  /** The project's scorings, the oldest first. */
  readonly scorings: readonly Scoring[];
  /** The one whose scores are shown. Loading a model leaves it as it is. */
  readonly shownScoringId: number | undefined;
}

/** What commands keep between calls for scoring; no screen reads it. */
export interface ScoringSession {
  /** Scoring was asked for and waits for a model that is not at hand. */
  isScoringAsked: boolean;
  scoring: AbortController | undefined;
  /** Of a run that scores all samples anew: contents that it has scored, and how many there are. */
  scoringAnew: { readonly done: Set<string>; totalCount: number } | undefined;
  estimating: AbortController | undefined;
  /** As it was measured with the model that is loaded, or was; a run says more of it than a probe. */
  speed: ({ readonly of: LoadedModel } & Pick<ScoringSpeed, 'workPerSecond'> & Partial<ScoringSpeed>) | undefined;
  /** While a run is to hold: what it waits for. */
  hold: Hold | undefined;
  scoresShownAtMs: number;
  scoresRankedAtMs: number;
  scoreBatchCount: number;
  /** Scores on their way to the disk. */
  readonly scoreSaves: Set<Promise<void>>;
}

/** Commands for scoring. */
export interface ScoringCommands {
  /** Loads the default model if none is; scores what has no score yet. */
  scoreSamples(): Promise<void>;
  /**
   * Measures what scoring would take, with the loaded model or the one that comes with the studio; ends in
   * `scoringEstimate`. Starting to score ends it.
   */
  estimateScoring(): Promise<void>;
  /** Scores everything with the loaded model; an old score stays on the disk until its new one is there. */
  rescoreSamples(): Promise<void>;
  pauseScoring(): void;
  resumeScoring(): void;
  /** Keeps the scores that are there. */
  cancelScoring(): void;
  /** For the heat map, from the disk; undefined where they are not there or cannot be read; the latter is told. */
  tokenLosses(of: ScoreKey): Promise<TokenLosses | undefined>;
  /** Shows the scores of another scoring; the selection stays. Does nothing while samples are scored. */
  showScoring(scoringId: number): Promise<void>;
  /** Scores with the model that is loaded, beside what another has scored. */
  scoreWithLoadedModel(): Promise<void>;
}

/** The slice before anything is open. */
export function initialScoring(): ScoringSlice {
  return {
    scoring: { kind: 'idle' },
    scoringEstimate: undefined,
    scorings: [],
    shownScoringId: undefined,
  };
}

export function newScoringSession(): ScoringSession {
  return {
    isScoringAsked: false,
    scoring: undefined,
    scoringAnew: undefined,
    estimating: undefined,
    speed: undefined,
    hold: undefined,
    scoresShownAtMs: 0,
    scoresRankedAtMs: 0,
    scoreBatchCount: 0,
    scoreSaves: new Set(),
  };
}

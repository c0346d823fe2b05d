import type { Saver } from './saver.ts';
import type { StudioState } from './state.ts';
import type { StudioDeps } from './studio-deps.ts';
import { newCorpusSession, type CorpusSession } from './slices/corpus-slice.ts';
import { newJobsSession, type JobsSession } from './slices/jobs-slice.ts';
import { newMergeSession, type MergeSession } from './slices/merge-slice.ts';
import { newModelSession, type ModelSession } from './slices/model-slice.ts';
import { newProjectsSession, type ProjectsSession } from './slices/projects-slice.ts';
import { newReviewSession, type ReviewSession } from './slices/review-slice.ts';
import { newSamplesSession, type SamplesSession } from './slices/samples-slice.ts';
import { newSavingSession, type SavingSession } from './slices/saving-slice.ts';
import { newScoringSession, type ScoringSession } from './slices/scoring-slice.ts';
import { newSelectionSession, type SelectionSession } from './slices/selection-slice.ts';

/** What runs at the moment and what is kept between commands, none of it for the screen. */
export interface StudioSession
  extends
    CorpusSession,
    SamplesSession,
    ModelSession,
    ScoringSession,
    SelectionSession,
    ReviewSession,
    MergeSession,
    JobsSession,
    SavingSession,
    ProjectsSession {}

/** What every command works with. */
export interface StudioContext {
  readonly get: () => StudioState;
  readonly set: (patch: Partial<StudioState>) => void;
  readonly deps: StudioDeps;
  readonly saver: Saver;
  readonly session: StudioSession;
}

/** The session of a studio that has just started. */
export function createSession(): StudioSession {
  return {
    ...newCorpusSession(),
    ...newSamplesSession(),
    ...newModelSession(),
    ...newScoringSession(),
    ...newSelectionSession(),
    ...newReviewSession(),
    ...newMergeSession(),
    ...newJobsSession(),
    ...newSavingSession(),
    ...newProjectsSession(),
  };
}

import type { StorageKind } from '../../storage/contract/project-store.ts';
import { type CorpusSlice, initialCorpus } from './slices/corpus-slice.ts';
import { type ExportSlice, initialExport } from './slices/export-slice.ts';
import { type GuidanceSlice, initialGuidance } from './slices/guidance-slice.ts';
import { type JobsSlice, initialJobs } from './slices/jobs-slice.ts';
import { type MergeSlice, initialMerge } from './slices/merge-slice.ts';
import { type ModelSlice, initialModel } from './slices/model-slice.ts';
import { type ProjectsSlice, initialProjects } from './slices/projects-slice.ts';
import { type ReviewSlice, initialReview } from './slices/review-slice.ts';
import { type SamplesSlice, initialSamples } from './slices/samples-slice.ts';
import { type SavingSlice, initialSaving } from './slices/saving-slice.ts';
import { type ScoringSlice, initialScoring } from './slices/scoring-slice.ts';
import { type SelectionSlice, initialSelection } from './slices/selection-slice.ts';

/** All that the screens show. Each slice holds what one owner changes, beside its commands and what it begins as. */
export interface StudioState
  extends
    CorpusSlice,
    SamplesSlice,
    ModelSlice,
    ScoringSlice,
    SelectionSlice,
    ReviewSlice,
    GuidanceSlice,
    MergeSlice,
    JobsSlice,
    ExportSlice,
    SavingSlice,
    ProjectsSlice {}

/** The state of a studio that has just started; `storage` is where its project lies. */
export function initialState(storage: StorageKind): StudioState {
  return {
    ...initialCorpus(),
    ...initialSamples(),
    ...initialModel(),
    ...initialScoring(),
    ...initialSelection(),
    ...initialReview(),
    ...initialGuidance(),
    ...initialMerge(),
    ...initialJobs(),
    ...initialExport(),
    ...initialSaving(storage),
    ...initialProjects(),
  };
}

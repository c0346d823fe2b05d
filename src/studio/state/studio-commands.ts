import type { CorpusCommands } from './slices/corpus-slice.ts';
import type { ExportCommands } from './slices/export-slice.ts';
import type { GuidanceCommands } from './slices/guidance-slice.ts';
import type { JobsCommands } from './slices/jobs-slice.ts';
import type { MergeCommands } from './slices/merge-slice.ts';
import type { ModelCommands } from './slices/model-slice.ts';
import type { ProjectsCommands } from './slices/projects-slice.ts';
import type { ReviewCommands } from './slices/review-slice.ts';
import type { SamplesCommands } from './slices/samples-slice.ts';
import type { SavingCommands } from './slices/saving-slice.ts';
import type { ScoringCommands } from './slices/scoring-slice.ts';
import type { SelectionCommands } from './slices/selection-slice.ts';

/** The verbs of the person. None throws: what goes wrong ends in the state. */
export interface StudioCommands
  extends
    CorpusCommands,
    SamplesCommands,
    ModelCommands,
    ScoringCommands,
    SelectionCommands,
    ReviewCommands,
    GuidanceCommands,
    MergeCommands,
    JobsCommands,
    ExportCommands,
    SavingCommands,
    ProjectsCommands {}

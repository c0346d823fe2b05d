import type { Guidelines } from './state.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../../core/samples/templates.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { SelectionOptions } from '../../core/selection/selection.ts';
import type { ScoreOptions } from '../../worker/scorer-protocol.ts';

export const DEFAULT_SELECTION_OPTIONS: SelectionOptions = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 17,
};

/** Without types: they are those of the corpus, once there is one. */
export const DEFAULT_SAMPLE_OPTIONS: SampleOptions = {
  entityTypes: [],
  instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
  unit: 'sentence',
};

/** As the released Superfiltering code: its variant and its `max_length`, in tokens. */
export const DEFAULT_SCORE_OPTIONS: ScoreOptions = { variant: 'superfiltering', maxLength: 1024 };

/** Stands beside what is done until the person has said who they are. */
export const DEFAULT_AUTHOR = 'curator';

export const NO_GUIDELINES: Guidelines = { project: '', labels: {} };

/** What merges leave, before there was one. */
export const NOTHING_MERGED = { conflicts: [], settledConflicts: [], copies: [], mergeReport: undefined };

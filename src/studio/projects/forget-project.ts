import { NO_EDITS } from '../../core/annotations/current-corpus.ts';
import { DEFAULT_SAMPLE_OPTIONS } from '../state/slices/samples-slice.ts';
import { initialCorpus } from '../state/slices/corpus-slice.ts';
import { initialMerge } from '../state/slices/merge-slice.ts';
import { stopEstimating } from '../score/estimate-scoring.ts';
import { stopPredicting } from '../review/predict-commands.ts';
import { stopScoring } from '../score/score-commands.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Ends what runs on the open project, and takes it off the screen and out of memory. The disk is not touched. */
export function forgetProject(context: StudioContext): void {
  const { set, session } = context;
  stopScoring(context);
  stopEstimating(context);
  session.preview?.abort();
  stopPredicting(context);
  session.isRestoreDue = false;
  session.isScoringAsked = false;
  session.corpusIssues = [];
  session.textIssues = [];
  session.incoming = [];
  session.removedFile = undefined;
  session.unsavedRecords = [];
  session.unsavedActCount = 0;
  session.ruleMoveCount++;
  set({
    notice: undefined,
    ...initialCorpus(),
    sampleOptions: DEFAULT_SAMPLE_OPTIONS,
    typeOrder: [],
    sampleView: undefined,
    selection: undefined,
    scorings: [],
    shownScoringId: undefined,
    opened: new Map(),
    nearDuplicates: { kind: 'unknown' },
    scoring: { kind: 'idle' },
    decisions: new Map(),
    notes: new Map(),
    marks: new Map(),
    edits: NO_EDITS,
    undo: [],
    redo: [],
    preview: { kind: 'idle' },
    predictedBy: [],
    reviewView: '',
    ...initialMerge(),
  });
}

/** Empties the disk. What is begun then is no copy of what was. */
export async function clearProject({ set, deps }: StudioContext): Promise<void> {
  await deps.store.clear();
  set({ workPlace: (await deps.store.loadProject()).workPlace });
}

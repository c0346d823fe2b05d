import { createStore, type StoreApi } from 'zustand/vanilla';
import { findNearDuplicates } from './corpus/find-near-duplicates.ts';
import { REVIEW_KEY } from './edits/apply-step.ts';
import { inCorpusTurn } from './corpus/corpus-turn.ts';
import { createFileCommands } from './open/file-commands.ts';
import { createGuidanceCommands } from './review/guidance-commands.ts';
import { createExportCommands } from './export/export-commands.ts';
import { createMergeCommands } from './merge/merge-commands.ts';
import { createModelCommands } from './models/model-commands.ts';
import { createOpenCommands } from './open/open-commands.ts';
import { guardReadOnly } from './guard-read-only.ts';
import { openSamples, readOpenSamples } from './state/opened-samples.ts';
import { createPredictCommands } from './review/predict-commands.ts';
import { createPreviewCommands } from './preview/preview-commands.ts';
import { createProjectCommands } from './projects/project-commands.ts';
import { readAgain } from './open/read-again.ts';
import { reportNotice } from './state/report-notice.ts';
import { restoreProject } from './projects/restore-project.ts';
import { createReviewCommands } from './review/review-commands.ts';
import { createSaver, type Saver } from './state/saver.ts';
import { createScoreCommands } from './score/score-commands.ts';
import { createSelectCommands } from './select/select-commands.ts';
import { createTrainingCommands } from './models/training-commands.ts';
import { fetchCopy, shareProject } from './projects/share-project.ts';
import { followTypes } from './review/type-order.ts';
import type { SampleStore } from '../storage/thread/sample-store.ts';
import { initialState, type StudioState } from './state/state.ts';
import type { StudioCommands } from './state/studio-commands.ts';
import { createSession, type StudioContext } from './state/studio-context.ts';
import type { StudioDeps } from './state/studio-deps.ts';

export interface Studio {
  readonly state: StoreApi<StudioState>;
  readonly commands: StudioCommands;
  /** Questions about the samples, which lie in the storage thread. */
  readonly samples: SampleStore;
  /** Brings back the project of the last session and goes on scoring if it was; call it once, first. Never rejects. */
  restore(): Promise<void>;
}

/** The studio without a screen: one store and the verbs that change it. */
export function createStudio(deps: StudioDeps): Studio {
  const state = createStore<StudioState>(() => initialState(deps.store.storage));
  const isBusy = ({ scoring, predicting, training }: StudioState): boolean =>
    scoring.kind === 'running' || predicting.kind === 'running' || training.kind === 'running';
  state.subscribe((now, before) => {
    if (isBusy(now) === isBusy(before)) return;
    if (isBusy(now)) deps.wakeLock.hold();
    else deps.wakeLock.release();
  });
  const set = (patch: Partial<StudioState>): void => {
    state.setState(patch);
  };
  const session = createSession();
  const saving = createSaver({
    show: (save) => {
      set({ save });
    },
    // What cannot be saved must not pile up in memory.
    onFailed: () => {
      pauseWork();
    },
    countOf: (key) => (key === REVIEW_KEY ? session.unsavedActCount : 1),
  });
  const saver: Saver = {
    ...saving,
    // A tab that may only read has nothing of its own to save.
    save: async (key, work, again) => {
      const { storage, hasUncopiedWork } = state.getState();
      if (storage.kind === 'read-only') return;
      if (storage.kind === 'memory' && !hasUncopiedWork) set({ hasUncopiedWork: true });
      await saving.save(key, work, again);
    },
  };
  const context: StudioContext = { get: state.getState, set, deps, saver, session };
  state.subscribe((now, before) => {
    followTypes(context, now, before);
  });
  const sayUnread = (thrown: unknown): void => {
    reportNotice(context, 'read-failed', thrown);
  };
  const commands = guardReadOnly(context, {
    ...createOpenCommands(context),
    ...createFileCommands(context),
    ...createScoreCommands(context),
    ...createModelCommands(context),
    ...createSelectCommands(context),
    ...createReviewCommands(context),
    ...createGuidanceCommands(context),
    openSamples: (places) => openSamples(context, places).catch(sayUnread),
    readSamples: (places, models) => readOpenSamples(context, places, models),
    reportFailure: sayUnread,
    findNearDuplicates: () => findNearDuplicates(context),
    ...createExportCommands(context),
    ...createPreviewCommands(context),
    ...createPredictCommands(context),
    ...createTrainingCommands(context),
    ...createProjectCommands(context),
    ...createMergeCommands(context),
    dismissNotice: () => {
      set({ notice: undefined });
    },
    readAgain: () => readAgain(context),
    // A corpus that could not be saved must not come in beside another one.
    retrySave: () => inCorpusTurn(context, () => saver.retry()),
  });
  const pauseWork = (): void => {
    commands.pauseScoring();
    commands.stopPredicting();
  };
  return {
    state,
    commands,
    samples: deps.samples,
    restore: async () => {
      shareProject(context);
      const { storage } = state.getState();
      if (storage.kind === 'read-only') await fetchCopy(context);
      else void commands.listProjects();
      await restoreProject(context);
    },
  };
}

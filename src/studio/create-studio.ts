import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_SAMPLE_OPTIONS, DEFAULT_SELECTION_OPTIONS } from './defaults.ts';
import { createDecideCommands } from './decide-commands.ts';
import { createExportCommands } from './export-commands.ts';
import { createModelCommands } from './model-commands.ts';
import { createOpenCommands } from './open-commands.ts';
import { createPreviewCommands } from './preview-commands.ts';
import { restoreProject } from './restore-project.ts';
import { createSaver } from './saver.ts';
import { createScoreCommands } from './score-commands.ts';
import { createSelectCommands } from './select-commands.ts';
import type { StudioCommands, StudioState } from './state.ts';
import { createSession, type StudioContext } from './studio-context.ts';
import type { StudioDeps } from './studio-deps.ts';

export interface Studio {
  readonly state: StoreApi<StudioState>;
  readonly commands: StudioCommands;
  /** Brings back the project of the last session and goes on scoring if it was; call it once, first. Never rejects. */
  restore(): Promise<void>;
}

/** The studio without a screen: one store and the verbs that change it. */
export function createStudio(deps: StudioDeps): Studio {
  const state = createStore<StudioState>(() => ({
    storage: deps.store.storage,
    save: { kind: 'saved' },
    corpus: { kind: 'empty' },
    issues: [],
    sampleOptions: DEFAULT_SAMPLE_OPTIONS,
    samples: [],
    model: { kind: 'none' },
    shelf: { kind: 'unread' },
    folderModel: undefined,
    device: 'auto',
    precision: 'auto',
    scoring: { kind: 'idle' },
    scores: new Map(),
    selectionOptions: DEFAULT_SELECTION_OPTIONS,
    selection: undefined,
    decisions: new Map(),
    undo: [],
    redo: [],
    preview: { kind: 'idle' },
    exportFailure: undefined,
  }));
  state.subscribe(({ scoring }, before) => {
    if (scoring.kind === before.scoring.kind) return;
    if (scoring.kind === 'running') deps.wakeLock.hold();
    else deps.wakeLock.release();
  });
  const set = (patch: Partial<StudioState>): void => {
    state.setState(patch);
  };
  const saver = createSaver((save) => {
    set({ save });
  });
  const context: StudioContext = { get: state.getState, set, deps, saver, session: createSession() };
  return {
    state,
    commands: {
      ...createOpenCommands(context),
      ...createScoreCommands(context),
      ...createModelCommands(context),
      ...createSelectCommands(context),
      ...createDecideCommands(context),
      ...createExportCommands(context),
      ...createPreviewCommands(context),
      retrySave: () => saver.retry(),
    },
    restore: () => restoreProject(context),
  };
}

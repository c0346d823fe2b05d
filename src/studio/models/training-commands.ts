import { toFailure } from '../../core/failure.ts';
import { toExportRow } from '../../core/export/export-rows.ts';
import type { TrainRow } from '../../worker/training-protocol.ts';
import type { ChosenModel } from '../state/slices/model-slice.ts';
import { findModel, nextModel } from '../state/chosen-model.ts';
import { loadModel } from './load-model.ts';
import { readRows } from '../corpus/read-whole.ts';
import { keptCount } from '../state/selectors.ts';
import type { JobsCommands } from '../state/slices/jobs-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

type TrainingCommands = Pick<JobsCommands, 'trainHere' | 'stopTraining' | 'useTrained' | 'packTrained'>;

/** A browser's memory and patience end sooner than the command line's: longer samples are left out here. */
const MAX_LENGTH = 512;
const RANK = 16;
const LEARNING_RATE = 1e-3;
const BATCH_SIZE = 8;

export function createTrainingCommands(context: StudioContext): TrainingCommands {
  const { get, set, deps, session } = context;
  return {
    trainHere: async ({ epochs, maxUpdates, seed }) => {
      if (session.training !== undefined || keptCount(get()) === 0) return;
      const run = new AbortController();
      session.training = run;
      const losses: number[] = [];
      const base = baseOf(context);
      set({ training: { kind: 'running', progress: undefined, losses } });
      try {
        const rows = await keptRows(context, run.signal);
        const trained = await deps.trainer.train(await findModel(deps, base), rows, {
          epochs,
          maxUpdates,
          seed,
          rank: RANK,
          learningRate: LEARNING_RATE,
          batchSize: BATCH_SIZE,
          maxLength: MAX_LENGTH,
          signal: run.signal,
          onProgress: (progress) => {
            losses.push(progress.loss);
            set({ training: { kind: 'running', progress, losses: [...losses] } });
          },
        });
        set({ training: { kind: 'done', losses: [...losses], trained, baseName: base.name } });
      } catch (thrown) {
        const failure = toFailure(thrown);
        set({ training: failure.code === 'cancelled' ? { kind: 'idle' } : { kind: 'failed', failure } });
      } finally {
        session.training = undefined;
      }
    },
    stopTraining: () => {
      // The run ends by itself, with what it has learnt so far.
      session.training?.abort();
    },
    useTrained: async () => {
      const { training } = get();
      if (training.kind !== 'done') return;
      const files = training.trained.modelFiles.map(({ name, bytes }) => new File([bytes], name));
      await loadModel(context, { kind: 'files', name: trainedName(training.baseName), files, isMadeHere: true });
    },
    packTrained: async (what) => {
      const { training } = get();
      if (training.kind !== 'done') return undefined;
      const { adapterFiles, modelFiles } = training.trained;
      try {
        const bytes = await deps.trainer.pack(what === 'adapter' ? adapterFiles : modelFiles, deps.now());
        return { name: `${trainedName(training.baseName)}${what === 'adapter' ? '-adapter' : ''}.zip`, bytes };
      } catch (thrown) {
        set({ training: { kind: 'failed', failure: toFailure(thrown) } });
        return undefined;
      }
    },
  };
}

/** What an export would hold, dev rows included: there is nothing to measure them with here. */
async function keptRows(context: StudioContext, signal: AbortSignal): Promise<readonly TrainRow[]> {
  const order = { column: 'position', descending: false } as const;
  const places = await context.deps.samples.find({ filter: { outcome: 'kept' }, text: '', order });
  const kept: TrainRow[] = [];
  for await (const rows of readRows(context, places, { signal }))
    kept.push(...rows.map(({ sample }) => toExportRow(sample)));
  return kept;
}

function baseOf(context: StudioContext): ChosenModel {
  const { model } = context.get();
  return model.kind === 'ready' ? model.source : nextModel(context);
}

function trainedName(baseName: string): string {
  const name = baseName.split('/').at(-1) ?? baseName;
  return name.endsWith('-trained') ? name : `${name}-trained`;
}

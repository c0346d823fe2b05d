import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ModelFolder, OpenedModel } from '../../decoder/model/model-folder.ts';
import { toRuntimeFailure } from '../../decoder/runtime-failure.ts';
import {
  readCheckpoint,
  type BestEpoch,
  type Checkpoint,
  type Fingerprint,
  type RunState,
} from '../checkpoint/checkpoint.ts';
import { writeAtomically } from '../checkpoint/write-atomically.ts';
import type { TrainConfig } from '../config/train-config.ts';
import type { PlannedStep } from '../../training/batches/plan-batches.ts';
import { htmlReport } from '../report/html-report.ts';
import { MetricsFile, readMetrics, type EpochMetrics } from '../report/metrics-file.ts';
import { withWeights } from '../../training/weights/with-weights.ts';
import { writeTrainedModel } from '../result/trained-model.ts';
import { writeAdapter } from '../result/write-adapter.ts';
import { checkDevice } from './check-device.ts';
import { nodeRuntime, type TrainingDevice } from './node-runtime.ts';
import { inspectFolder, prepareFolder, type RunStart } from './run-folder.ts';
import { runFingerprint } from './run-fingerprint.ts';
import { RUN_FILES, runLoop, type LoopOutcome, type LoopProgress } from './train-loop.ts';
import { Trainee } from '../../training/trainee.ts';
import type { TrainingData } from './training-data.ts';
import { estimateMemory, placesOf, planTraining, type TrainingPlan } from './training-plan.ts';
import { countNoun } from '../../core/text/count-noun.ts';

/** What a run will do, before it does it. */
export interface RunOutline {
  readonly plan: TrainingPlan;
  readonly modelName: string;
  readonly parameterCount: number;
  readonly trainedCount: number;
  readonly memoryBytes: number;
  /** By timing one step; of all that is left, without dev scores. */
  readonly estimatedMs: number;
  readonly threads: number;
  readonly device: TrainingDevice;
  /** Updates that an earlier run has done. */
  readonly doneUpdates: number;
  /** Thread count of the earlier run where this one's is another: its weights will differ in their last digits. */
  readonly earlierThreads: number | undefined;
}

export interface TrainingRequest {
  readonly config: TrainConfig;
  readonly data: TrainingData;
  readonly model: OpenedModel;
  /** The folder that the model was opened from. */
  readonly source: ModelFolder;
  readonly outDir: string;
  /** All cores, or those of the run that goes on, where undefined. */
  readonly threads: number | undefined;
  /** Where steps run; the processor where undefined. */
  readonly device?: TrainingDevice | undefined;
  readonly start: RunStart;
  readonly signal: AbortSignal;
  /** Called before anything is written; false ends there. */
  readonly onOutline: (outline: RunOutline) => boolean;
  readonly onProgress: (progress: LoopProgress) => void;
  readonly onAnswered: (count: number, total: number) => void;
  readonly onEpoch: (metrics: EpochMetrics, best: BestEpoch | undefined) => void;
}

export type TrainingOutcome =
  | Exclude<LoopOutcome, { readonly kind: 'finished' }>
  | { readonly kind: 'outlined' }
  | {
      readonly kind: 'finished';
      readonly modelDir: string;
      readonly best: BestEpoch | undefined;
      /** SHA-256 of the trained parameters after the last update. */
      readonly parameterHash: string;
      readonly updates: number;
      readonly elapsedMs: number;
    };

/**
 * A training from data to model folder. Nothing is written before the outline was shown.
 *
 * @throws TrainRefusal where it cannot begin or go on.
 */
export async function runTraining(request: TrainingRequest): Promise<TrainingOutcome> {
  const { config, data, model, outDir, start } = request;
  const { device = 'cpu' } = request;
  // Only on the processor are the sums made in the same order every time.
  const fingerprint = { ...runFingerprint(config, data, model), ...(device === 'cpu' ? {} : { device }) };
  const checkpoint = await inspectFolder(outDir, start, fingerprint);
  try {
    return await train(request, checkpoint, fingerprint);
  } catch (error) {
    const failure = toRuntimeFailure(error);
    if (failure.code !== 'out-of-memory') throw error;
    return { kind: 'out-of-memory', savedUpdate: checkpoint?.state.update, detail: failure.detail };
  }
}

async function train(
  request: TrainingRequest,
  checkpoint: Checkpoint | undefined,
  fingerprint: Fingerprint,
): Promise<TrainingOutcome> {
  const { config, data, model, outDir, start } = request;
  const plan = planTraining(data, config);
  const threads = request.threads ?? checkpoint?.state.threads ?? availableParallelism();
  const { device = 'cpu' } = request;
  const trainee = await Trainee.create(model, config, nodeRuntime(threads, device));
  try {
    if (device !== 'cpu') await compareWithProcessor(request, { plan, trainee, threads, device });
    if (checkpoint !== undefined) trainee.restore(checkpoint, checkpoint.state.update);
    const state: RunState = { ...(checkpoint?.state ?? freshState(fingerprint)), threads };
    const outline = await outlineRun(request, { plan, trainee, state, earlierThreads: checkpoint?.state.threads });
    if (!request.onOutline(outline)) return { kind: 'outlined' };
    await prepareFolder(outDir, start);
    const metrics = await MetricsFile.open(join(outDir, RUN_FILES.metrics), checkpoint?.state);
    const outcome = await runLoop({
      ...request,
      plan,
      trainee,
      metrics,
      start: state,
      onEpoch: async (epochMetrics, best) => {
        await writeReport(request, outline, best);
        request.onEpoch(epochMetrics, best);
      },
    });
    if (outcome.kind !== 'finished') return outcome;
    return await finish(request, { outline, trainee, state: outcome.state, parameterHash: outcome.parameterHash });
  } finally {
    await trainee.dispose();
  }
}

/** Both begin with the same parameters. */
async function compareWithProcessor(
  { config, data, model }: TrainingRequest,
  at: {
    readonly plan: TrainingPlan;
    readonly trainee: Trainee;
    readonly threads: number;
    readonly device: TrainingDevice;
  },
): Promise<void> {
  const step = at.plan.updates[0]?.steps[0];
  if (step === undefined) return;
  const processor = await Trainee.create(model, config, nodeRuntime(at.threads));
  try {
    await checkDevice({ device: at.trainee, processor }, { step, rows: data.rows }, at.device);
  } finally {
    await processor.dispose();
  }
}

function freshState(fingerprint: RunState['fingerprint']): Omit<RunState, 'threads'> {
  return { update: 0, evaluatedEpochs: 0, best: undefined, fingerprint, elapsedMs: 0 };
}

/** Times one step of the largest shape, which changes nothing, and reckons the rest from its places. */
async function outlineRun(
  { config, data, device = 'cpu', model }: TrainingRequest,
  at: {
    readonly plan: TrainingPlan;
    readonly trainee: Trainee;
    readonly state: RunState;
    readonly earlierThreads: number | undefined;
  },
): Promise<RunOutline> {
  const { plan, trainee, state, earlierThreads } = at;
  const left = plan.updates.slice(state.update).flatMap(({ steps }) => steps);
  // What does not fit into memory is known before anything is written.
  const step = left.reduce<PlannedStep | undefined>(
    (most, one) => (most === undefined || placesOf(one.shape) > placesOf(most.shape) ? one : most),
    undefined,
  );
  let msPerPlace = 0;
  if (step !== undefined) {
    // The first run of a graph also makes room for it.
    await trainee.measure(step, data.rows, 0);
    const beganMs = performance.now();
    await trainee.measure(step, data.rows, 0);
    msPerPlace = (performance.now() - beganMs) / placesOf(step.shape);
  }
  const counts = { parameters: model.parameterCount, trained: trainee.trainedCount };
  return {
    plan,
    modelName: config.model,
    parameterCount: counts.parameters,
    trainedCount: counts.trained,
    memoryBytes: estimateMemory(plan, model.config, counts),
    estimatedMs: msPerPlace * left.reduce((sum, { shape }) => sum + placesOf(shape), 0),
    threads: state.threads,
    device,
    doneUpdates: state.update,
    earlierThreads: earlierThreads === state.threads ? undefined : earlierThreads,
  };
}

async function finish(
  request: TrainingRequest,
  made: {
    readonly outline: RunOutline;
    readonly trainee: Trainee;
    readonly state: RunState;
    readonly parameterHash: string;
  },
): Promise<TrainingOutcome> {
  const { outDir, source } = request;
  const { trainee, state, parameterHash } = made;
  const best = state.best === undefined ? undefined : await readCheckpoint(join(outDir, RUN_FILES.best));
  if (best !== undefined) trainee.restore(best, best.state.update);
  const modelDir = join(outDir, RUN_FILES.model);
  await writeTrainedModel(await withWeights(source, trainee.weights()), source, modelDir);
  const { method } = request.config;
  if (method.kind === 'lora') {
    const { parameters } = trainee.checkpointTensors();
    const folder = join(outDir, RUN_FILES.adapter);
    await writeAdapter(parameters, method, { folder, baseModel: request.config.model });
  }
  await writeReport(request, made.outline, state.best);
  const { update: updates, elapsedMs, threads, fingerprint } = state;
  const result = {
    model: RUN_FILES.model,
    best: state.best ?? null,
    updates,
    elapsedMs,
    threads,
    parameterHash,
    fingerprint,
  };
  await writeAtomically(join(outDir, RUN_FILES.result), [`${JSON.stringify(result, undefined, 2)}\n`]);
  return { kind: 'finished', modelDir, best: state.best, parameterHash, updates, elapsedMs };
}

async function writeReport(
  { config, data, outDir }: TrainingRequest,
  outline: RunOutline,
  best: BestEpoch | undefined,
): Promise<void> {
  const { method } = config;
  const words =
    method.kind === 'lora' ? `LoRA, rank ${method.rank}, alpha ${method.alpha}, dropout ${method.dropout}` : 'full';
  const facts: readonly (readonly [string, string])[] = [
    ['Model', `${outline.modelName} (${outline.parameterCount} parameters, ${outline.trainedCount} trained)`],
    ['Method', words],
    [
      'Samples',
      `${outline.plan.samples} train, ${data.devQuestions.length} dev; ${data.tooLong.length} left out as too long`,
    ],
    ['Entity types', data.entityTypes.join(', ') || 'none'],
    [
      'Updates',
      `${outline.plan.updates.length} of ${config.batchSize} × ${config.gradientAccumulation} samples in ${countNoun(outline.plan.epochs, 'epoch')}`,
    ],
    ['Learning rate', `${config.learningRate}, ${config.schedule}, warm-up ${config.warmupRatio}`],
    ['Seed', String(config.seed)],
    ['Threads', String(outline.threads)],
    ['Device', outline.device],
    ...Object.entries(data.hashes).map(([what, hash]) => [`SHA-256 of ${what}`, hash] as const),
  ];
  const metrics = await readMetrics(join(outDir, RUN_FILES.metrics));
  const html = htmlReport({ title: 'Training report', facts, best }, metrics);
  await writeAtomically(join(outDir, RUN_FILES.report), [html]);
}

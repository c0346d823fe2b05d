import { join } from 'node:path';
import type { ModelFolder } from '../../decoder/model/model-folder.ts';
import { toRuntimeFailure } from '../../decoder/runtime-failure.ts';
import {
  hashTensors,
  writeCheckpoint,
  type BestEpoch,
  type Checkpoint,
  type RunState,
} from '../checkpoint/checkpoint.ts';
import { withWeights } from '../../training/weights/with-weights.ts';
import type { TrainConfig } from '../config/train-config.ts';
import {
  epochRow,
  updateRow,
  type EpochMetrics,
  type MetricsFile,
  type UpdateMetrics,
} from '../report/metrics-file.ts';
import { writeTrainedModel } from '../result/trained-model.ts';
import { TrainRefusal } from '../train-problem.ts';
import { learningRate } from '../../training/optimizer/learning-rate.ts';
import { measureDev } from './measure-dev.ts';
import type { Trainee } from '../../training/trainee.ts';
import type { TrainingData } from './training-data.ts';
import { placesOf, type PlannedUpdate, type TrainingPlan } from './training-plan.ts';

/** Files of a run's folder. */
export const RUN_FILES = {
  checkpoints: 'checkpoints',
  last: 'checkpoints/last.safetensors',
  best: 'checkpoints/best.safetensors',
  metrics: 'metrics.csv',
  report: 'report.html',
  result: 'result.json',
  model: 'model',
  epochs: 'epochs',
  adapter: 'adapter',
} as const;

export interface LoopProgress {
  /** Updates done. */
  readonly update: number;
  readonly total: number;
  readonly metrics: UpdateMetrics;
  readonly tokensPerSecond: number;
  readonly remainingMs: number;
}

export interface LoopOptions {
  readonly config: TrainConfig;
  readonly data: TrainingData;
  readonly plan: TrainingPlan;
  readonly trainee: Trainee;
  /** Config and tokenizer of the model that is trained. */
  readonly source: ModelFolder;
  readonly outDir: string;
  readonly metrics: MetricsFile;
  /** Where the run stands; its tensors are in the trainee already. */
  readonly start: RunState;
  /** Ends the run behind the update at hand, with a checkpoint. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoopProgress) => void;
  readonly onAnswered: (count: number, total: number) => void;
  readonly onEpoch: (metrics: EpochMetrics, best: BestEpoch | undefined) => Promise<void>;
}

/** How a run ended, and the update of the last checkpoint that is on the disk. */
export type LoopOutcome =
  | { readonly kind: 'finished'; readonly state: RunState; readonly parameterHash: string }
  | { readonly kind: 'interrupted'; readonly savedUpdate: number }
  | { readonly kind: 'disk-failed'; readonly savedUpdate: number | undefined; readonly detail: string }
  | { readonly kind: 'out-of-memory'; readonly savedUpdate: number | undefined; readonly detail: string };

/**
 * Trains from `start` to the plan's end. A checkpoint is written before the first update, every `saveEvery` updates,
 * at the end of every epoch before and after its dev score (which is also taken before the first update), and when the run is interrupted or memory runs out.
 *
 * @throws TrainRefusal `loss-not-finite`.
 */
export async function runLoop(options: LoopOptions): Promise<LoopOutcome> {
  const loop = new Loop(options);
  try {
    return await loop.run();
  } catch (error) {
    if (isDiskFault(error)) {
      return { kind: 'disk-failed', savedUpdate: loop.savedUpdate, detail: error.message };
    }
    const failure = toRuntimeFailure(error);
    if (failure.code !== 'out-of-memory') throw error;
    await loop.saveIfWhole();
    return { kind: 'out-of-memory', savedUpdate: loop.savedUpdate, detail: failure.detail };
  }
}

class Loop {
  savedUpdate: number | undefined;
  readonly #options: LoopOptions;
  #state: RunState;
  readonly #startedMs = performance.now();
  /** Time of the updates alone: what is left is reckoned by it. */
  #trainingMs = 0;
  /** Places of all updates before the n-th. */
  readonly #placesBefore: Float64Array;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#state = options.start;
    const { updates } = options.plan;
    this.#placesBefore = new Float64Array(updates.length + 1);
    updates.forEach(({ steps }, index) => {
      const places = steps.reduce((sum, { shape }) => sum + placesOf(shape), 0);
      this.#placesBefore[index + 1] = (this.#placesBefore[index] ?? 0) + places;
    });
    if (options.start.update > 0) this.savedUpdate = options.start.update;
  }

  async run(): Promise<LoopOutcome> {
    const { plan, signal, trainee } = this.#options;
    if (this.savedUpdate === undefined) await this.#save();
    if (this.#state.update === 0) await this.#measureBefore();
    // An epoch whose end is behind us but whose score is not known was cut off in between.
    if (this.#state.update > 0) await this.#closeEpoch(plan.updates[this.#state.update - 1]);
    while (this.#state.update < plan.updates.length) {
      if (signal.aborted) return await this.#interrupt();
      const planned = plan.updates[this.#state.update];
      if (planned === undefined) throw new Error(`the plan has no update ${this.#state.update}`);
      await this.#update(planned);
      if (this.#state.update % this.#options.config.saveEvery === 0) await this.#save();
      await this.#closeEpoch(planned);
    }
    if (signal.aborted && this.#state.evaluatedEpochs < plan.epochs) return await this.#interrupt();
    const parameterHash = hashTensors(trainee.checkpointTensors().parameters);
    return { kind: 'finished', state: this.#stamped(), parameterHash };
  }

  /** After a failure: what is in memory is worth keeping unless an update broke off half way. */
  async saveIfWhole(): Promise<void> {
    if (this.#options.trainee.isTorn || this.savedUpdate === this.#state.update) return;
    await this.#save().catch((error: unknown) => {
      if (!isDiskFault(error)) throw error;
    });
  }

  async #interrupt(): Promise<LoopOutcome> {
    await this.#save();
    return { kind: 'interrupted', savedUpdate: this.#state.update };
  }

  async #update(planned: PlannedUpdate): Promise<void> {
    const { config, data, plan, trainee } = this.#options;
    const { update } = this.#state;
    const total = plan.updates.length;
    const rate = learningRate(update, { total, peak: config.learningRate, ...config });
    const beganMs = performance.now();
    const result = await trainee.update(planned.steps, data.rows, { update, learningRate: rate });
    const loss = result.lossSum / Math.max(1, result.targetCount);
    if (!Number.isFinite(loss) || !Number.isFinite(result.gradientNorm)) {
      const detail = `loss ${loss}, gradient norm ${result.gradientNorm}`;
      throw new TrainRefusal({ code: 'loss-not-finite', update: update + 1, detail });
    }
    this.#state = { ...this.#state, update: update + 1 };
    const members = planned.steps.flatMap(({ rows }) => rows.flat());
    const metrics: UpdateMetrics = {
      update: update + 1,
      epoch: Number((((update + 1) / total) * plan.epochs).toFixed(4)),
      loss,
      learningRate: rate,
      gradientNorm: result.gradientNorm,
      tokens: members.reduce((sum, index) => sum + (data.rows[index]?.ids.length ?? 0), 0),
      seconds: (performance.now() - beganMs) / 1000,
    };
    this.#trainingMs += metrics.seconds * 1000;
    await this.#options.metrics.append(updateRow(metrics));
    this.#report(metrics);
  }

  #report(metrics: UpdateMetrics): void {
    const { plan, start } = this.#options;
    const placesAt = (update: number): number => this.#placesBefore[update] ?? 0;
    const done = placesAt(this.#state.update) - placesAt(start.update);
    const left = plan.places - placesAt(this.#state.update);
    this.#options.onProgress({
      update: this.#state.update,
      total: plan.updates.length,
      metrics,
      tokensPerSecond: metrics.tokens / metrics.seconds,
      remainingMs: (this.#trainingMs / Math.max(1, done)) * left,
    });
  }

  /** Saves, measures on dev, keeps the best, and saves again what is known then. */
  async #closeEpoch(planned: PlannedUpdate | undefined): Promise<void> {
    const { data, outDir, trainee } = this.#options;
    if (planned?.endsEpoch !== true || this.#state.evaluatedEpochs > planned.epoch) return;
    await this.#save();
    const epoch = planned.epoch + 1;
    if (this.#options.config.keepEpochs) await this.#keepEpoch(epoch);
    if (data.devRows.length === 0 && data.devQuestions.length === 0) {
      this.#state = { ...this.#state, evaluatedEpochs: epoch };
      await this.#save();
      return;
    }
    const { update } = this.#state;
    const measured = await this.#measure();
    if (measured === undefined) return;
    const { goldCount, ...scores } = measured;
    const best: BestEpoch = { epoch, update, score: scoreOf(scores, goldCount) };
    const isBest = this.#state.best === undefined || best.score > this.#state.best.score;
    const metrics: EpochMetrics = { update, epoch, ...scores };
    this.#state = { ...this.#state, evaluatedEpochs: epoch, ...(isBest ? { best } : {}) };
    const { parameters } = trainee.checkpointTensors();
    if (isBest) {
      const kept: Checkpoint = { state: this.#stamped(), parameters, firstMoments: [], secondMoments: [] };
      await writeCheckpoint(join(outDir, RUN_FILES.best), kept);
    }
    await this.#options.metrics.append(epochRow(metrics));
    await this.#save();
    await this.#options.onEpoch(metrics, this.#state.best);
  }

  async #keepEpoch(epoch: number): Promise<void> {
    const { outDir, source, trainee } = this.#options;
    const model = await withWeights(source, trainee.weights());
    await writeTrainedModel(model, source, join(outDir, RUN_FILES.epochs, String(epoch)));
  }

  /** What the model does on dev before it learns: epoch 0, which is held against the others but is none of them. */
  async #measureBefore(): Promise<void> {
    if (this.#options.data.devQuestions.length === 0) return;
    const measured = await this.#measure();
    if (measured === undefined) return;
    const { goldCount: _, ...scores } = measured;
    const metrics: EpochMetrics = { update: 0, epoch: 0, ...scores };
    await this.#options.metrics.append(epochRow(metrics));
    await this.#options.onEpoch(metrics, undefined);
  }

  /** Undefined where it was interrupted. */
  async #measure(): Promise<Awaited<ReturnType<typeof measureDev>> | undefined> {
    const { config, data, signal, source, trainee } = this.#options;
    try {
      return await measureDev(trainee.weights(), data, {
        source,
        threads: this.#state.threads,
        maxNewTokens: config.maxNewTokens,
        signal,
        onAnswered: (count) => this.#options.onAnswered(count, data.devQuestions.length),
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  async #save(): Promise<void> {
    const { outDir, trainee } = this.#options;
    const state = this.#stamped();
    await writeCheckpoint(join(outDir, RUN_FILES.last), { state, ...trainee.checkpointTensors() });
    this.savedUpdate = state.update;
  }

  #stamped(): RunState {
    const elapsedMs = this.#options.start.elapsedMs + Math.round(performance.now() - this.#startedMs);
    return { ...this.#state, elapsedMs };
  }
}

/** Strict span F1, or minus the loss where the dev samples hold nothing to find; larger is better. */
function scoreOf({ f1, devLoss }: Pick<EpochMetrics, 'f1' | 'devLoss'>, goldCount: number): number {
  return goldCount > 0 ? (f1 ?? 0) : -(devLoss ?? Infinity);
}

/** What the file system refuses: a full disk, a quota, a medium that went away. */
function isDiskFault(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

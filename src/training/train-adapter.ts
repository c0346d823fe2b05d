import { FailureError } from '../core/failure.ts';
import type { OpenedModel } from '../decoder/model/model-folder.ts';
import { learningRate } from './optimizer/learning-rate.ts';
import { planBatches, type PlannedStep } from './batches/plan-batches.ts';
import type { FloatTensor } from './weights/safetensors-parts.ts';
import { tokenizeRows } from './batches/tokenize-rows.ts';
import { Trainee, type TrainingRuntime } from './trainee.ts';
import { ADAPTER_TARGETS, type TrainingMode } from './graph/training-mode.ts';

/** What a person says of a training that is not kept on a disk. */
export interface AdapterTraining {
  readonly epochs: number;
  /** Ends the training earlier than the epochs would. */
  readonly maxUpdates: number | undefined;
  readonly rank: number;
  /** At its highest. */
  readonly learningRate: number;
  /** Samples of one update. */
  readonly batchSize: number;
  /** Tokens of prompt, answer and end token; longer samples are left out. */
  readonly maxLength: number;
  readonly seed: number;
}

export interface AdapterProgress {
  /** Updates done. */
  readonly update: number;
  readonly total: number;
  /** Mean nats of a target of the last update. */
  readonly loss: number;
  /** Tokens read, without padding. */
  readonly tokensPerSecond: number;
  readonly remainingMs: number;
}

export interface TrainedAdapter {
  readonly method: Extract<TrainingMode, { readonly kind: 'lora' }>;
  readonly adapter: readonly FloatTensor[];
  /** The whole model's, the adapter added in. */
  readonly weights: readonly FloatTensor[];
  readonly sampleCount: number;
  readonly tooLongCount: number;
  readonly updates: number;
  /** The person ended it: not all updates were made. */
  readonly isStopped: boolean;
}

type Rows = Parameters<typeof tokenizeRows>[0];

/** As the bundled trainer has them where a config says nothing. */
const DEFAULTS = {
  gradientAccumulation: 1,
  maxGradNorm: 1,
  weightDecay: 0,
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  adamEpsilon: 1e-8,
} as const;
const WARMUP_RATIO = 0.03;

/**
 * Trains adapters on all seven linear maps of a model, in memory alone, by the loop and with the arithmetic of
 * `bioselect train`. A signal ends it behind the update at hand, with what was learnt until then.
 *
 * @param options `betweenUpdates` is awaited after each update, so that a thread can take its messages; `now` in ms.
 * @throws FailureError `nothing-to-train` where no sample fits, `numeric-fault` where the loss is no number any more,
 * `model-architecture-unsupported`, `cancelled` where it is stopped before the first update.
 */
export async function trainAdapter(
  model: OpenedModel,
  rows: Rows,
  options: AdapterTraining & {
    readonly runtime: TrainingRuntime;
    readonly signal: AbortSignal;
    readonly now: () => number;
    readonly betweenUpdates: () => Promise<void>;
    readonly onProgress: (progress: AdapterProgress) => void;
  },
): Promise<TrainedAdapter> {
  const { maxLength, seed, signal, now } = options;
  const endTokenId = model.config.endTokenIds[0];
  const learnt = tokenizeRows(rows, model.tokenizer, {
    maxLength: Math.min(maxLength, model.config.maxPositions),
    endTokenId,
  });
  if (learnt.rows.length === 0) {
    throw new FailureError({ code: 'nothing-to-train', sampleCount: rows.length, maxLength });
  }
  const method = {
    kind: 'lora',
    rank: options.rank,
    alpha: 2 * options.rank,
    dropout: 0,
    targets: ADAPTER_TARGETS,
  } as const;
  const plan = planBatches(learnt.rows, { ...options, ...DEFAULTS })
    .flatMap(({ updates }) => updates)
    .slice(0, options.maxUpdates);
  const trainee = await Trainee.create(model, { ...DEFAULTS, method, seed }, options.runtime);
  try {
    const places = plan.map((steps) => steps.reduce((sum, step) => sum + placesOf(step), 0));
    let left = places.reduce((sum, count) => sum + count, 0);
    let [spentMs, done, update] = [0, 0, 0];
    for (const steps of plan) {
      if (signal.aborted) break;
      const beganMs = now();
      const rate = learningRate(update, {
        total: plan.length,
        peak: options.learningRate,
        schedule: 'cosine',
        warmupRatio: WARMUP_RATIO,
      });
      const result = await trainee.update(steps, learnt.rows, { update, learningRate: rate });
      const loss = result.lossSum / Math.max(1, result.targetCount);
      if (!Number.isFinite(loss) || !Number.isFinite(result.gradientNorm)) {
        throw new FailureError({ code: 'numeric-fault', detail: `update ${update + 1} has a loss of ${loss}` });
      }
      const tookMs = Math.max(1, now() - beganMs);
      spentMs += tookMs;
      done += places[update] ?? 0;
      left -= places[update] ?? 0;
      update += 1;
      const tokens = steps.flatMap((step) => step.rows.flat()).reduce((sum, row) => sum + lengthOf(row), 0);
      options.onProgress({
        update,
        total: plan.length,
        loss,
        tokensPerSecond: (1000 * tokens) / tookMs,
        remainingMs: (spentMs / Math.max(1, done)) * left,
      });
      await options.betweenUpdates();
    }
    if (update === 0) throw new FailureError({ code: 'cancelled' });
    return {
      method,
      adapter: trainee.checkpointTensors().parameters,
      weights: trainee.weights(),
      sampleCount: learnt.rows.length,
      tooLongCount: learnt.tooLong.length,
      updates: update,
      isStopped: update < plan.length,
    };
  } finally {
    await trainee.dispose();
  }

  function lengthOf(row: number): number {
    return learnt.rows[row]?.ids.length ?? 0;
  }
}

function placesOf({ shape }: PlannedStep): number {
  return shape.batch * shape.tokens;
}

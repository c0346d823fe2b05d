import type { DecoderConfig } from '../../decoder/config/model-config.ts';
import type { TrainConfig } from '../config/train-config.ts';
import { planBatches, type EpochPlan, type PlannedStep } from '../../training/batches/plan-batches.ts';
import { planPackedBatches } from '../../training/batches/plan-packed-batches.ts';
import type { TrainingData } from './training-data.ts';

/** One update of a run: its steps and the epoch it belongs to. */
export interface PlannedUpdate {
  readonly steps: readonly PlannedStep[];
  /** 0-based. */
  readonly epoch: number;
  readonly endsEpoch: boolean;
}

export interface TrainingPlan {
  readonly updates: readonly PlannedUpdate[];
  readonly epochs: number;
  readonly samples: number;
  /** Tokens read, all epochs together, without padding. */
  readonly tokens: number;
  /** Places in the steps that hold them: what the time depends on. */
  readonly places: number;
  /** Tokens learnt, all epochs together. */
  readonly targets: number;
}

export function planTraining(data: TrainingData, config: TrainConfig): TrainingPlan {
  const planned = config.packing ? planPackedBatches(data.rows, config) : planBatches(data.rows, config);
  const whole = planned.flatMap(flattenEpoch);
  const updates = whole.slice(0, config.maxUpdates);
  const steps = updates.flatMap((update) => update.steps);
  let [tokens, targets] = [0, 0];
  for (const index of steps.flatMap(({ rows }) => rows.flat())) {
    const row = data.rows[index];
    tokens += (row?.ids.length ?? 1) - 1;
    targets += (row?.ids.length ?? 0) - (row?.targetStart ?? 0);
  }
  return {
    // A run that is cut short still ends with a dev score.
    updates: updates.map((update, index) => (index === updates.length - 1 ? { ...update, endsEpoch: true } : update)),
    epochs: (updates.at(-1)?.epoch ?? -1) + 1,
    samples: data.rows.length,
    tokens,
    places: steps.reduce((sum, { shape }) => sum + placesOf(shape), 0),
    targets,
  };
}

export function placesOf({ batch, tokens }: PlannedStep['shape']): number {
  return batch * tokens;
}

function flattenEpoch({ updates }: EpochPlan, epoch: number): readonly PlannedUpdate[] {
  return updates.map((steps, index) => ({ steps, epoch, endsEpoch: index === updates.length - 1 }));
}

/**
 * About how much memory a training takes, in bytes: weights, gradients and two moments, and what the largest step keeps
 * for its way back (per token and layer about ten vectors of the hidden width, six of the feed-forward part's and three
 * rows of attention a head; three rows of the vocabulary an answer token). Graphs of other shapes add to it.
 */
export function estimateMemory(
  plan: TrainingPlan,
  config: DecoderConfig,
  counts: { readonly parameters: number; readonly trained: number },
): number {
  const { hiddenSize, intermediateSize, headCount, layerCount, vocabSize } = config;
  const shapes = plan.updates.flatMap(({ steps }) => steps.map(({ shape }) => shape));
  const largest = shapes.reduce((most, shape) => {
    const perToken = layerCount * (10 * hiddenSize + 6 * intermediateSize + 3 * headCount * shape.tokens);
    return Math.max(most, placesOf(shape) * perToken + 3 * shape.answerRows * vocabSize);
  }, 0);
  return 4 * (counts.parameters + 3 * counts.trained + largest);
}

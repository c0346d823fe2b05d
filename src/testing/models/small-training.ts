import { AdamW } from '../../training/optimizer/adamw.ts';
import { ADAPTER_TARGETS } from '../../training/graph/training-mode.ts';
import { syntheticDecoder } from './synthetic-decoder.ts';
import { trainingFixture, type StepRuntime } from './training-fixture.ts';

const MODES = {
  full: { kind: 'full' },
  lora: { kind: 'lora', rank: 4, alpha: 8, targets: ADAPTER_TARGETS, dropout: 0.25 },
} as const;

export type SmallMode = keyof typeof MODES;

/** Gradients of a step, and the parameters after one update with them. */
export interface SmallTraining {
  readonly gradients: Float32Array;
  readonly updated: Float32Array;
}

/** A step and an update of a model small enough for any runtime, the same everywhere. */
export async function smallTraining(runtime: StepRuntime, mode: SmallMode): Promise<SmallTraining> {
  const model = syntheticDecoder({
    architecture: 'qwen3',
    vocabSize: 256,
    hiddenSize: 64,
    layerCount: 1,
    headCount: 4,
    keyValueHeadCount: 2,
    headDim: 16,
    intermediateSize: 96,
    tiedEmbedding: true,
  });
  // Two blocks of queries, so that every operator is in it.
  const shape = { batch: 2, tokens: 72, answerRows: 60 };
  const { step, batch, trained } = await trainingFixture(runtime, model, { shape, mode: MODES[mode] });
  const { gradients } = await step.run(batch, 1);
  const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
  const optimizer = await AdamW.create(trained, settings);
  optimizer.step(gradients, { learningRate: 1e-3, clipNorm: 1 });
  const result = { gradients: gradients.flat.slice(), updated: trained.flat.slice() };
  await step.dispose();
  return result;
}

/** Largest difference over the largest number. */
export function relativeDifference(expected: Float32Array, actual: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (actual[i] ?? Infinity))), 0) / largest;
}

import type { InferenceSession } from 'onnxruntime-web';
import type { OrtRuntime } from '../../decoder/model/decoder-model.ts';
import { FlatTensors } from '../../training/graph/flat-tensors.ts';
import { sizeOf } from '../../training/graph/gradient-tape.ts';
import { layOutBatch, type BatchShape, type StepBatch } from '../../training/batches/step-batch.ts';
import { buildTrainingGraph } from '../../training/graph/training-graph.ts';
import type { TrainingMode } from '../../training/graph/training-mode.ts';
import { TrainingStep } from '../../training/graph/training-step.ts';
import { seededRandom } from '../../core/numbers/seeded-random.ts';
import type { SyntheticDecoder } from './synthetic-decoder.ts';

/** A step on a random model and a random batch, and all that was fed. */
export interface TrainingFixture {
  readonly step: TrainingStep;
  readonly batch: StepBatch;
  /** All parameters; the trainable ones are views of `trained`. */
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly trained: FlatTensors;
}

/** Where a step runs. */
export interface StepRuntime {
  readonly ort: OrtRuntime;
  readonly session: InferenceSession.SessionOptions;
  readonly writesInPlace: boolean;
}

/** Adapters get random factors, B too: with B = 0, as training begins, half of all gradients would be 0. */
export async function trainingFixture(
  { ort, session, writesInPlace }: StepRuntime,
  model: SyntheticDecoder,
  { shape, mode }: { shape: BatchShape; mode: TrainingMode },
): Promise<TrainingFixture> {
  const spec = { config: model.config, weights: model.weights, mode, ...shape };
  const { parameters } = buildTrainingGraph(spec);
  const random = seededRandom(7);
  const trained = new FlatTensors(parameters);
  const values = new Map<string, Float32Array>();
  for (const { name, shape: dims, isTrainable } of parameters) {
    const given = model.values.get(name);
    const drawn = given ?? Float32Array.from({ length: sizeOf(dims) }, () => 0.2 * (random() - 0.5));
    if (isTrainable) trained.view(name).set(drawn);
    values.set(name, isTrainable ? trained.view(name) : drawn);
  }
  const step = await TrainingStep.create(ort, spec, {
    values,
    gradients: new FlatTensors(parameters),
    session,
    writesInPlace,
  });
  return { step, values, trained, batch: randomBatch(shape, model.config.vocabSize) };
}

/** Rows of unequal length whose second half is the answer, as many as fit. */
function randomBatch(shape: BatchShape, vocabSize: number): StepBatch {
  const random = seededRandom(11);
  const rows = Array.from({ length: shape.batch }, (_, row) => {
    const length = shape.tokens + 1 - 3 * row;
    const ids = Array.from({ length }, () => Math.floor(random() * vocabSize));
    return [{ ids, targetStart: length - Math.floor(shape.answerRows / shape.batch) + row }];
  });
  const batch = layOutBatch(rows, shape);
  return { ...batch, weights: batch.weights.map(() => 0.5 + random()) };
}

import type { InferenceSession } from 'onnxruntime-web';
import type { OrtRuntime } from '../src/decoder/model/decoder-model.ts';
import { OnnxGraph } from '../src/decoder/onnx/onnx-graph.ts';
import type { SyntheticDecoder } from '../src/testing/models/synthetic-decoder.ts';
import { AdamW } from '../src/training/optimizer/adamw.ts';
import { FlatTensors } from '../src/training/graph/flat-tensors.ts';
import { sizeOf } from '../src/training/graph/gradient-tape.ts';
import { layOutBatch, type BatchShape, type StepBatch } from '../src/training/batches/step-batch.ts';
import { buildTrainingGraph } from '../src/training/graph/training-graph.ts';
import { ADAPTER_TARGETS, type TrainingMode } from '../src/training/graph/training-mode.ts';
import { TrainingStep } from '../src/training/graph/training-step.ts';

export const TRAINING_MODES = {
  full: { kind: 'full' },
  lora: { kind: 'lora', rank: 8, alpha: 16, targets: ADAPTER_TARGETS, dropout: 0 },
} as const satisfies Record<string, TrainingMode>;

interface TrainingBenchSetup {
  readonly ort: OrtRuntime;
  readonly session: InferenceSession.SessionOptions;
  readonly model: SyntheticDecoder;
  readonly shape: BatchShape;
  readonly mode: TrainingMode;
  readonly rounds: number;
  readonly now: () => number;
  readonly rssBytes: () => number;
  /** Another engine's step on the same sizes, taken in turns with ours: seconds. */
  readonly other?: (() => Promise<number>) | undefined;
}

/** Medians of all rounds, seconds; FLOPs are those of a dense model, the masked half of attention counted. */
export interface TrainingFigures {
  readonly stepSeconds: number;
  readonly optimizerSeconds: number;
  readonly otherSeconds: number | undefined;
  readonly stepFlops: number;
  /** FLOP/s of a plain matrix product in the same process, taken right before and behind each step. */
  readonly matmulFlopRate: number;
  /** FLOP/s of each round's step over that of the products around it: a processor's clock changes within seconds. */
  readonly shares: readonly number[];
  readonly tokenCount: number;
  readonly parameterCount: number;
  readonly trainedCount: number;
  /** After every round, bytes. */
  readonly rss: readonly number[];
}

export async function runTrainingBench(setup: TrainingBenchSetup): Promise<TrainingFigures> {
  const { ort, model, mode, shape, session, now } = setup;
  const spec = { config: model.config, weights: model.weights, mode, ...shape };
  const { parameters } = buildTrainingGraph(spec);
  const trained = new FlatTensors(parameters);
  const values = new Map<string, Float32Array>();
  for (const { name, shape: dims, isTrainable } of parameters) {
    // An adapter's factors may be anything but denormal: 0.01 costs what real ones cost.
    const drawn = model.values.get(name) ?? new Float32Array(sizeOf(dims)).fill(0.01);
    if (isTrainable) trained.view(name).set(drawn);
    values.set(name, isTrainable ? trained.view(name) : drawn);
  }
  const gradients = new FlatTensors(parameters);
  const step = await TrainingStep.create(ort, spec, { values, gradients, session, writesInPlace: true });
  const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
  const optimizer = await AdamW.create(trained, settings);
  const products = await Promise.all([512, 1024].map((size) => squareProduct(setup, size)));
  const batch = fullBatch(shape, model.config.vocabSize);
  const stepFlops = countFlops(model, shape, mode);
  const steps: number[] = [];
  const updates: number[] = [];
  const others: number[] = [];
  const matmulRates: number[] = [];
  const shares: number[] = [];
  const rss: number[] = [];
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const start = now();
    await work();
    return (now() - start) / 1000;
  };
  for (let round = 0; round < setup.rounds; round += 1) {
    const before = await fastest(products);
    const stepSeconds = await timed(() => step.run(batch, round));
    const matmulRate = (before + (await fastest(products))) / 2;
    steps.push(stepSeconds);
    matmulRates.push(matmulRate);
    shares.push(stepFlops / stepSeconds / matmulRate);
    const update = { learningRate: 1e-4, clipNorm: 1 };
    updates.push(await timed(() => Promise.resolve(optimizer.step(gradients, update))));
    if (setup.other !== undefined) others.push(await setup.other());
    rss.push(setup.rssBytes());
  }
  await step.dispose();
  return {
    stepSeconds: median(steps),
    optimizerSeconds: median(updates),
    otherSeconds: setup.other === undefined ? undefined : median(others),
    stepFlops,
    matmulFlopRate: median(matmulRates),
    shares,
    tokenCount: shape.batch * shape.tokens,
    parameterCount: [...model.values.values()].reduce((sum, { length }) => sum + length, 0),
    trainedCount: trained.flat.length,
    rss,
  };
}

/** 2 a weight and token, 4·T·H·D a layer for attention; a backward pass costs once for inputs, once for weights. */
function countFlops({ config, values }: SyntheticDecoder, shape: BatchShape, mode: TrainingMode): number {
  const tokens = shape.batch * shape.tokens;
  const head = config.vocabSize * config.hiddenSize;
  const body = [...values.values()].reduce((sum, { length }) => sum + length, 0) - head;
  const attention = 4 * shape.tokens * config.headCount * config.headDim * config.layerCount;
  const passes = mode.kind === 'full' ? 3 : 2;
  return passes * (tokens * (2 * body + attention) + shape.answerRows * 2 * head);
}

function fullBatch(shape: BatchShape, vocabSize: number): StepBatch {
  const rows = Array.from({ length: shape.batch }, (_, row) => {
    const ids = Array.from({ length: shape.tokens + 1 }, (__, i) => (row * 7919 + i * 104_729) % vocabSize);
    return [{ ids, targetStart: shape.tokens + 1 - shape.answerRows / shape.batch }];
  });
  return layOutBatch(rows, shape);
}

async function fastest(products: readonly (() => Promise<number>)[]): Promise<number> {
  let rate = 0;
  for (const measure of products) rate = Math.max(rate, await measure());
  return rate;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Measures the FLOP/s of [n,n] @ [n,n], once a call: the median of a few, as the steps have theirs. */
async function squareProduct({ ort, session, now }: TrainingBenchSetup, size: number): Promise<() => Promise<number>> {
  const graph = new OnnxGraph('product');
  graph.output('c', 'f32', [size, size]);
  graph.node('MatMul', [graph.input('a', 'f32', [size, size]), graph.input('b', 'f32', [size, size])], {
    outputs: ['c'],
  });
  const product = await ort.InferenceSession.create(graph.finish(), session);
  const tensor = (): InstanceType<OrtRuntime['Tensor']> =>
    new ort.Tensor('float32', new Float32Array(size * size).fill(0.5), [size, size]);
  const feeds = { a: tensor(), b: tensor() };
  const fetches = { c: tensor() };
  return async () => {
    const seconds: number[] = [];
    for (let repeat = 0; repeat < 9; repeat += 1) {
      const start = now();
      await product.run(feeds, fetches);
      seconds.push((now() - start) / 1000);
    }
    return (2 * size ** 3) / median(seconds);
  };
}

import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { diskFolder } from '../../cli/models/load-node-model.ts';
import { DecoderModel } from '../../decoder/model/decoder-model.ts';
import { resolveWeights } from '../../decoder/weights/decoder-weights.ts';
import { openModelFolder, type OpenedModel } from '../../decoder/model/model-folder.ts';
import { nodeRuntime } from '../../testing/models/node-runtime.ts';
import { seededRandom } from '../../core/numbers/seeded-random.ts';
import { syntheticDecoder } from '../../testing/models/synthetic-decoder.ts';
import { trainingFixture } from '../../testing/models/training-fixture.ts';
import { addAdapters, type Adapter } from '../weights/add-adapters.ts';
import { floatWeights } from '../weights/float-weights.ts';
import { withWeights } from '../weights/with-weights.ts';
import { FlatTensors } from './flat-tensors.ts';
import { layOutBatch, type BatchShape, type TrainingRow } from '../batches/step-batch.ts';
import { buildTrainingGraph } from './training-graph.ts';
import { adapterNames, ADAPTER_TARGETS, type TrainingMode } from './training-mode.ts';
import { TrainingStep } from './training-step.ts';

const MODELS = join(import.meta.dirname, '../../testing/fixtures/models');
const EMBEDDED = join(import.meta.dirname, '../../../public/models/bioselect-weak');
const SESSION = { executionProviders: ['cpu'], intraOpNumThreads: 2 };
const TEXTS = ['Naloxone reverses the effect of clonidine.', 'Lithium causes tremor.', 'No entity is in here at all.'];

async function stepOn(
  opened: OpenedModel,
  mode: TrainingMode,
  shape: BatchShape,
): Promise<{ step: TrainingStep; trained: FlatTensors }> {
  const spec = { config: opened.config, weights: resolveWeights(opened.config, opened.tensors), mode, ...shape };
  const base = new Map(floatWeights(opened).map(({ name, data }) => [name, data]));
  const { parameters } = buildTrainingGraph(spec);
  const trained = new FlatTensors(parameters);
  if (mode.kind === 'full') trained.fill(base);
  const values = new Map([...base, ...trained.views]);
  const gradients = new FlatTensors(parameters);
  const step = await TrainingStep.create(ort, spec, { values, gradients, session: SESSION, writesInPlace: true });
  return { step, trained };
}

/** The first two tokens are the prompt. */
function rowsOf(opened: OpenedModel): readonly TrainingRow[] {
  return TEXTS.map((text) => ({ ids: opened.tokenizer.encode(text), targetStart: 2 }));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))).reduce((most, d) => Math.max(most, d), 0);
}

describe('a step', () => {
  test('gives the same bits every time', async () => {
    const model = syntheticDecoder({
      architecture: 'qwen3',
      vocabSize: 384,
      hiddenSize: 96,
      layerCount: 2,
      headCount: 6,
      keyValueHeadCount: 2,
      headDim: 32,
      intermediateSize: 160,
      tiedEmbedding: true,
    });
    const shape = { batch: 4, tokens: 130, answerRows: 200 };
    const runs: Float32Array[] = [];
    for (let session = 0; session < 2; session += 1) {
      const { step, batch } = await trainingFixture(nodeRuntime(), model, { shape, mode: { kind: 'full' } });
      for (let repeat = 0; repeat < 3; repeat += 1) runs.push((await step.run(batch)).gradients.flat.slice());
      await step.dispose();
    }
    const [first, ...rest] = runs;
    for (const run of rest) expect(run.every((value, i) => Object.is(value, first?.[i]))).toBe(true);
  });

  test.each(['qwen3', 'qwen2', 'llama'])('of %s has the losses of the graph that scores', async (name) => {
    const opened = await openModelFolder(diskFolder(join(MODELS, name)));
    const model = await DecoderModel.load(ort, opened, SESSION);
    const rows = rowsOf(opened);
    const expected = await model.measureNll(rows.map((row) => ({ ...row, ids: Array.from(row.ids) })));
    await model.dispose();
    const shape = { batch: 3, tokens: 70, answerRows: 210 };
    const { step } = await stepOn(opened, { kind: 'full' }, shape);
    const { nll, lossSum, tokenCount } = await step.run(
      layOutBatch(
        rows.map((row) => [row]),
        shape,
      ),
    );
    await step.dispose();
    const losses = expected.flatMap((row) => [...row]);
    expect(largestDifference(nll, losses)).toBeLessThan(1e-4);
    expect(tokenCount).toBe(losses.length);
    expect(lossSum).toBeCloseTo(
      losses.reduce((sum, loss) => sum + loss, 0),
      3,
    );
  });
});

describe('a training graph', () => {
  test('of a model that it cannot express is refused by what it found', async () => {
    const opened = await openModelFolder(diskFolder(join(MODELS, 'gpt2')));
    const shape = { batch: 1, tokens: 16, answerRows: 16 };
    await expect(stepOn(opened, { kind: 'full' }, shape)).rejects.toMatchObject({
      failure: { code: 'model-architecture-unsupported', found: 'training with layer normalisation' },
    });
  });

  test('longer than the model is refused', async () => {
    const opened = await openModelFolder(diskFolder(join(MODELS, 'qwen3')));
    const shape = { batch: 1, tokens: opened.config.maxPositions + 1, answerRows: 16 };
    await expect(stepOn(opened, { kind: 'full' }, shape)).rejects.toThrow('the model holds');
  });
});

describe('gradients of two steps added up', () => {
  test('are those of one step over the samples of both', async () => {
    const opened = await openModelFolder(diskFolder(join(MODELS, 'qwen3')));
    const rows = rowsOf(opened);
    const shape = { batch: 3, tokens: 70, answerRows: 210 };
    const { step, trained } = await stepOn(opened, { kind: 'full' }, shape);
    const whole = (
      await step.run(
        layOutBatch(
          rows.map((row) => [row]),
          shape,
        ),
      )
    ).gradients.flat.slice();
    const sum = new FlatTensors(trained.parameters);
    for (const some of [rows.slice(0, 1), rows.slice(1)]) {
      sum.add(
        (
          await step.run(
            layOutBatch(
              some.map((row) => [row]),
              shape,
            ),
          )
        ).gradients,
      );
    }
    await step.dispose();
    const largest = whole.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largestDifference(whole, sum.flat) / largest).toBeLessThan(1e-5);
  });
});

describe('samples packed into one row', () => {
  test('have the losses and the gradients of samples in rows of their own', async () => {
    const opened = await openModelFolder(diskFolder(join(MODELS, 'qwen3')));
    const rows = rowsOf(opened);
    const apart = { batch: 3, tokens: 70, answerRows: 210 };
    const together = { batch: 1, tokens: 150, answerRows: 150 };
    const results = [];
    for (const [shape, layout] of [
      [apart, rows.map((row) => [row])],
      [together, [rows]],
    ] as const) {
      const { step } = await stepOn(opened, { kind: 'full' }, shape);
      results.push(await step.run(layOutBatch(layout, shape)));
      await step.dispose();
    }
    const [one, other] = results;
    if (one === undefined || other === undefined) throw new Error('two runs were made');
    expect(largestDifference(one.nll, other.nll)).toBeLessThan(1e-5);
    const largest = one.gradients.flat.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largestDifference(one.gradients.flat, other.gradients.flat) / largest).toBeLessThan(1e-5);
  });
});

describe('adapters', () => {
  const shape = { batch: 3, tokens: 40, answerRows: 120 };
  // So little dropout that nothing is dropped: with it the graph keeps W and B A apart, without it adds them itself.
  const apart = { kind: 'lora', rank: 8, alpha: 16, targets: ADAPTER_TARGETS, dropout: 1e-9 } as const;
  let opened: OpenedModel;
  beforeAll(async () => {
    opened = await openModelFolder(diskFolder(EMBEDDED));
  });

  function drawAdapters(trained: FlatTensors): void {
    const random = seededRandom(3);
    for (let index = 0; index < trained.flat.length; index += 1) trained.flat[index] = 0.1 * (random() - 0.5);
  }

  /** Random targets at every place: a log-probability is a logit less what all logits of the place share. */
  function randomTargets(seed: number): ReturnType<typeof layOutBatch> {
    const random = seededRandom(seed);
    const batch = layOutBatch(
      rowsOf(opened).map((row) => [row]),
      shape,
    );
    return { ...batch, targets: batch.targets.map(() => Math.floor(random() * opened.config.vocabSize)) };
  }

  test('added into the weights give the logits that they gave beside them, in the graph of the studio', async () => {
    const small = { batch: 1, tokens: 20, answerRows: 1 };
    const { step, trained } = await stepOn(opened, apart, small);
    drawAdapters(trained);
    const tensors = new Map(
      trained.parameters.map(({ name, shape: dims }) => [name, { name, dims, data: trained.view(name) }]),
    );
    const base = floatWeights(opened);
    const adapters = new Map<string, Adapter>();
    for (const { name } of base) {
      const { down, up } = { down: tensors.get(adapterNames(name).down), up: tensors.get(adapterNames(name).up) };
      if (down !== undefined && up !== undefined) adapters.set(name, { down, up });
    }
    expect(adapters.size).toBe(7 * opened.config.layerCount);
    const merged = addAdapters(base, adapters, apart.alpha / apart.rank);
    const model = await DecoderModel.load(ort, await withWeights(diskFolder(EMBEDDED), merged), SESSION);
    let worst = 0;
    let moved = 0;
    const plain = await DecoderModel.load(ort, opened, SESSION);
    for (const row of rowsOf(opened)) {
      const ids = Array.from(row.ids).slice(0, -1);
      const { logits } = await model.step(ids);
      moved = Math.max(moved, largestDifference(logits, (await plain.step(ids)).logits));
      // The place after the last id read, asked for a dozen targets and for the most likely token.
      const best = logits.indexOf(logits.reduce((most, value) => Math.max(most, value), -Infinity));
      const random = seededRandom(ids.length);
      const asked = [best, ...Array.from({ length: 12 }, () => Math.floor(random() * logits.length))];
      const logSum =
        Math.log(logits.reduce((sum, value) => sum + Math.exp(value - (logits[best] ?? 0)), 0)) + (logits[best] ?? 0);
      for (const target of asked) {
        const batch = layOutBatch([[{ ids: [...ids, target], targetStart: ids.length }]], small);
        const { nll } = await step.run(batch, 1);
        worst = Math.max(worst, Math.abs((nll[0] ?? NaN) - (logSum - (logits[target] ?? NaN))));
      }
    }
    await Promise.all([model.dispose(), plain.dispose(), step.dispose()]);
    expect(moved).toBeGreaterThan(0.1);
    expect(worst).toBeLessThanOrEqual(5e-5);
  });

  test('beside the weights and added inside the graph have the same losses and gradients', async () => {
    const results = [];
    for (const mode of [apart, { ...apart, dropout: 0 }]) {
      const { step, trained } = await stepOn(opened, mode, shape);
      drawAdapters(trained);
      results.push(await step.run(randomTargets(5), 1));
      await step.dispose();
    }
    const [one, other] = results;
    if (one === undefined || other === undefined) throw new Error('two runs were made');
    expect(largestDifference(one.nll, other.nll)).toBeLessThan(5e-5);
    const largest = one.gradients.flat.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largestDifference(one.gradients.flat, other.gradients.flat) / largest).toBeLessThan(2e-5);
  });

  test('with dropout draw the same masks from the same seed, others from another', async () => {
    const { step, trained } = await stepOn(opened, { ...apart, dropout: 0.3 }, shape);
    drawAdapters(trained);
    const losses: number[] = [];
    for (const seed of [1, 2, 1, 1 + 2 ** 32]) losses.push((await step.run(randomTargets(5), seed)).lossSum);
    await expect(step.run(randomTargets(5))).rejects.toThrow('a step with dropout needs a seed');
    await step.dispose();
    expect(losses[2]).toBe(losses[0]);
    expect(new Set(losses).size).toBe(3);
  });
});

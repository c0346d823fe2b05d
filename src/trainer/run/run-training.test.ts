import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diskFolder } from '../../cli/models/load-node-model.ts';
import { DecoderModel } from '../../decoder/model/decoder-model.ts';
import { openModelFolder, type OpenedModel } from '../../decoder/model/model-folder.ts';
import { writeSmallExport } from '../../testing/small-export.ts';
import { readCheckpoint } from '../checkpoint/checkpoint.ts';
import { PARTIAL_SUFFIX } from '../checkpoint/write-atomically.ts';
import { readTrainConfig, type ConfigOverrides } from '../config/read-train-config.ts';
import { openExport } from '../data/open-export.ts';
import { mergeAdapter } from '../engines/merge-adapter.ts';
import { floatWeights } from '../../training/weights/float-weights.ts';
import { readMetrics } from '../report/metrics-file.ts';
import { TrainRefusal } from '../train-problem.ts';
import { runTraining, type RunOutline, type TrainingOutcome, type TrainingRequest } from './run-training.ts';
import { loadExportData, loadTextData } from './training-data.ts';

const MODEL = join(import.meta.dirname, '../../testing/fixtures/models/qwen3');
const LORA = { 'lora.rank': 4, 'lora.dropout': 0.1 };
const FULL = { method: 'full' };

let folder = '';
let exported = '';
let model: OpenedModel;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  exported = await writeSmallExport(folder, 'export');
  model = await openModelFolder(diskFolder(MODEL));
});
afterAll(() => rm(folder, { recursive: true }));

interface Trained {
  readonly outcome: TrainingOutcome;
  readonly outline: RunOutline | undefined;
}

/** Trains for 20 updates; @param stopAt ends the run behind that update as Ctrl-C does. */
async function train(
  outDir: string,
  overrides: ConfigOverrides,
  more: { readonly stopAt?: number; readonly start?: TrainingRequest['start'] } = {},
): Promise<Trained> {
  const text = 'model: tiny\ndev_file: dev.jsonl\nmax_length: 400\nbatch_size: 4\nepochs: 2\nlearning_rate: 0.003\n';
  const config = readTrainConfig(
    { text, name: 'train.yaml' },
    { max_updates: 20, max_new_tokens: 30, dev_samples: 4, ...overrides },
  );
  const stopper = new AbortController();
  let outline: RunOutline | undefined;
  const outcome = await runTraining({
    config,
    data: loadExportData(await openExport(exported), config, model),
    model,
    source: diskFolder(MODEL),
    outDir,
    threads: 2,
    start: more.start ?? 'new',
    signal: stopper.signal,
    onOutline: (made) => {
      outline = made;
      return true;
    },
    onProgress: ({ update }) => {
      if (update === more.stopAt) stopper.abort();
    },
    onAnswered: () => undefined,
    onEpoch: () => undefined,
  });
  return { outcome, outline };
}

function hashOf({ outcome }: Trained): string {
  if (outcome.kind !== 'finished') throw new Error(`the run ended as ${outcome.kind}`);
  return outcome.parameterHash;
}

/** The adapter beside the model gives, added to the base model, the model. */
async function expectAdapterOf(out: string, modelDir: string): Promise<void> {
  const merged = await mergeAdapter(floatWeights(model), join(out, 'adapter'), 'trl');
  const written = floatWeights(await openModelFolder(diskFolder(modelDir)));
  expect(merged.map(({ name }) => name)).toEqual(written.map(({ name }) => name));
  for (const [index, { data }] of merged.entries()) expect(data).toEqual(written[index]?.data);
}

describe.each([
  ['LoRA with dropout', LORA],
  ['all weights, three steps an update', { ...FULL, gradient_accumulation: 3, batch_size: 2 }],
  ['packed samples', { ...FULL, packing: true }],
])('a training of %s', (name, overrides) => {
  const place = (what: string): string => join(folder, `${name} ${what}`);

  test('of 10 updates and 10 resumed ends at the parameters of 20 straight ones, to the bit', async () => {
    const straight = await train(place('straight'), { ...overrides, epochs: 4 });
    const out = place('resumed');
    const first = await train(out, { ...overrides, epochs: 4 }, { stopAt: 10 });
    expect(first.outcome).toEqual({ kind: 'interrupted', savedUpdate: 10 });
    const second = await train(out, { ...overrides, epochs: 4 }, { start: 'resume' });
    expect(second.outline?.doneUpdates).toBe(10);
    expect(hashOf(second)).toBe(hashOf(straight));
    if (second.outcome.kind !== 'finished') throw new Error(second.outcome.kind);
    if (name.startsWith('LoRA')) await expectAdapterOf(out, second.outcome.modelDir);
    const [a, b] = [
      await readMetrics(join(out, 'metrics.csv')),
      await readMetrics(join(place('straight'), 'metrics.csv')),
    ];
    expect(a.updates.map(({ update, loss }) => [update, loss])).toEqual(
      b.updates.map(({ update, loss }) => [update, loss]),
    );
    expect(a.epochs).toEqual(b.epochs);
  }, 60_000);
});

describe('a training', () => {
  test('learns, keeps its best epoch, and leaves a report and a model that answers alike', async () => {
    const out = join(folder, 'learnt');
    const { outcome } = await train(out, { ...FULL, max_updates: undefined, epochs: 3, keep_epochs: true });
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    const { updates, epochs } = await readMetrics(join(out, 'metrics.csv'));
    expect(updates.at(-1)?.loss).toBeLessThan((updates[0]?.loss ?? 0) / 2);
    expect(epochs.map((one) => one.epoch)).toEqual([0, 1, 2, 3]);
    expect(epochs[3]?.devLoss).toBeLessThan(epochs[0]?.devLoss ?? 0);
    expect(outcome.best?.score).toBe(Math.max(...epochs.slice(1).map(({ f1 }) => f1 ?? 0)));
    const best = join(out, 'epochs', String(outcome.best?.epoch), 'model.safetensors');
    expect(await readFile(best)).toEqual(await readFile(join(outcome.modelDir, 'model.safetensors')));
    const report = await readFile(join(out, 'report.html'), 'utf8');
    expect(report).toContain('<svg');
    expect(report).not.toMatch(/<script|src=|href=/u);

    // The dev loss of the folder is the one that the report gives the best epoch.
    const opened = await openModelFolder(diskFolder(outcome.modelDir));
    const loaded = await DecoderModel.load(ort, opened, { executionProviders: ['cpu'] });
    const text = 'model: tiny\ndev_file: dev.jsonl\nmax_length: 400\ndev_samples: 4\n';
    const config = readTrainConfig({ text, name: 'train.yaml' });
    const { devRows } = loadExportData(await openExport(exported), config, opened);
    const losses = await loaded.measureNll(devRows.map(({ ids, targetStart }) => ({ ids: [...ids], targetStart })));
    await loaded.dispose();
    const all = losses.flatMap((one) => [...one]);
    const mean = all.reduce((sum, loss) => sum + loss, 0) / all.length;
    expect(mean).toBeCloseTo(epochs.find(({ epoch }) => epoch === outcome.best?.epoch)?.devLoss ?? 0, 4);
  }, 60_000);

  test.skipIf(!existsSync('/dev/full'))(
    'that meets a full disk ends with the checkpoint before',
    async () => {
      const out = join(folder, 'full disk');
      await train(out, LORA, { stopAt: 5 });
      await symlink('/dev/full', join(out, `checkpoints/last.safetensors${PARTIAL_SUFFIX}`));
      const { outcome } = await train(out, LORA, { start: 'resume', stopAt: 8 });
      expect(outcome).toMatchObject({ kind: 'disk-failed', savedUpdate: 5 });
      const again = await train(out, LORA, { start: 'resume' });
      expect(hashOf(again)).toBe(hashOf(await train(join(folder, 'roomy disk'), LORA)));
    },
    60_000,
  );

  test('whose loss is no number any more is refused, with the checkpoint before', async () => {
    const out = join(folder, 'too fast');
    const run = train(out, { ...FULL, learning_rate: 1e20, warmup_ratio: 0, save_every: 1 });
    await expect(run).rejects.toMatchObject({ problems: [{ code: 'loss-not-finite' }] });
    const kept = await readCheckpoint(join(out, 'checkpoints/last.safetensors'));
    expect(kept?.state.update).toBeGreaterThanOrEqual(0);
  }, 60_000);

  test('goes on only as what it was begun as', async () => {
    const out = join(folder, 'other');
    await train(out, LORA, { stopAt: 2 });
    const other = train(out, { ...LORA, learning_rate: 0.001 }, { start: 'resume' });
    await expect(other).rejects.toMatchObject({
      problems: [{ code: 'resume-differs', differences: [{ what: 'learning_rate', before: '0.003', now: '0.001' }] }],
    });
    await expect(train(out, LORA)).rejects.toThrow(TrainRefusal);
    expect((await train(out, LORA, { start: 'replace' })).outcome.kind).toBe('finished');
  }, 60_000);
});

test('a plain text is learnt by the same loop', async () => {
  const config = readTrainConfig(
    { text: 'model: tiny\nmethod: full\nmax_length: 32\nbatch_size: 4\nepochs: 2\nlearning_rate: 0.003\n', name: 'c' },
    {},
  );
  const text = Array.from({ length: 40 }, (_, index) => `Gout is seen in case ${index} of this ward.\n\n`).join('');
  const outDir = join(folder, 'pretrained');
  const outcome = await runTraining({
    config,
    data: loadTextData({ text, file: 'text' }, config, model),
    model,
    source: diskFolder(MODEL),
    outDir,
    threads: 2,
    start: 'new',
    signal: new AbortController().signal,
    onOutline: () => true,
    onProgress: () => undefined,
    onAnswered: () => undefined,
    onEpoch: () => undefined,
  });
  expect(outcome.kind).toBe('finished');
  const { updates, epochs } = await readMetrics(join(outDir, 'metrics.csv'));
  expect(updates.at(-1)?.loss).toBeLessThan(updates[0]?.loss ?? 0);
  expect(epochs[1]?.devLoss).toBeLessThan(epochs[0]?.devLoss ?? 0);
});

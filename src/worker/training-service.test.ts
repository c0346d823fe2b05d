import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { FailureError } from '../core/failure.ts';
import { DecoderModel } from '../decoder/model/decoder-model.ts';
import { openModelFolder, type ModelFolder } from '../decoder/model/model-folder.ts';
import { renderPrompt } from '../core/samples/templates.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { InlineThread } from '../testing/thread/inline-thread.ts';
import { serve } from '../thread/serve.ts';
import { createTrainingClient } from './training-client.ts';
import { TrainingService } from './training-service.ts';
import type { TrainedFile, TrainOptions, TrainRow } from './training-protocol.ts';

const MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');
const SOURCE = { kind: 'bundled', name: 'tiny', baseUrl: '/' } as const;
const OPTIONS: TrainOptions = {
  epochs: 8,
  maxUpdates: undefined,
  rank: 4,
  learningRate: 0.02,
  batchSize: 4,
  maxLength: 128,
  seed: 3,
};
const ROWS = Array.from({ length: 8 }, (_, index): TrainRow => {
  const name = ['aspirin', 'lithium', 'naloxone', 'heparin'][index % 4] ?? '';
  return {
    id: String(index),
    instruction: 'Name the chemicals.',
    input: `Case ${index}: ${name} was given.`,
    output: `[{"entity":"Chemical","name":"${name}"}]`,
  };
});

const diskFolder: ModelFolder = {
  name: 'tiny',
  readBytes: async (path) => {
    try {
      return new Uint8Array(readFileSync(join(MODEL, path)));
    } catch {
      return undefined;
    }
  },
};

const client = createTrainingClient(
  () =>
    new InlineThread((endpoint) => {
      const trainer = new TrainingService({
        openFolder: () => diskFolder,
        startRuntime: async () => ({ ort, session: { executionProviders: ['cpu'] }, writesInPlace: true }),
      });
      serve(endpoint, { trainer }, { toFailure: toRuntimeFailure });
    }),
);

function folderOf(files: readonly TrainedFile[]): ModelFolder {
  return { name: 'trained', readBytes: async (path) => files.find(({ name }) => name === path)?.bytes };
}

async function answerLoss(folder: ModelFolder): Promise<number> {
  const model = await DecoderModel.load(ort, await openModelFolder(folder), { executionProviders: ['cpu'] });
  const { tokenizer } = await openModelFolder(folder);
  const losses = await model.measureNll(
    ROWS.map(({ instruction, input, output }) => {
      const prompt = renderPrompt(instruction, input);
      return { ids: tokenizer.encode(prompt + output), targetStart: tokenizer.encode(prompt).length };
    }),
  );
  await model.dispose();
  const all = losses.flatMap((one) => [...one]);
  return all.reduce((sum, loss) => sum + loss, 0) / all.length;
}

describe('a training in a thread', () => {
  test('learns its samples, and the folder it leaves has learnt them', async () => {
    const losses: number[] = [];
    const trained = await client.train(SOURCE, ROWS, {
      ...OPTIONS,
      signal: new AbortController().signal,
      onProgress: ({ loss, total, tokensPerSecond, remainingMs }) => {
        losses.push(loss);
        expect(total).toBe(16);
        expect(tokensPerSecond).toBeGreaterThan(0);
        expect(remainingMs).toBeGreaterThanOrEqual(0);
      },
    });
    expect(losses).toHaveLength(16);
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? 0));
    expect(trained).toMatchObject({ updates: 16, isStopped: false, sampleCount: 8, tooLongCount: 0 });
    expect(await answerLoss(folderOf(trained.modelFiles))).toBeLessThan(0.8 * (await answerLoss(diskFolder)));
    expect(trained.adapterFiles.map(({ name }) => name)).toEqual(['adapter_model.safetensors', 'adapter_config.json']);
    const zip = unzipSync(await client.pack(trained.adapterFiles, 1_700_000_000_000));
    expect(Object.keys(zip)).toEqual(['adapter_model.safetensors', 'adapter_config.json']);
  }, 30_000);

  test('that is stopped keeps what it has learnt until then', async () => {
    const stopper = new AbortController();
    const trained = await client.train(SOURCE, ROWS, {
      ...OPTIONS,
      signal: stopper.signal,
      onProgress: ({ update }) => {
        if (update === 3) stopper.abort();
      },
    });
    expect(trained.isStopped).toBe(true);
    expect(trained.updates).toBeGreaterThanOrEqual(3);
    expect(trained.updates).toBeLessThan(16);
  }, 30_000);

  test('without a sample that fits says so', async () => {
    const run = client.train(SOURCE, ROWS, {
      ...OPTIONS,
      maxLength: 4,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    const thrown = await run.catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(FailureError);
    expect(thrown).toMatchObject({ failure: { code: 'nothing-to-train', sampleCount: 8, maxLength: 4 } });
  });
});

import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { diskFolder, loadNodeModel } from '../cli/models/load-node-model.ts';
import { FailureError, toFailure, type Failure } from '../core/failure.ts';
import type { ScoredSample, ScoringInput } from '../core/ifd/scored-sample.ts';
import { createBreakableRuntime } from '../testing/models/breakable-runtime.ts';
import type { LoadedModel, ModelSource, PredictedInput, PredictInput, ScoreProgress } from './scorer-protocol.ts';
import { DecoderModel } from '../decoder/model/decoder-model.ts';
import { openModelFolder } from '../decoder/model/model-folder.ts';
import { F32_TOLERANCE, measureProbes } from '../scoring/trust-check.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { serve } from '../thread/serve.ts';
import type { ThreadEndpoint } from '../thread/thread-client.ts';
import { createScorerClient } from './scorer-client.ts';
import { type LoadModel, ScorerService } from './scorer-service.ts';

const SOURCE: ModelSource = { kind: 'bundled', name: 'bioselect-weak', baseUrl: '/models/bioselect-weak/' };

/** What goes over the channel has nothing to do with how good the model is. */
const TINY_MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');

/** The real service with a real model on the other end of a real message channel; only the thread is missing. */
const loadModel: LoadModel = async (source, { device }) => {
  const model = await loadNodeModel(TINY_MODEL);
  if (device === 'webgpu') throw new FailureError({ code: 'no-backend', detail: 'none here' });
  const { hash, parameterCount, config } = model.opened;
  const loaded: LoadedModel = {
    name: source.name,
    architecture: config.architecture,
    parameterCount,
    hash,
    backend: 'wasm',
    dtype: 'f32',
    threadCount: 1,
    adapter: '',
    loadMs: 0,
  };
  return { model, loaded, trust: { losses: await measureProbes(model), tolerance: F32_TOLERANCE } };
};

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

function connect(load = loadModel): ThreadEndpoint {
  const { port1, port2 } = new MessageChannel();
  closers.push(() => port1.close());
  serve(port2, { scorer: new ScorerService(load) }, { toFailure: toRuntimeFailure });
  return port1;
}

/** What the browser reports of a worker that broke. */
function crash(endpoint: ThreadEndpoint | undefined, message: string): void {
  const event = new Event('error');
  endpoint?.onerror?.(Object.assign(event, { message, filename: '', lineno: 0, colno: 0, error: undefined }));
}

function inputs(count: number): readonly ScoringInput[] {
  return Array.from({ length: count }, (_, index) => ({
    contentHash: `sample-${index}`,
    prompt: `Extract all Chemical entities.\nDose ${index} of naloxone was given.\n`,
    answer: '[{"entity": "Chemical", "name": "naloxone"}]',
  }));
}

const OPTIONS = { variant: 'superfiltering', maxLength: 1024 } as const;

function failureOf(promise: Promise<unknown>): Promise<Failure | undefined> {
  return promise.then(() => undefined, toFailure);
}

describe('the scorer behind its thread boundary', () => {
  test('answers many questions, each once, and keeps what came before a stop', async () => {
    const client = createScorerClient(() => connect());
    await client.load(SOURCE, { device: 'auto', precision: 'auto' });
    const questions = Array.from({ length: 6 }, (_, index): PredictInput => {
      const input = `Dose ${index} of naloxone was given for pain.`;
      const prompt = `Extract all Chemical entities.\n${input}\n`;
      return { questionHash: `question ${index}`, prompt, input, entityTypes: ['Chemical'] };
    });
    const predicted: PredictedInput[] = [];
    await client.predict(questions, { maxNewTokens: 40, onPredicted: (batch) => predicted.push(...batch) });
    expect(predicted.map((each) => each.questionHash).toSorted()).toEqual(questions.map((each) => each.questionHash));
    for (const { questionHash, mentions } of predicted) {
      const { input = '' } = questions.find((question) => question.questionHash === questionHash) ?? {};
      for (const { start, end, entityType, confidence } of mentions) {
        expect(input.slice(start, end)).toMatch(/^\S(?:.*\S)?$/u);
        expect(entityType).toBe('Chemical');
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    }
    const stopped = new AbortController();
    const rest: PredictedInput[] = [];
    const running = client.predict(questions, {
      maxNewTokens: 40,
      signal: stopped.signal,
      onPredicted: (batch) => rest.push(...batch),
    });
    stopped.abort();
    await running;
    expect(rest.length).toBeLessThan(questions.length);
  });

  test('loads, scores with growing progress, and generates a placed answer', async () => {
    const client = createScorerClient(() => connect());
    const model = await client.load(SOURCE, { device: 'auto', precision: 'auto' });
    expect(model).toMatchObject({ name: 'bioselect-weak', architecture: 'qwen3', parameterCount: 31_968 });

    const scored: ScoredSample[] = [];
    const progress: ScoreProgress[] = [];
    await client.score(inputs(40), {
      ...OPTIONS,
      onScored: (batch, now) => {
        scored.push(...batch);
        progress.push(now);
      },
    });
    expect(new Set(scored.map(({ contentHash }) => contentHash))).toEqual(
      new Set(inputs(40).map(({ contentHash }) => contentHash)),
    );
    expect(scored.every(({ result }) => result.kind === 'scored')).toBe(true);
    const counts = progress.map(({ doneCount }) => doneCount);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({ doneCount: 40, totalCount: 40, remainingMs: 0 });

    const input = 'Naloxone was given.';
    const seen: string[] = [];
    const request = {
      prompt: `Extract all Chemical entities.\n${input}\n`,
      input,
      entityTypes: ['Chemical'],
      maxNewTokens: 64,
    };
    const answer = await client.generate(request, { onText: (text) => seen.push(text) });
    expect(seen.at(-1)).toBe(answer.text);
    const names = JSON.parse(answer.text).map(({ name }: { name: string }) => name);
    expect(answer.mentions.map(({ start, end }) => input.slice(start, end))).toEqual(names);
    client.dispose();
  });

  test('a paused run hands out nothing until it is resumed', async () => {
    const client = createScorerClient(() => connect());
    await client.load(SOURCE, { device: 'auto', precision: 'auto' });
    let isPaused = false;
    let isResumed = false;
    let whilePaused = 0;
    let run: Promise<void> | undefined;
    await new Promise<void>((resolve) => {
      run = client.score(inputs(300), {
        ...OPTIONS,
        onScored: () => {
          if (isPaused) whilePaused += 1;
          if (isResumed) return;
          void client.pause();
          isPaused = true;
          resolve();
        },
      });
    });
    // The model still answers: generation goes through the same queue and shows that the run is the one that waits.
    const request = { prompt: 'A\n', input: 'A', entityTypes: ['X'], maxNewTokens: 4 };
    await client.generate(request, {});
    await client.generate(request, {});
    expect(whilePaused).toBe(0);
    isPaused = false;
    isResumed = true;
    client.resume();
    await run;
  });

  test('a cancelled run ends as cancelled, also while it is paused', async () => {
    const client = createScorerClient(() => connect());
    await client.load(SOURCE, { device: 'auto', precision: 'auto' });
    const controller = new AbortController();
    const run = client.score(inputs(300), {
      ...OPTIONS,
      signal: controller.signal,
      onScored: () => {
        void client.pause();
        controller.abort();
      },
    });
    expect(await failureOf(run)).toEqual({ code: 'cancelled' });
    await client.score(inputs(3), { ...OPTIONS, onScored: () => undefined });
  });

  test('a failure crosses as its code', async () => {
    const client = createScorerClient(() => connect());
    expect(await failureOf(client.load(SOURCE, { device: 'webgpu', precision: 'auto' }))).toEqual({
      code: 'no-backend',
      detail: 'none here',
    });
    const score = client.score(inputs(1), { ...OPTIONS, onScored: () => undefined });
    expect(await failureOf(score)).toEqual({ code: 'unexpected', detail: 'no model is loaded' });
  });

  test('a worker that breaks fails all that waits for it, and the next load starts another', async () => {
    const threads: ThreadEndpoint[] = [];
    const client = createScorerClient(() => {
      const thread = connect();
      threads.push(thread);
      return thread;
    });
    await client.load(SOURCE, { device: 'auto', precision: 'auto' });
    const run = client.score(inputs(300), {
      ...OPTIONS,
      onScored: () => crash(threads[0], 'out of memory in the worker'),
    });
    expect(await failureOf(run)).toEqual({ code: 'worker-crashed', detail: 'out of memory in the worker' });
    await client.load(SOURCE, { device: 'auto', precision: 'auto' });
    expect(threads.length).toBe(2);
    await client.score(inputs(2), { ...OPTIONS, onScored: () => undefined });
  });

  test('loading another model cancels what the old one was doing', async () => {
    const client = createScorerClient(() => connect());
    await client.load(SOURCE, { device: 'auto', precision: 'auto' });
    let late = 0;
    const run = client.score(inputs(300), { ...OPTIONS, onScored: () => (late += 1) });
    const failure = failureOf(run);
    await client.load(SOURCE, { device: 'auto', precision: 'auto' });
    expect(await failure).toEqual({ code: 'cancelled' });
    const seen = late;
    await client.score(inputs(2), { ...OPTIONS, onScored: () => undefined });
    expect(late).toBe(seen);
  });

  test('a lost device is replaced by the same backend, and the run goes on where it was', async () => {
    const broken = createBreakableRuntime();
    let loads = 0;
    const loadBreakable: LoadModel = async (source, options) => {
      loads += 1;
      broken.fault = undefined;
      const opened = await openModelFolder(diskFolder(TINY_MODEL));
      const model = await DecoderModel.load(broken.runtime, opened, { executionProviders: ['cpu'] });
      return { ...(await loadModel(source, options)), model };
    };
    const client = createScorerClient(() => connect(loadBreakable));
    await client.load(SOURCE, { device: 'auto', precision: 'auto' });
    const seen: string[] = [];
    await client.score(inputs(100), {
      ...OPTIONS,
      onScored: (scored) => {
        if (seen.length === 0) broken.fault = { kind: 'throw', message: 'GPU device was lost' };
        seen.push(...scored.map(({ contentHash }) => contentHash));
      },
    });
    expect(loads).toBe(2);
    expect(seen.length).toBe(100);
    expect(new Set(seen).size).toBe(100);
  });
});

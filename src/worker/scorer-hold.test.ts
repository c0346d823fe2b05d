import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { diskFolder } from '../cli/models/load-node-model.ts';
import { toFailure } from '../core/failure.ts';
import type { ScoringInput } from '../core/ifd/scored-sample.ts';
import { DecoderModel } from '../decoder/model/decoder-model.ts';
import { openModelFolder } from '../decoder/model/model-folder.ts';
import { F32_TOLERANCE, measureProbes } from '../scoring/trust-check.ts';
import type { PredictInput, ScorerClient, ScoringProgress } from './scorer-protocol.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { serve } from '../thread/serve.ts';
import { createScorerClient } from './scorer-client.ts';
import { type LoadModel, ScorerService } from './scorer-service.ts';

/** Whether a run listens has nothing to do with how much its model reads at once. */
const TINY_MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');

/**
 * The browser's runtime on the browser's terms: a batch runs on the thread that takes the messages, and leaves it no
 * gap. onnxruntime-node computes elsewhere, so that a run which never listens would pass there.
 */
let model: DecoderModel;
beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  const opened = await openModelFolder(diskFolder(TINY_MODEL));
  model = await DecoderModel.load(ort, opened, { executionProviders: ['wasm'] });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => model.dispose());

const loadModel: LoadModel = async (source) => {
  const { hash, parameterCount, config } = model.opened;
  const { architecture } = config;
  const how = { backend: 'wasm', dtype: 'f32', threadCount: 1, adapter: '', loadMs: 0 } as const;
  return {
    model,
    loaded: { name: source.name, architecture, parameterCount, hash, ...how },
    trust: { losses: await measureProbes(model), tolerance: F32_TOLERANCE },
  };
};

async function startScorer(): Promise<ScorerClient> {
  const { port1, port2 } = new MessageChannel();
  serve(port2, { scorer: new ScorerService(loadModel) }, { toFailure: toRuntimeFailure });
  const client = createScorerClient(() => port1);
  const source = { kind: 'bundled', name: 'bioselect-weak', baseUrl: '/models/bioselect-weak/' } as const;
  await client.load(source, { device: 'wasm', precision: 'f32' });
  return client;
}

function inputs(count: number): readonly ScoringInput[] {
  return Array.from({ length: count }, (_, index) => ({
    contentHash: `sample-${index}`,
    prompt: `Extract all Chemical entities.\nDose ${index} of naloxone ${'was given '.repeat(index % 7)}in 1978.\n`,
    answer: '[{"entity": "Chemical", "name": "naloxone"}]',
  }));
}

const OPTIONS = { variant: 'superfiltering', maxLength: 1024 } as const;

/** A run that tells when it has handed out its first scores. */
function startRun(client: ScorerClient, count: number) {
  const scored: string[] = [];
  const heard: ScoringProgress[] = [];
  const stopper = new AbortController();
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = client.score(inputs(count), {
    ...OPTIONS,
    signal: stopper.signal,
    onScored: (batch, progress) => {
      scored.push(...batch.map(({ contentHash }) => contentHash));
      heard.push(progress);
      begin();
    },
    onProgress: (progress) => heard.push(progress),
  });
  return { scored, heard, stopper, begun, ended };
}

describe('a run on the thread that takes the messages', { timeout: 120_000 }, () => {
  test('holds when it is paused, hands out what it has done, and goes on with what is left', async () => {
    const client = await startScorer();
    const run = startRun(client, 96);
    await run.begun;
    await client.pause();
    const atPause = run.scored.length;
    const heardAtPause = run.heard.length;
    expect(atPause).toBeLessThan(96);
    // All that was read is handed out: no work is lost by closing the page now.
    expect(run.heard.at(-1)?.doneCount).toBe(atPause);
    // The thread is free: it answers, and the run stands still meanwhile.
    const question = { prompt: 'A\n', input: 'A', entityTypes: ['X'], maxNewTokens: 4 };
    for (let count = 0; count < 3; count += 1) await client.generate(question, {});
    expect([run.scored.length, run.heard.length]).toEqual([atPause, heardAtPause]);
    client.resume();
    await run.ended;
    expect(run.scored.toSorted()).toEqual(
      inputs(96)
        .map(({ contentHash }) => contentHash)
        .toSorted(),
    );
  });

  test('ends when it is stopped, with what it has done handed out', async () => {
    const client = await startScorer();
    const run = startRun(client, 96);
    await run.begun;
    const heardBefore = run.heard.length;
    run.stopper.abort();
    expect(await run.ended.then(() => undefined, toFailure)).toEqual({ code: 'cancelled' });
    expect(run.scored.length).toBeLessThan(96);
    // The batch at hand, and what was held back until then.
    expect(run.heard.length - heardBefore).toBeLessThanOrEqual(2);
    expect(run.heard.at(-1)?.doneCount).toBe(run.scored.length);
    const again = startRun(client, 3);
    await again.ended;
    expect(again.scored).toHaveLength(3);
  });

  test('ends when it is stopped while it is paused; a pause is over with its run', async () => {
    const client = await startScorer();
    const run = startRun(client, 96);
    await run.begun;
    await client.pause();
    run.stopper.abort();
    expect(await run.ended.then(() => undefined, toFailure)).toEqual({ code: 'cancelled' });
    await client.pause();
    const last = startRun(client, 20);
    await last.begun;
    const paused = client.pause();
    // On a slow machine the run holds, on a fast one it is over: in both the pause is answered.
    await paused;
    client.resume();
    await last.ended;
  });

  test('counts its work up to all of it, whatever the lengths', async () => {
    const now = performance.now.bind(performance);
    // By this clock the tiny model is as slow as a large one.
    vi.spyOn(performance, 'now').mockImplementation(() => 100 * now());
    const client = await startScorer();
    const { ended, heard } = startRun(client, 60);
    await ended;
    const works = heard.map(({ workDone }) => workDone);
    expect(works).toEqual(works.toSorted((a, b) => a - b));
    expect(works.at(-1)).toBe(heard[0]?.workTotal);
    expect(heard.at(-1)).toMatchObject({ doneCount: 60, totalCount: 60, remainingMs: 0 });
    // Of two pools: what is read is told of in between.
    expect(heard.length).toBeGreaterThan(2);
  });

  test('its speed is measured before, and nobody has to wait for that', async () => {
    const client = await startScorer();
    const { workPerSecond } = await client.probe(inputs(12), OPTIONS);
    expect(workPerSecond).toBeGreaterThan(0);
    const stopper = new AbortController();
    const probing = client.probe(inputs(96), { ...OPTIONS, signal: stopper.signal });
    const run = startRun(client, 3);
    stopper.abort();
    expect(await probing.then(() => undefined, toFailure)).toEqual({ code: 'cancelled' });
    await run.ended;
    expect(run.scored).toHaveLength(3);
  });

  test('the job of predicting ends when it is stopped', async () => {
    const client = await startScorer();
    const questions = Array.from({ length: 40 }, (_, index): PredictInput => {
      const input = `Dose ${index} of naloxone was given for pain.`;
      return {
        questionHash: `question ${index}`,
        prompt: `Extract all Chemical entities.\n${input}\n`,
        input,
        entityTypes: ['Chemical'],
      };
    });
    const stopper = new AbortController();
    let answered = 0;
    const ended = client.predict(questions, {
      maxNewTokens: 40,
      signal: stopper.signal,
      onPredicted: (batch) => {
        answered += batch.length;
      },
    });
    stopper.abort();
    await ended;
    expect(answered).toBeLessThan(questions.length);
  });
});

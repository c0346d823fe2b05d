import type { InferenceSession } from 'onnxruntime-web';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledModelPath, diskFolder } from '../cli/load-node-model.ts';
import { toFailure, type Failure } from '../core/failure.ts';
import type { ScoringInput } from '../core/ifd/scored-sample.ts';
import { DecoderModel, type OrtRuntime } from '../decoder/decoder-model.ts';
import { openModelFolder } from '../decoder/model-folder.ts';
import { scoreSamples } from './score-samples.ts';
import { F32_TOLERANCE, measureProbes } from './trust-check.ts';

/** What a broken kernel does to its result; undefined leaves it alone. */
let fault: ((loss: number, index: number) => number) | undefined;

/** The real runtime, but for one kernel's output while a fault is set: no real device breaks on demand. */
const breakable: OrtRuntime = {
  Tensor: ort.Tensor,
  InferenceSession: {
    create: async (model, options) => {
      const session = await ort.InferenceSession.create(model, options);
      const run: InferenceSession['run'] = async (feeds: InferenceSession.FeedsType, fetches?: unknown) => {
        const outputs = await session.run(feeds, Array.isArray(fetches) ? fetches : []);
        const nll = outputs['nll'];
        if (fault === undefined || nll === undefined) return outputs;
        const data = await nll.getData();
        if (!(data instanceof Float32Array)) throw new Error('nll is not float32');
        return { ...outputs, nll: new ort.Tensor('float32', data.map(fault), nll.dims) };
      };
      return new Proxy(session, { get: (target, key) => (key === 'run' ? run : Reflect.get(target, key)) });
    },
  },
};

let model: DecoderModel;
beforeAll(async () => {
  const opened = await openModelFolder(diskFolder(bundledModelPath()));
  model = await DecoderModel.load(breakable, opened, { executionProviders: ['cpu'] });
});
afterAll(() => model.dispose());

const INPUTS = Array.from({ length: 260 }, (_, index): ScoringInput => {
  const prompt = `Extract all Chemical entities.\nDose ${index} of naloxone.\n`;
  return { contentHash: `sample-${index}`, prompt, answer: '[{"entity": "Chemical", "name": "naloxone"}]' };
});

/** Scores with the fault setting in after the first window; gives what was handed out and how it ended. */
async function scoreWithFault(broken: typeof fault): Promise<{ handedOut: number; failure: Failure | undefined }> {
  fault = undefined;
  const trust = { losses: await measureProbes(model), tolerance: F32_TOLERANCE };
  let handedOut = 0;
  const failure = await scoreSamples(model, INPUTS, {
    variant: 'superfiltering',
    maxLength: 1024,
    trust,
    onScored: (scored) => {
      handedOut += scored.length;
      fault = broken;
    },
  }).then(() => undefined, toFailure);
  fault = undefined;
  return { handedOut, failure };
}

describe('the trust check', () => {
  test('lets a sound run through', async () => {
    expect(await scoreWithFault(undefined)).toEqual({ handedOut: INPUTS.length, failure: undefined });
  });

  test('stops when a kernel begins to give numbers that are a little off, and hands out nothing of that window', async () => {
    const { handedOut, failure } = await scoreWithFault((loss) => loss * 1.01);
    expect(handedOut).toBe(32);
    expect(failure).toEqual({
      code: 'numeric-fault',
      detail: expect.stringMatching(/^probe losses are off by 0\.\d+ nats, allowed are 0\.002$/),
    });
  });

  test('stops at NaN, and at infinity in a single token', async () => {
    const nan = await scoreWithFault(() => Number.NaN);
    expect(nan).toMatchObject({
      handedOut: 32,
      failure: {
        code: 'numeric-fault',
        detail: expect.stringMatching(/^(\d+) of \1 samples gave losses that are not finite$/),
      },
    });
    const infinite = await scoreWithFault((loss, index) => (index === 3 ? Infinity : loss));
    expect(infinite).toMatchObject({ handedOut: 32, failure: { code: 'numeric-fault' } });
  });

  test('refuses to begin with a model that is off', async () => {
    const losses = await measureProbes(model);
    const trust = { losses: losses.map((row) => row.map((loss) => loss + 0.01)), tolerance: F32_TOLERANCE };
    const options = {
      variant: 'superfiltering',
      maxLength: 1024,
      trust,
      onScored: () => expect.unreachable(),
    } as const;
    const failure = await scoreSamples(model, INPUTS, options).then(() => undefined, toFailure);
    expect(failure).toMatchObject({ code: 'numeric-fault' });
  });
});

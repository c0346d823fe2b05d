import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diskFolder } from '../cli/models/load-node-model.ts';
import { toFailure, type Failure } from '../core/failure.ts';
import type { ScoringInput } from '../core/ifd/scored-sample.ts';
import { DecoderModel } from '../decoder/model/decoder-model.ts';
import { openModelFolder } from '../decoder/model/model-folder.ts';
import { createBreakableRuntime, type RuntimeFault } from '../testing/models/breakable-runtime.ts';
import { scoreSamples } from './score-samples.ts';
import { F32_TOLERANCE, measureProbes } from './trust-check.ts';

/** How a run is watched has nothing to do with how good its model is. */
const TINY_MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');

const broken = createBreakableRuntime();

let model: DecoderModel;
beforeAll(async () => {
  const opened = await openModelFolder(diskFolder(TINY_MODEL));
  model = await DecoderModel.load(broken.runtime, opened, { executionProviders: ['cpu'] });
});
afterAll(() => model.dispose());

const INPUTS = Array.from({ length: 260 }, (_, index): ScoringInput => {
  const prompt = `Extract all Chemical entities.\nDose ${index} of naloxone.\n`;
  return { contentHash: `sample-${index}`, prompt, answer: '[{"entity": "Chemical", "name": "naloxone"}]' };
});

/** Scores with the fault setting in after the first window; gives what was handed out and how it ended. */
async function scoreWithFault(
  fault: RuntimeFault | undefined,
): Promise<{ handedOut: number; failure: Failure | undefined }> {
  const trust = { losses: await measureProbes(model), tolerance: F32_TOLERANCE };
  let handedOut = 0;
  const failure = await scoreSamples(model, INPUTS, {
    variant: 'superfiltering',
    maxLength: 1024,
    trust,
    onScored: (scored) => {
      handedOut += scored.length;
      broken.fault = fault;
    },
  }).then(() => undefined, toFailure);
  broken.fault = undefined;
  return { handedOut, failure };
}

function changed(change: (loss: number, index: number) => number): RuntimeFault {
  return { kind: 'losses', change };
}

describe('the trust check', () => {
  test('lets a sound run through', async () => {
    expect(await scoreWithFault(undefined)).toEqual({ handedOut: INPUTS.length, failure: undefined });
  });

  test('stops when a kernel begins to give numbers that are a little off, and hands out nothing of that window', async () => {
    const { handedOut, failure } = await scoreWithFault(changed((loss) => loss * 1.01));
    expect(handedOut).toBe(32);
    expect(failure).toEqual({
      code: 'numeric-fault',
      detail: expect.stringMatching(/^probe losses are off by 0\.\d+ nats, allowed are 0\.002$/),
    });
  });

  test('stops at NaN, and at infinity in a single token', async () => {
    const nan = await scoreWithFault(changed(() => Number.NaN));
    expect(nan).toMatchObject({
      handedOut: 32,
      failure: {
        code: 'numeric-fault',
        detail: expect.stringMatching(/^(\d+) of \1 samples gave losses that are not finite$/),
      },
    });
    const infinite = await scoreWithFault(changed((loss, index) => (index === 3 ? Infinity : loss)));
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

  test('a batch that does not fit in memory is halved until it does, with the same scores', async () => {
    const scoreAll = async (): Promise<ReadonlyMap<string, number>> => {
      const ifds = new Map<string, number>();
      await scoreSamples(model, INPUTS.slice(0, 60), {
        variant: 'superfiltering',
        maxLength: 1024,
        onScored: (scored) => {
          for (const { contentHash, result } of scored) if (result.kind === 'scored') ifds.set(contentHash, result.ifd);
        },
      });
      return ifds;
    };
    const whole = await scoreAll();
    broken.fault = { kind: 'memory', maxRows: 3 };
    const halved = await scoreAll();
    broken.fault = undefined;
    expect(halved.size).toBe(60);
    for (const [hash, ifd] of halved) expect(Math.abs(ifd - (whole.get(hash) ?? Number.NaN))).toBeLessThan(1e-4);
  });

  test('a single sample that does not fit ends the run with what it was', async () => {
    const failure = await scoreWithFault({ kind: 'memory', maxRows: 0 });
    expect(failure).toEqual({ handedOut: 32, failure: { code: 'unexpected', detail: 'Error: std::bad_alloc' } });
  });
});

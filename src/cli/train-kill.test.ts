import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuiltCli, startCli } from '../testing/built-cli.ts';
import { writeSmallExport } from '../testing/small-export.ts';
import { EXIT } from './output/exit-codes.ts';
import { seededRandom } from '../core/numbers/seeded-random.ts';

const MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');
const IS_LONG = process.env['TEST_LONG'] === '1';
const KILLS = IS_LONG ? 20 : 3;
const SEED = Number(process.env['TEST_SEED'] ?? 20_261_122);

let folder = '';
let exported = '';
let wholeHash = '';
let wholeUpdates = 0;

const settings = Object.entries({
  max_length: 400,
  batch_size: 2,
  epochs: 3,
  dev_samples: 3,
  max_new_tokens: 30,
  save_every: 1,
  'lora.dropout': 0.1,
}).flatMap(([key, value]) => ['--set', `${key}=${value}`]);

const trainArgs = (out: string, ...more: string[]): string[] => {
  return ['train', exported, '--model', MODEL, '--out', out, '--threads', '1', '--json', ...settings, ...more];
};

/** Updates that the run's own record shows. */
async function recordedUpdates(out: string): Promise<number> {
  const path = join(out, 'metrics.csv');
  if (!existsSync(path)) return 0;
  const last = /^train,(\d+),/m.exec((await readFile(path, 'utf8')).split('\n').toReversed().join('\n'));
  return Number(last?.[1] ?? 0);
}

beforeAll(async () => {
  await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  exported = await writeSmallExport(folder, 'export');
  const run = await startCli(trainArgs(join(folder, 'whole'))).done;
  if (run.exitCode !== 0) throw new Error(run.err);
  const result = JSON.parse(run.out);
  wholeHash = result.parameterHash;
  wholeUpdates = result.updates;
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

describe('a training killed with SIGKILL', () => {
  test(
    `${KILLS} times at random moments and resumed ends at the undisturbed run's parameters`,
    async () => {
      const random = seededRandom(SEED);
      process.stdout.write(`seed of the kills: ${SEED} (TEST_SEED)\n`);
      const out = join(folder, 'killed');
      const last = join(out, 'checkpoints/last.safetensors');
      const places: number[] = [];
      while (places.length < KILLS) {
        const isKept = existsSync(last);
        const { child, done } = startCli(trainArgs(out, isKept ? '--resume' : '--force'));
        const target = Math.ceil(random() * wholeUpdates);
        if (target <= (await recordedUpdates(out))) await pause(1500 * random());
        while (child.exitCode === null && (await recordedUpdates(out)) < target) await pause(2);
        await pause(30 * random());
        child.kill('SIGKILL');
        const { exitCode, err } = await done;
        if (exitCode === null) places.push(await recordedUpdates(out));
        else expect(exitCode, err).toBe(EXIT.ok);
        // Every fourth begins anew, lest all but the first few hit the end.
        if (exitCode !== null || places.length % 4 === 0) await rm(out, { recursive: true });
      }
      const how = existsSync(last) ? '--resume' : '--force';
      const run = await startCli(trainArgs(out, how)).done;
      expect(run.exitCode, run.err).toBe(EXIT.ok);
      process.stdout.write(`killed at the updates ${places.join(', ')} of ${wholeUpdates}\n`);
      expect(JSON.parse(run.out).parameterHash).toBe(wholeHash);
      const record = async (path: string): Promise<string> => {
        // All but the seconds of each update, which are no result.
        const text = await readFile(join(path, 'metrics.csv'), 'utf8');
        return text.replaceAll(/^(train(?:,[^,]*){6}),[^,]*/gm, '$1');
      };
      expect(await record(out)).toBe(await record(join(folder, 'whole')));
    },
    IS_LONG ? 600_000 : 120_000,
  );
});

describe('Ctrl-C', () => {
  test('saves first, says where, and the run goes on to the same parameters', async () => {
    const out = join(folder, 'stopped');
    const { child, done } = startCli(trainArgs(out, '--set', 'save_every=1000'));
    while (child.exitCode === null && (await recordedUpdates(out)) < 3) await pause(2);
    child.kill('SIGINT');
    const stopped = await done;
    expect(stopped.exitCode, stopped.err).toBe(EXIT.interrupted);
    const saved = Number(/Stopped at update (\d+)/.exec(stopped.err)?.[1]);
    expect(saved).toBeGreaterThanOrEqual(3);
    expect(statSync(join(out, 'checkpoints/last.safetensors')).size).toBeGreaterThan(0);
    const resumed = await startCli(trainArgs(out, '--resume')).done;
    expect(resumed.err).toContain(`${saved} of them done`);
    expect(JSON.parse(resumed.out).parameterHash).toBe(wholeHash);
  }, 60_000);
});

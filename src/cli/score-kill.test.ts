import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuiltCli, startCli } from '../testing/built-cli.ts';
import { writeSyntheticRows } from '../testing/models/synthetic-rows.ts';
import { provenancePath } from './scores/score-provenance.ts';
import { seededRandom } from '../core/numbers/seeded-random.ts';

const MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');
const IS_LONG = process.env['TEST_LONG'] === '1';
const KILLS = IS_LONG ? 20 : 3;
const SAMPLES = 900;
const SEED = Number(process.env['TEST_SEED'] ?? 20_261_122);

let folder = '';
let corpus = '';
let whole = '';
let wholeBytes = 0;

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

const scoreArgs = (out: string, ...more: string[]): string[] => {
  return ['score', corpus, '--model', MODEL, '--out', out, ...more];
};

beforeAll(async () => {
  await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  corpus = join(folder, 'rows.jsonl');
  await writeSyntheticRows(corpus, SAMPLES);
  whole = join(folder, 'whole.jsonl');
  const run = await startCli(scoreArgs(whole)).done;
  if (run.exitCode !== 0) throw new Error(run.err);
  wholeBytes = sizeOf(whole);
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

describe('a scoring run killed with SIGKILL', () => {
  test(
    `${KILLS} times at random moments and resumed leaves the undisturbed run's file, byte for byte`,
    async () => {
      const random = seededRandom(SEED);
      process.stdout.write(`seed of the kills: ${SEED} (TEST_SEED)\n`);
      const out = join(folder, 'killed.jsonl');
      let killed = 0;
      let withRows = 0;
      while (killed < KILLS) {
        // Every fourth begins anew, lest all but the first few hit the end.
        if (killed % 4 === 0) await rm(out, { force: true });
        const { child, done } = startCli(scoreArgs(out, '--resume'));
        const targetBytes = random() * wholeBytes;
        if (targetBytes <= sizeOf(out)) await pause(400 * random());
        while (child.exitCode === null && sizeOf(out) < targetBytes) await pause(2);
        await pause(40 * random());
        child.kill('SIGKILL');
        const { exitCode, err } = await done;
        if (exitCode === null) {
          killed += 1;
          if (sizeOf(out) > 0) withRows += 1;
        } else {
          expect(exitCode, err).toBe(0);
          await rm(out);
        }
      }
      const last = await startCli(scoreArgs(out, '--resume', '--json')).done;
      expect(last.exitCode, last.err).toBe(0);
      process.stdout.write(
        `${withRows} of ${KILLS} kills left rows; ${JSON.parse(last.out).resumedBehind} kept at last\n`,
      );
      expect(await readFile(out, 'utf8')).toBe(await readFile(whole, 'utf8'));
      expect(await readFile(provenancePath(out), 'utf8')).toBe(await readFile(provenancePath(whole), 'utf8'));
    },
    IS_LONG ? 600_000 : 180_000,
  );
});

describe('four shards', () => {
  test('merged equal one run, byte for byte', async () => {
    const shards = [1, 2, 3, 4].map((index) => join(folder, `shard-${index}.jsonl`));
    for (const [index, out] of shards.entries()) {
      const run = await startCli(scoreArgs(out, '--shard', `${index + 1}/4`)).done;
      expect(run.exitCode, run.err).toBe(0);
    }
    const merged = join(folder, 'merged.jsonl');
    const run = await startCli(['merge', merged, ...shards.toReversed(), '--json']).done;
    expect(run.exitCode, run.err).toBe(0);
    expect(JSON.parse(run.out)).toEqual({ out: merged, samples: SAMPLES, shards: 4 });
    expect(await readFile(merged, 'utf8')).toBe(await readFile(whole, 'utf8'));
    expect(await readFile(provenancePath(merged), 'utf8')).toBe(await readFile(provenancePath(whole), 'utf8'));
  }, 180_000);
});

import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuiltCli, startCli, type CliRun } from '../../testing/built-cli.ts';
import { writeSmallExport } from '../../testing/small-export.ts';
import { EXIT } from '../output/exit-codes.ts';

const MODEL = join(import.meta.dirname, '../../testing/fixtures/models/qwen3');

let folder = '';
let corpus = '';
beforeAll(async () => {
  await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  corpus = `${await writeSmallExport(folder, 'small', 12)}.pubtator`;
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

function reproduce(out: string, ...more: string[]): Promise<CliRun> {
  const settings = ['max_length=400', 'max_updates=2', 'max_new_tokens=10'].flatMap((pair) => ['--set', pair]);
  const axes = ['--strategies', 'full,random', '--keep', '0.5', '--seeds', '1,2', '--test-samples', '3'];
  const words = ['--instruction', 'List {types}.', '--threads', '1', '--json'];
  const args = [corpus, '--test', corpus, '--model', MODEL, '--out', out, ...settings, ...axes, ...words, ...more];
  return startCli(['reproduce', ...args]).done;
}

test('a study trains every run once, goes on where it stopped, and ends in a table and a plot', async () => {
  const out = join(folder, 'study');
  const whole = await reproduce(out);
  expect(whole.exitCode, whole.err).toBe(EXIT.ok);
  const groups = JSON.parse(whole.out);
  expect(groups).toMatchObject([
    { strategy: 'full', keepRatio: 1, trainSamples: 24 },
    { strategy: 'random', keepRatio: 0.5 },
  ]);
  expect(await readFile(join(out, 'plot.svg'), 'utf8')).toContain('<svg');
  expect((await readFile(join(out, 'results.csv'), 'utf8')).trim().split('\n')).toHaveLength(5);

  // A run that is not done is done again, the others are not.
  const kept = statSync(join(out, 'full-1-seed-1/run.json')).mtimeMs;
  await rm(join(out, 'random-0.5-seed-2'), { recursive: true });
  const resumed = await reproduce(out, '--resume');
  expect(resumed.exitCode, resumed.err).toBe(EXIT.ok);
  expect(JSON.parse(resumed.out)).toEqual(groups);
  expect(statSync(join(out, 'full-1-seed-1/run.json')).mtimeMs).toBe(kept);
  expect(await readdir(join(out, 'random-0.5-seed-2'))).not.toContain('checkpoints');

  const other = await reproduce(out, '--resume', '--set', 'learning_rate=0.5');
  expect(other.exitCode).toBe(EXIT.usage);
  expect(other.err).toContain('settings');
  expect((await reproduce(out)).err).toContain('not empty');
}, 90_000);

test('a study is drawn small and grown by its scale', async () => {
  const draw = ['--train-samples', '10', '--strategies', 'full', '--seeds', '1'];
  const small = await reproduce(join(folder, 'small-study'), ...draw);
  expect(small.exitCode, small.err).toBe(EXIT.ok);
  expect(JSON.parse(small.out)).toMatchObject([{ strategy: 'full', trainSamples: 10 }]);
  const grown = await reproduce(join(folder, 'grown-study'), ...draw, '--scale', '1.5');
  expect(JSON.parse(grown.out)).toMatchObject([{ strategy: 'full', trainSamples: 15 }]);
  const updates = async (study: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, study, 'full-1-seed-1/run.json'), 'utf8')).updates;
  expect([await updates('small-study'), await updates('grown-study')]).toEqual([2, 3]);
}, 90_000);

test('a study that ranks by IFD needs scores, and says so before it writes', async () => {
  const out = join(folder, 'none');
  const run = await reproduce(out, '--strategies', 'hybrid');
  expect(run.exitCode).toBe(EXIT.usage);
  expect(run.err).toContain('needs --scores');
  expect(existsSync(out)).toBe(false);
});

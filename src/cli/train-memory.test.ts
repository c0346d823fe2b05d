import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuiltCli, startCli } from '../testing/built-cli.ts';
import { writeSmallExport } from '../testing/small-export.ts';
import { EXIT } from './output/exit-codes.ts';

const PROGRAM = join(import.meta.dirname, '../../dist-node/bioselect.js');
/** Address space, KiB: Node itself starts in it, and what a step of the embedded model keeps does not fit. */
const LIMIT_KIB = 1_200_000;
const ABORTED = 134;

let folder = '';
let exported = '';
beforeAll(async () => {
  await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  exported = await writeSmallExport(folder, 'export');
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

const settings = Object.entries({
  batch_size: 24,
  max_updates: 3,
  dev_file: 'null',
  save_every: 1,
  method: 'full',
}).flatMap(([key, value]) => ['--set', `${key}=${value}`]);

const trainArgs = (out: string, ...more: string[]): string[] => {
  return ['train', exported, '--out', out, '--threads', '1', '--json', ...settings, ...more];
};

/** The program with little memory: the system refuses what goes beyond. */
function startCramped(args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly err: string }> {
  const script = `ulimit -v ${LIMIT_KIB}; "$0" "$@"`;
  const child = spawn('sh', ['-c', script, process.execPath, PROGRAM, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, err }));
  });
}

test.skipIf(process.platform !== 'linux')(
  'a training that runs out of memory says so and leaves a checkpoint that goes on where there is more',
  async () => {
    const whole = await startCli(trainArgs(join(folder, 'whole'))).done;
    expect(whole.exitCode, whole.err).toBe(EXIT.ok);
    const out = join(folder, 'cramped');
    const { child, done } = startCli(trainArgs(out));
    child.stderr?.on('data', (text: string) => {
      if (/\d\/3 ·/u.test(text)) child.kill('SIGINT');
    });
    await done;
    const cramped = await startCramped(trainArgs(out, '--resume'));
    // Where Node itself is refused memory before the runtime is, it can only abort.
    expect([EXIT.unexpected, ABORTED], cramped.err).toContain(cramped.exitCode);
    if (cramped.exitCode === EXIT.unexpected) expect(cramped.err).toMatch(/not enough memory|did not fit into memory/u);
    const resumed = await startCli(trainArgs(out, '--resume')).done;
    expect(resumed.exitCode, resumed.err).toBe(EXIT.ok);
    expect(JSON.parse(resumed.out).parameterHash).toBe(JSON.parse(whole.out).parameterHash);
  },
  90_000,
);

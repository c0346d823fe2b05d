import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuiltCli, startCli } from '../testing/built-cli.ts';
import { EXIT } from './output/exit-codes.ts';
import { addExportCommand } from './commands/export.ts';

const PROGRAM = join(import.meta.dirname, '../../dist-node/bioselect.js');
const MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');
/** Of what a process may write to: Node, runtime and model take half of it, and a step of the training twice as much. */
const LIMIT_KIB = 270_000;

let folder = '';
let exported = '';
beforeAll(async () => {
  await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  exported = await writeLongRows();
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

/** An export of rows whose attention takes memory in the smallest model too. */
async function writeLongRows(): Promise<string> {
  const corpus = join(folder, 'corpus.pubtator');
  const blocks = Array.from({ length: 60 }, (_, index) => {
    const text = `Gout and ${'so on and '.repeat(37)}${index}.`;
    return `${index}|t|${text}\n${index}|a|\n${index}\t0\t4\tGout\tDisease\tD1\n`;
  });
  await writeFile(corpus, blocks.join('\n'));
  const out = join(folder, 'export');
  const program = new Command('bioselect').exitOverride().configureOutput({ writeOut: () => undefined });
  addExportCommand(program);
  const selection = ['--strategy', 'full', '--instruction', 'List {types}.', '--dev-ratio', '0.2'];
  await program.parseAsync(['export', corpus, '--out', out, ...selection], { from: 'user' });
  return out;
}

const settings = Object.entries({
  batch_size: 40,
  max_length: 512,
  max_updates: 4,
  dev_file: 'null',
  save_every: 1,
  method: 'full',
}).flatMap(([key, value]) => ['--set', `${key}=${value}`]);

const trainArgs = (out: string, ...more: string[]): string[] => {
  return ['train', exported, '--model', MODEL, '--out', out, '--threads', '1', '--json', ...settings, ...more];
};

/** The program with little memory: the system refuses what goes beyond. */
function startCramped(args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly err: string }> {
  // Not the address space: what Node merely reserves of it is a hundred times what it writes to.
  const script = `ulimit -d ${LIMIT_KIB}; "$0" "$@"`;
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
      if (/\d\/4 ·/u.test(text)) child.kill('SIGINT');
    });
    const stopped = await done;
    expect(stopped.exitCode, stopped.err).toBe(EXIT.interrupted);
    const cramped = await startCramped(trainArgs(out, '--resume'));
    expect(cramped.exitCode, cramped.err).toBe(EXIT.unexpected);
    expect(cramped.err).toMatch(/^error: there is not enough memory: /mu);
    expect(cramped.err).toContain('continue with --resume, or start again with a lower batch_size');
    const resumed = await startCli(trainArgs(out, '--resume')).done;
    expect(resumed.exitCode, resumed.err).toBe(EXIT.ok);
    expect(JSON.parse(resumed.out).parameterHash).toBe(JSON.parse(whole.out).parameterHash);
  },
  90_000,
);

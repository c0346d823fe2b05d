import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/build.mjs';

const PROGRAM = join(import.meta.dirname, '../../dist-node/bioselect.js');

export interface CliRun {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Builds the command line where it is missing or older than its sources; `npm test` has built it before. */
export async function ensureBuiltCli(): Promise<void> {
  await ensureBuilt(['cli'], { output: 'stderr' });
}

/** Starts the built command line as a process of its own. @param nodeArgs flags of Node itself; `env` is added. */
export function startCli(
  args: readonly string[],
  nodeArgs: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly done: Promise<CliRun> } {
  const child = spawn(process.execPath, [...nodeArgs, PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const done = new Promise<CliRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, out, err }));
  });
  return { child, done };
}

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { delimiter, dirname, isAbsolute } from 'node:path';
import { finished } from 'node:stream/promises';
import { TrainRefusal } from '../train-problem.ts';
import type { EngineName } from './engine-job.ts';

/** What a trainer's own log tells of its progress; all that is known so far. */
export interface EngineProgress {
  readonly step: number;
  readonly steps: number;
  /** The last that was logged. */
  readonly loss: number | undefined;
}

export interface EngineRun {
  readonly engine: EngineName;
  readonly command: readonly [program: string, ...args: string[]];
  readonly workDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets everything that the engine prints. */
  readonly logFile: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EngineProgress) => void;
}

const KEPT_LINES = 15;

/**
 * Runs an engine to its end, its output going to a file and its progress bar read on the way.
 *
 * @throws TrainRefusal `engine-missing` where the program is not there, `engine-failed` with its last lines.
 * @throws DOMException `AbortError` when the signal ended it.
 */
export async function runEngine({
  engine,
  command,
  workDir,
  env,
  logFile,
  signal,
  onProgress,
}: EngineRun): Promise<void> {
  const [program, ...args] = command;
  const log = createWriteStream(logFile);
  const follower = new LogFollower(onProgress);
  const child = spawn(program, args, {
    cwd: workDir,
    env: { ...process.env, ...environmentOf(program), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill('SIGINT');
  signal?.addEventListener('abort', stop, { once: true });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log.write(text);
      follower.read(text);
    });
  }
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    signal?.throwIfAborted();
    if (exitCode !== 0)
      throw new TrainRefusal({ code: 'engine-failed', engine, exitCode, lastLines: follower.lastLines });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    const detail = `there is no program "${program}"`;
    throw new TrainRefusal({ code: 'engine-missing', engine, detail, install: `python3 -m pip install ${engine}` });
  } finally {
    signal?.removeEventListener('abort', stop);
    log.end();
    await finished(log);
  }
}

/** Engines start programs of their own, such as accelerate, which lie beside them without being on the path. */
function environmentOf(program: string): Readonly<Record<string, string>> {
  if (!isAbsolute(program)) return {};
  const folder = dirname(program);
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, VIRTUAL_ENV: dirname(folder) };
}

/** Reads the two things that the trainers built on transformers print: a tqdm bar and dictionaries of figures. */
class LogFollower {
  #rest = '';
  #lines: string[] = [];
  #progress: EngineProgress | undefined;
  readonly #onProgress: ((progress: EngineProgress) => void) | undefined;

  constructor(onProgress: ((progress: EngineProgress) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  get lastLines(): readonly string[] {
    return [...this.#lines, ...(this.#rest === '' ? [] : [this.#rest])].slice(-KEPT_LINES);
  }

  read(text: string): void {
    // A bar begins its line anew with a carriage return.
    const pieces = (this.#rest + text).split(/[\r\n]+/u);
    this.#rest = pieces.pop() ?? '';
    for (const line of pieces) this.#readLine(line);
  }

  #readLine(line: string): void {
    const bar = /(?<!\d)(\d+)\/(\d+) \[[\d:]+</u.exec(line);
    const loss = /['"]loss['"]: ['"]?(-?[\d.]+(?:e[-+]?\d+)?)/u.exec(line)?.[1];
    if (line.trim() !== '' && bar === null) this.#lines = [...this.#lines, line].slice(-KEPT_LINES);
    // Bars of loading and tokenizing have a title; those of evaluations between the steps have another total.
    const isTraining =
      bar !== null && !line.includes(': ') && Number(bar[2]) === (this.#progress?.steps ?? Number(bar[2]));
    if (!isTraining && loss === undefined) return;
    const [step, steps] = isTraining
      ? [Number(bar[1]), Number(bar[2])]
      : [this.#progress?.step ?? 0, this.#progress?.steps ?? 0];
    this.#progress = { step, steps, loss: loss === undefined ? this.#progress?.loss : Number(loss) };
    this.#onProgress?.(this.#progress);
  }
}

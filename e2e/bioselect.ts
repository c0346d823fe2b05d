import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { rootDir } from '../scripts/run-command.mjs';

const runFile = promisify(execFile);

export interface InspectCounts {
  readonly documents: number;
  readonly samples: number;
  readonly positives: number;
  readonly negatives: number;
  readonly mentions: number;
  readonly mentionsByType: Readonly<Record<string, number>>;
  readonly issues: readonly object[];
}

export interface ScoreRow {
  readonly id: string;
  readonly input: string;
  readonly answer: string;
  readonly ifd?: number;
  readonly reason?: string;
}

/** Standard output of the command line, which is built first where it is missing or old. */
async function bioselect(...args: readonly string[]): Promise<string> {
  const { stdout } = await runFile(process.execPath, [path.join(rootDir, 'scripts', 'bioselect.mjs'), ...args], {
    cwd: rootDir,
    maxBuffer: 2 ** 28,
  });
  return stdout;
}

export async function inspectFile(file: string): Promise<InspectCounts> {
  const counts: InspectCounts = JSON.parse(await bioselect('inspect', file, '--json'));
  return counts;
}

/** Scores a file in Node with the bundled model. @param out file for the rows */
export async function scoreFile(file: string, out: string): Promise<readonly ScoreRow[]> {
  await bioselect('score', file, '--out', out);
  return parseRows<ScoreRow>(await readFile(out, 'utf8'));
}

export function parseRows<Row>(jsonl: string): readonly Row[] {
  return jsonl
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line));
}

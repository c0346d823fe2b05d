import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuiltCli, startCli } from '../testing/built-cli.ts';
import { writeSyntheticRows } from '../testing/models/synthetic-rows.ts';
import { wholeLines } from './scores/whole-lines.ts';

const MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');
const SAMPLES = 100_000;
const SAMPLE_MS = 500;
/**
 * Room for the objects of JavaScript. Garbage that Node need not collect yet would hide a leak (or look like one), so
 * it is given little more than the corpus takes; a leak of a few hundred bytes a sample ends the run.
 */
const HEAP_MEGABYTES = 224;

interface MemoryPoint {
  readonly rssBytes: number;
  /** Of the result file. */
  readonly writtenBytes: number;
}

function readRss(pid: number): number {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

const canRun = process.env['TEST_LONG'] === '1' && existsSync('/proc/self/status');
if (!canRun) process.stdout.write('skipped: the soak of 100,000 samples takes minutes (TEST_LONG=1) and reads /proc\n');

describe.skipIf(!canRun)('100,000 samples', () => {
  let folder = '';
  beforeAll(async () => {
    await ensureBuiltCli();
    folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('are scored in memory that does not grow by more than 5 % after warm-up', async () => {
    const corpus = join(folder, 'rows.jsonl');
    await writeSyntheticRows(corpus, SAMPLES);
    const out = join(folder, 'scores.jsonl');
    const points: MemoryPoint[] = [];
    const args = ['score', corpus, '--model', MODEL, '--out', out, '--json'];
    const { child, done } = startCli(args, [`--max-old-space-size=${HEAP_MEGABYTES}`]);
    const timer = setInterval(() => {
      if (child.exitCode !== null || child.pid === undefined || !existsSync(out)) return;
      points.push({ rssBytes: readRss(child.pid), writtenBytes: statSync(out).size });
    }, SAMPLE_MS);
    const run = await done.finally(() => clearInterval(timer));
    expect(run.exitCode, run.err).toBe(0);
    let rows = 0;
    for await (const line of wholeLines(out)) rows += line.text === '' ? 0 : 1;
    expect(rows).toBe(SAMPLES);

    const fifths = meanRssByFifth(points, statSync(out).size);
    const megabytes = fifths.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(', ');
    process.stdout.write(
      `mean RSS in MiB by fifths of the run: ${megabytes}; ${JSON.parse(run.out).samplesPerSecond.toFixed(0)} samples/s\n`,
    );
    const [, warm = 0, ...later] = fifths;
    for (const mean of later) expect(mean / warm).toBeLessThan(1.05);
  }, 1_800_000);
});

/** Means over the fifths of what was written; the first is warm-up. */
function meanRssByFifth(points: readonly MemoryPoint[], totalBytes: number): readonly number[] {
  return [0, 1, 2, 3, 4].map((fifth) => {
    const inside = points.filter(
      ({ writtenBytes }) => Math.min(4, Math.floor((writtenBytes / totalBytes) * 5)) === fifth,
    );
    expect(inside.length).toBeGreaterThan(0);
    return inside.reduce((sum, { rssBytes }) => sum + rssBytes, 0) / inside.length;
  });
}

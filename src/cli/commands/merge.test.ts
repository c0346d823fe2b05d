import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ScoreProvenance } from '../../core/ifd/scored-sample.ts';
import { EXIT } from '../output/exit-codes.ts';
import { addMergeCommand } from './merge.ts';
import { provenancePath, serializeProvenance } from '../scores/score-provenance.ts';

const PROVENANCE: ScoreProvenance = {
  modelHash: 'ab'.repeat(32),
  modelName: 'tiny',
  backend: 'node-cpu',
  dtype: 'f32',
  variant: 'superfiltering',
  maxLength: 1024,
  version: '0.1.0',
};
const SAMPLES = 10;

const rowOf = (sample: number): string =>
  `"id":"s${sample}","contentHash":"h${sample}","input":"β ${sample}","answer":"[]","reason":"one-token-answer"}`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function merge(...args: string[]): Promise<{ out: string; err: string; exitCode: number }> {
  const written = { out: '', err: '' };
  const program = new Command('bioselect').exitOverride().configureOutput({
    writeOut: (text) => (written.out += text),
    writeErr: (text) => (written.err += text),
  });
  addMergeCommand(program);
  try {
    await program.parseAsync(['merge', ...args], { from: 'user' });
    return { ...written, exitCode: EXIT.ok };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { ...written, exitCode: error.exitCode };
  }
}

/** A shard's file with rows of these samples. */
async function writeShard(
  index: number,
  rows: readonly number[],
  more: { provenance?: Partial<ScoreProvenance>; corpusHash?: string; count?: number; tail?: string } = {},
): Promise<string> {
  const path = join(folder, `shard-${index}.jsonl`);
  await writeFile(path, rows.map((sample) => `{"index":${sample},${rowOf(sample)}\n`).join('') + (more.tail ?? ''));
  const shard = { index, count: more.count ?? 2, sampleCount: SAMPLES, corpusHash: more.corpusHash ?? 'c0' };
  await writeFile(provenancePath(path), serializeProvenance({ ...PROVENANCE, ...more.provenance }, shard));
  return path;
}

const EVEN = [0, 2, 4, 6, 8];
const ODD = [1, 3, 5, 7, 9];

describe('merge', () => {
  test('writes the rows in the samples’ order without their index, and one run’s provenance', async () => {
    const out = join(folder, 'all.jsonl');
    const shards = [await writeShard(2, ODD), await writeShard(1, EVEN)];
    expect(await merge(out, ...shards)).toMatchObject({ exitCode: EXIT.ok });
    const rows = Array.from({ length: SAMPLES }, (_, sample) => `{${rowOf(sample)}\n`);
    expect(await readFile(out, 'utf8')).toBe(rows.join(''));
    expect(await readFile(provenancePath(out), 'utf8')).toBe(serializeProvenance(PROVENANCE));
  });

  test('takes shards without rows: a small corpus has fewer parts than jobs', async () => {
    const out = join(folder, 'all.jsonl');
    const shards = [
      await writeShard(
        1,
        [...EVEN, ...ODD].toSorted((a, b) => a - b),
      ),
      await writeShard(2, []),
    ];
    expect(await merge(out, ...shards, '--json')).toMatchObject({ exitCode: EXIT.ok });
  });

  const faults: readonly (readonly [string, () => Promise<string[]>, RegExp])[] = [
    ['a missing shard', async () => [await writeShard(1, EVEN)], /missing of 2 shards: 2/],
    ['a shard twice', async () => [await writeShard(1, EVEN), await writeShard(1, EVEN)], /both shard 1\/2/],
    [
      'another model',
      async () => [await writeShard(1, EVEN), await writeShard(2, ODD, { provenance: { modelHash: 'cd' } })],
      /another model, version or with other options/,
    ],
    [
      'other samples',
      async () => [await writeShard(1, EVEN), await writeShard(2, ODD, { corpusHash: 'c1' })],
      /different samples/,
    ],
    [
      'another number of parts',
      async () => [await writeShard(1, EVEN), await writeShard(2, ODD, { count: 3 })],
      /one of 3 shards/,
    ],
    [
      'a shard that stopped early',
      async () => [await writeShard(1, EVEN.slice(0, 3)), await writeShard(2, ODD)],
      /sample 7 has no row in any shard; run again with --resume .*1\/2/,
    ],
    [
      'a torn row',
      async () => [await writeShard(1, EVEN, { tail: '{"index":10,"id"' }), await writeShard(2, ODD)],
      /ends within a row; run shard 1\/2 again with --resume/,
    ],
    [
      'a line that is no row',
      async () => [await writeShard(1, EVEN, { tail: 'no row\n' }), await writeShard(2, ODD)],
      /shard-1\.jsonl, line 6 is no row of a shard/,
    ],
    [
      'a sample in two shards',
      async () => [await writeShard(1, EVEN), await writeShard(2, [1, 2, 3, 5, 7, 9])],
      /sample 3 has a second row, in .*shard-2\.jsonl, line 2/,
    ],
    [
      'a row out of order',
      async () => [await writeShard(1, [0, 4, 2, 6, 8]), await writeShard(2, ODD)],
      /sample 3 has (no row|a second row)/,
    ],
    ['a file that is not there', async () => [join(folder, 'none.jsonl')], /none\.jsonl is no file/],
  ];
  test.each(faults)('refuses %s and writes nothing', async (_, write, message) => {
    const out = join(folder, 'all.jsonl');
    const run = await merge(out, ...(await write()));
    expect(run).toMatchObject({ exitCode: EXIT.badData });
    expect(run.err).toMatch(message);
    expect([out, `${out}.partial`, provenancePath(out)].filter((path) => existsSync(path))).toEqual([]);
  });

  test('refuses scores that are no shard, and to write over one', async () => {
    const path = await writeShard(1, EVEN);
    expect(await merge(path, path)).toMatchObject({ exitCode: EXIT.usage });
    await writeFile(provenancePath(path), serializeProvenance(PROVENANCE));
    const run = await merge(join(folder, 'all.jsonl'), path);
    expect(run.err).toContain('not that of a shard');
  });

  test('a place that cannot be written is named', async () => {
    const run = await merge(join(folder, 'no/all.jsonl'), await writeShard(1, EVEN), await writeShard(2, ODD));
    expect(run).toMatchObject({ exitCode: EXIT.write });
    expect(run.err).toContain('could not be written');
  });
});

import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IfdResult } from '../../core/ifd/ifd.ts';
import { resumeScores, type KeptScores } from './resume-scores.ts';
import type { ScorableSample } from './scorable-sample.ts';
import { CONTENTS_PER_CHUNK, planScores } from './score-plan.ts';
import { createScoredRows } from './scored-rows.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Two chunks and a bit, some contents three times, with text of more than one byte a character. */
const samples: readonly ScorableSample[] = Array.from({ length: 2 * CONTENTS_PER_CHUNK + 150 }, (_, index) => {
  const content = index % 5 === 4 ? Math.floor(index / 3) : index;
  return { id: `s${index}`, contentHash: `h${content}`, instruction: 'i', input: `β-catenin ${content}`, answer: '[]' };
});
const plan = planScores(samples, { index: 1, count: 1 });

function resultOf(content: number): IfdResult {
  if (content % 3 === 0) return { kind: 'unscored', reason: 'one-token-answer' };
  const conditionedAnswerLoss = Math.sqrt(content) / 3;
  const losses = { conditionedAnswerLoss, directAnswerLoss: 1, truncated: false, borderMerged: content % 2 === 0 };
  return { kind: 'scored', ifd: Math.exp(conditionedAnswerLoss - 1), ...losses };
}

function textFrom(kept: Pick<KeptScores, 'rowCount' | 'contentCount' | 'known'>): string {
  const rows = createScoredRows({ plan, samples, startRow: kept.rowCount, known: kept.known, withIndex: false });
  const contents = Array.from(plan.firstRow.keys()).slice(kept.contentCount);
  return [...contents.flatMap((content) => rows.take([[content, resultOf(content)]])), ...rows.take([])]
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}

const whole = textFrom({ rowCount: 0, contentCount: 0, known: new Map() });
const bytes = Buffer.from(whole);

async function resume(content: Uint8Array, granularity: 'chunk' | 'row'): Promise<{ kept: KeptScores; path: string }> {
  const path = join(folder, 'scores.jsonl');
  await writeFile(path, content);
  const kept = await resumeScores(path, { plan, samples, granularity });
  if (kept.kind === 'foreign') throw new Error(`line ${kept.line} is foreign`);
  await truncate(path, kept.bytes);
  return { kept, path };
}

describe('resuming', () => {
  test.each(['chunk', 'row'] as const)('a file cut at any byte goes on to the same file (%s)', async (granularity) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (length) => {
        const { kept } = await resume(bytes.subarray(0, length), granularity);
        expect(kept.bytes).toBeLessThanOrEqual(length);
        expect(bytes.toString('utf8', 0, kept.bytes) + textFrom(kept)).toBe(whole);
      }),
      { numRuns: 40 },
    );
  });

  test('a whole file leaves nothing to do', async () => {
    const { kept } = await resume(bytes, 'chunk');
    expect(kept).toMatchObject({ rowCount: samples.length, contentCount: plan.firstRow.length, bytes: bytes.length });
  });

  test('row by row loses the torn row only', async () => {
    const { kept } = await resume(bytes.subarray(0, bytes.length - 5), 'row');
    expect(kept.rowCount).toBe(samples.length - 1);
  });

  test('what a crash of the machine left in place of rows is cut off', async () => {
    const cut = bytes.indexOf('\n', Math.floor(bytes.length / 2)) + 1;
    const { kept } = await resume(
      Buffer.concat([bytes.subarray(0, cut), Buffer.alloc(4096), Buffer.from('\n')]),
      'row',
    );
    expect(kept.bytes).toBe(cut);
  });

  test('rows of other samples are named by their line', async () => {
    const path = join(folder, 'foreign.jsonl');
    await writeFile(path, whole.replace('"id":"s2"', '"id":"x2"'));
    expect(await resumeScores(path, { plan, samples, granularity: 'chunk' })).toEqual({ kind: 'foreign', line: 3 });
    await writeFile(path, whole + whole.split('\n')[0] + '\n');
    expect(await resumeScores(path, { plan, samples, granularity: 'chunk' })).toEqual({
      kind: 'foreign',
      line: samples.length + 1,
    });
  });
});

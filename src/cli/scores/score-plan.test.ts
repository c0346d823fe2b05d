import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTENTS_PER_CHUNK, contentsBefore, isChunkBorder, planScores } from './score-plan.ts';

/** Samples of a corpus larger than a few chunks, with repeats near and far. */
const corpora = fc
  .record({
    count: fc.integer({ min: 0, max: 4 * CONTENTS_PER_CHUNK }),
    contents: fc.integer({ min: 1, max: 2000 }),
    seed: fc.nat(),
  })
  .map(({ count, contents, seed }) =>
    Array.from({ length: count }, (_, index) => ({ contentHash: `${((index + seed) * 7919) % contents}` })),
  );

describe('the plan of a run', () => {
  test('has a row for every sample, in order, and each content once', () => {
    fc.assert(
      fc.property(corpora, (samples) => {
        const plan = planScores(samples, { index: 1, count: 1 });
        expect([...plan.sampleOfRow]).toEqual(samples.map((_, index) => index));
        expect(plan.firstRow.length).toBe(new Set(samples.map(({ contentHash }) => contentHash)).size);
        for (const [row, content] of plan.contentOfRow.entries()) {
          const first = plan.firstRow[content] ?? 0;
          expect(first).toBeLessThanOrEqual(row);
          expect(samples[first]).toEqual(samples[row]);
        }
        expect(plan.rowCount.reduce((sum, count) => sum + count, 0)).toBe(samples.length);
      }),
      { numRuns: 30 },
    );
  });

  test('shards part the corpus, and what is equal stays together', () => {
    fc.assert(
      fc.property(corpora, fc.integer({ min: 1, max: 6 }), (samples, count) => {
        const shards = Array.from({ length: count }, (_, at) => planScores(samples, { index: at + 1, count }));
        const seen = shards.flatMap((plan) => [...plan.sampleOfRow]).sort((a, b) => a - b);
        expect(seen).toEqual(samples.map((_, index) => index));
        const shardOf = new Map<string, number>();
        for (const [at, plan] of shards.entries()) {
          for (const index of plan.sampleOfRow) {
            const hash = samples[index]?.contentHash ?? '';
            expect(shardOf.get(hash) ?? at).toBe(at);
            shardOf.set(hash, at);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a chunk of a shard holds the same contents as that chunk of the whole', () => {
    const samples = Array.from({ length: 3 * CONTENTS_PER_CHUNK + 10 }, (_, index) => ({
      contentHash: `${index % 700}`,
    }));
    const chunksOf = (count: number): Set<string> => {
      const chunks = Array.from({ length: count }, (_, at) => planScores(samples, { index: at + 1, count })).flatMap(
        (plan) => {
          const hashes = [...plan.firstRow].map((row) => samples[plan.sampleOfRow[row] ?? 0]?.contentHash ?? '');
          const starts = Array.from(
            { length: Math.ceil(hashes.length / CONTENTS_PER_CHUNK) },
            (_, k) => k * CONTENTS_PER_CHUNK,
          );
          return starts.map((start) => hashes.slice(start, start + CONTENTS_PER_CHUNK).join(' '));
        },
      );
      return new Set(chunks);
    };
    expect(chunksOf(4)).toEqual(chunksOf(1));
  });

  test('borders are where a chunk’s first content appears, and both ends', () => {
    fc.assert(
      fc.property(corpora, (samples) => {
        const plan = planScores(samples, { index: 1, count: 1 });
        const borders = Array.from({ length: samples.length + 1 }, (_, row) => row).filter((row) =>
          isChunkBorder(plan, row),
        );
        const expected = new Set([...plan.firstRow].filter((_, content) => content % CONTENTS_PER_CHUNK === 0));
        expect(borders).toEqual([...expected.add(0).add(samples.length)].sort((a, b) => a - b));
        for (const row of borders) {
          const begun = new Set(plan.contentOfRow.subarray(0, row)).size;
          expect(contentsBefore(plan, row)).toBe(begun);
        }
      }),
      { numRuns: 30 },
    );
  });
});

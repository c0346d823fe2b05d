import { expect, test } from 'vitest';
import { buildSamples } from '../core/samples/build-samples.ts';
import type { SampleOrder } from '../core/selection/find-samples.ts';
import { InlineStorageThread } from '../testing/memory-project-store.ts';
import { openMemoryDatabase } from '../testing/node-sqlite.ts';
import { documentOf, SAMPLE_OPTIONS, scoreOf, SCORING } from '../testing/sampled-project.ts';
import type { BuildProgress } from './sample-builder.ts';
import { createSampleStore } from './sample-store.ts';
import { connectStorage } from './project-store-client.ts';

const ORDER: SampleOrder = { column: 'ifd', descending: true };
const SELECTION = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 1,
} as const;

const pain = { name: 'pain', entityType: 'Disease' };
const corpus = { documents: [documentOf(0, [[pain], [], [pain]]), documentOf(1, [[pain]])] };

async function open() {
  const { store, connection } = await connectStorage(new InlineStorageThread(openMemoryDatabase));
  return { store, samples: createSampleStore(connection) };
}

test('a page builds the samples, and asks for windows of what a filter finds', async () => {
  const { store, samples } = await open();
  await store.saveCorpus(corpus, [], []);
  expect(await samples.counts()).toBeUndefined();
  const progress: BuildProgress[] = [];
  await samples.build(SAMPLE_OPTIONS, { scoring: SCORING, onProgress: (each) => progress.push(each) });
  expect(progress.at(-1)).toEqual({ doneCount: 2, totalCount: 2 });
  expect(await samples.counts()).toMatchObject({ samples: 4, positives: 3 });

  const [first, second, third, fourth] = buildSamples(corpus, SAMPLE_OPTIONS).samples;
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) throw new Error('4');
  const waiting = await samples.unscored(0, 10);
  expect(waiting.map(({ place }) => place)).toEqual([0, 1, 2, 3]);
  await store.saveScores([
    scoreOf(first.contentHash, 0.4),
    scoreOf(third.contentHash, 0.7),
    scoreOf(fourth.contentHash, 0.6),
  ]);
  expect((await samples.unscored(0, 10)).map(({ place }) => place)).toEqual([1]);
  expect(await samples.select(SELECTION)).toMatchObject({ counts: { positives: 3, keptPositives: 1 }, cutOffIfd: 0.7 });

  const places = await samples.find({ filter: { kind: 'positive' }, text: 'pati', order: ORDER });
  expect([...places]).toEqual([2, 3, 0]);
  const rows = await samples.rows([2, 0]);
  expect(rows).toMatchObject([
    { sample: third, ifd: 0.7, verdict: 'undecided', pick: { kept: true, reason: 'top-ifd', rank: 1 } },
    { sample: first, ifd: 0.4, pick: { kept: false, reason: 'below-cut-off', rank: 3 } },
  ]);
  const bins = await samples.bins({ binCount: 2, min: 0, max: 1 }, { all: false });
  expect([[...bins.kept.counts], [...bins.dropped.counts]]).toEqual([
    [0, 1],
    [1, 1],
  ]);
  await samples.showScoring(undefined);
  expect(await samples.unscored(0, 10)).toHaveLength(4);
});

test('a corpus that is replaced has no samples until they are built again', async () => {
  const { store, samples } = await open();
  await store.saveCorpus(corpus, [], []);
  await samples.build(SAMPLE_OPTIONS, { scoring: undefined, onProgress: () => undefined });
  await store.saveCorpus({ documents: [documentOf(3, [[]])] }, [], []);
  expect(await samples.counts()).toBeUndefined();
  await expect(samples.rows([0])).rejects.toThrow('unexpected');
  await samples.build(SAMPLE_OPTIONS, { scoring: undefined, onProgress: () => undefined });
  expect(await samples.counts()).toMatchObject({ samples: 1, positives: 0 });
});

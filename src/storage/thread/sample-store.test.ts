import type { BuildProgress } from '../contract/sample-answers.ts';
import { expect, test } from 'vitest';
import { buildSamples } from '../../core/samples/build-samples.ts';
import type { SampleOrder } from '../../core/selection/find-samples.ts';
import { InlineStorageThread } from '../../testing/storage/memory-project-store.ts';
import { openMemoryDatabase } from '../../testing/storage/node-sqlite.ts';
import { saveCorpus } from '../../testing/storage/save-corpus.ts';
import { documentOf, SAMPLE_OPTIONS, scoreOf, newScoring } from '../../testing/studio/sampled-project.ts';
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
  return connectStorage(() => new InlineStorageThread(openMemoryDatabase));
}

test('a page builds the samples, and asks for windows of what a filter finds', async () => {
  const { store, samples } = await open();
  expect(await samples.counts()).toBeUndefined();
  const progress: BuildProgress[] = [];
  const { id: scoringId } = await store.beginScoring(newScoring('model'));
  const how = { options: SAMPLE_OPTIONS, scoringId, onProgress: (each: BuildProgress) => progress.push(each) };
  await store.saveCorpus(corpus, { issues: [], sources: [] }, { ...how, settings: { with: 'it' } });
  expect((await store.loadProject()).settings).toEqual({ with: 'it' });
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
  const after = await samples.makeSelection(SELECTION, 1);
  expect(await samples.selected()).toBeUndefined();
  await store.saveStep([{ kind: 'selection', after }], [], []);
  expect(await samples.selected()).toMatchObject({
    selection: after,
    counts: { positives: 3, keptPositives: 1 },
    cutOffIfd: 0.7,
  });

  const places = await samples.find({ filter: { kind: 'positive' }, text: 'pati', order: ORDER });
  expect([...places]).toEqual([2, 3, 0]);
  const rows = await samples.rows([2, 0]);
  expect(rows).toMatchObject([
    { sample: third, ifd: 0.7, verdict: 'undecided', pick: { kept: true, reason: { kind: 'top-ifd', rank: 1 } } },
    { sample: first, ifd: 0.4, pick: { kept: false, reason: { kind: 'below-cut-off', rank: 3 } } },
  ]);
  const figures = await samples.selectionFigures({ rule: SELECTION, isTried: false, barCount: 1 });
  expect(figures).toMatchObject({ keptCount: 1, baseCount: 3, bars: { count: 3, bars: [{ kept: 1, dropped: 2 }] } });
  expect(await samples.scoreFigures({ ceiling: 0.65, barCount: 4 })).toMatchObject({ medianIfd: 0.6, atCeiling: 1 });
  expect(await samples.keepRatioForCutOff(SELECTION, 0.5)).toBe(0.67);
  await samples.showScoring(undefined);
  expect(await samples.unscored(0, 10)).toHaveLength(4);
});

test('a corpus that is replaced comes with its samples, and they are made anew with other options', async () => {
  const { store, samples } = await open();
  await saveCorpus(store, corpus);
  await saveCorpus(store, { documents: [documentOf(3, [[], [pain]])] });
  expect(await samples.counts()).toMatchObject({ samples: 2, positives: 1 });
  const options = { ...SAMPLE_OPTIONS, unit: 'passage' } as const;
  await samples.build({ options, scoringId: undefined, onProgress: () => undefined });
  expect(await samples.counts()).toMatchObject({ samples: 1, positives: 1 });
  expect(await samples.facts()).toMatchObject({ options, summary: { documents: 1, samples: 1, mentions: 1 } });
  const empty = await open();
  await expect(empty.samples.rows([0])).rejects.toThrow('unexpected');
});

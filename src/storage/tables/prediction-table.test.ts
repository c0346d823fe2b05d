import type { Database } from '@sqlite.org/sqlite-wasm';
import { expect, test } from 'vitest';
import type { SamplePrediction } from '../../core/samples/sample-prediction.ts';
import { createMemoryProjectStore } from '../../testing/storage/memory-project-store.ts';
import { openMemoryDatabase } from '../../testing/storage/node-sqlite.ts';
import { readAnswers } from './prediction-table.ts';

function prediction(index: number, more: Partial<SamplePrediction> = {}): SamplePrediction {
  return {
    questionHash: `question ${index}`,
    modelHash: 'a',
    mentions: [
      { start: 0, end: 4, entityType: 'Gene', confidence: 0.1 + 0.2 },
      { start: 0, end: 2, entityType: 'Gene', confidence: 1 },
    ],
    end: 'closed',
    provenance: '{}',
    ...more,
  };
}

/** What a model answered to the questions up to a number. */
function load(db: Database, modelHash: string, count: number): readonly SamplePrediction[] {
  const hashes = Array.from({ length: count }, (_, index) => `question ${index}`);
  const answers = readAnswers(db, modelHash, hashes);
  return hashes.flatMap((hash) => answers.get(hash) ?? []);
}

test('predictions come back as they were, by model', async () => {
  const db = await openMemoryDatabase();
  const store = await createMemoryProjectStore(db);
  expect(await store.listPredictedModels()).toEqual([]);
  const many = Array.from({ length: 1001 }, (_, index) => prediction(index, index % 2 === 0 ? {} : { mentions: [] }));
  const other = prediction(0, { modelHash: 'b', end: 'no-room', mentions: [], provenance: '{"version":"2"}' });
  await store.savePredictions([...many, other]);
  expect(load(db, 'a', 1001)).toEqual(many);
  expect(load(db, 'b', 1001)).toEqual([other]);
  const models = await store.listPredictedModels();
  expect(models.map(({ modelHash, answerCount }) => [modelHash, answerCount])).toEqual([
    ['b', 1],
    ['a', 1001],
  ]);
  const answers = readAnswers(db, 'a', ['question 7', 'nobody asked', 'question 2']);
  expect(answers).toEqual(new Map([2, 7].map((index) => [`question ${index}`, many[index]])));
});

test('a second prediction of a question takes the place of the first; clearing takes all', async () => {
  const db = await openMemoryDatabase();
  const store = await createMemoryProjectStore(db);
  await store.savePredictions([prediction(1), prediction(2)]);
  const second = prediction(1, { mentions: [], end: 'length' });
  await store.savePredictions([second]);
  expect(load(db, 'a', 3)).toEqual([second, prediction(2)]);
  await store.clear();
  expect(load(db, 'a', 3)).toEqual([]);
});

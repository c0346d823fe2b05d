import type { Database } from '@sqlite.org/sqlite-wasm';
import { expect, test } from 'vitest';
import type { SamplePrediction } from '../core/samples/sample-prediction.ts';
import { createMemoryProjectStore } from '../testing/memory-project-store.ts';
import { openMemoryDatabase } from '../testing/node-sqlite.ts';
import { type PredictionPage, readAnswers, readPredictionPage } from './prediction-table.ts';

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

/** All of a model, oldest first; of the one that answered last where none is named. */
function load(db: Database, modelHash?: string): readonly SamplePrediction[] {
  const predictions: SamplePrediction[] = [];
  let afterId: number | undefined = 0;
  while (afterId !== undefined) {
    const page: PredictionPage = readPredictionPage(db, { modelHash }, { afterId, limit: 1000 });
    predictions.push(...page.predictions);
    afterId = page.nextId;
  }
  return predictions;
}

test('predictions come back as they were, over the border of a page, by model', async () => {
  const db = await openMemoryDatabase();
  const store = await createMemoryProjectStore(db);
  expect(load(db)).toEqual([]);
  const many = Array.from({ length: 1001 }, (_, index) => prediction(index, index % 2 === 0 ? {} : { mentions: [] }));
  const other = prediction(0, { modelHash: 'b', end: 'no-room', mentions: [], provenance: '{"version":"2"}' });
  await store.savePredictions([...many, other]);
  expect(load(db, 'a')).toEqual(many);
  // The newest one says which model is shown.
  expect(load(db)).toEqual([other]);
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
  expect(load(db, 'a')).toEqual([prediction(2), second]);
  await store.clear();
  expect(load(db, 'a')).toEqual([]);
});

import { expect, test } from 'vitest';
import type { SamplePrediction } from '../core/samples/sample-prediction.ts';
import { createMemoryProjectStore } from '../testing/memory-project-store.ts';
import { openMemoryDatabase } from '../testing/node-sqlite.ts';

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

test('predictions come back as they were, over the border of a page, by model', async () => {
  const db = await openMemoryDatabase();
  const store = await createMemoryProjectStore(db);
  expect(await store.loadPredictions()).toEqual([]);
  const many = Array.from({ length: 1001 }, (_, index) => prediction(index, index % 2 === 0 ? {} : { mentions: [] }));
  const other = prediction(0, { modelHash: 'b', end: 'no-room', mentions: [], provenance: '{"version":"2"}' });
  await store.savePredictions([...many, other]);
  const again = await createMemoryProjectStore(db);
  expect(await again.loadPredictions('a')).toEqual(many);
  // The newest one says which model is shown.
  expect(await again.loadPredictions()).toEqual([other]);
});

test('a second prediction of a question takes the place of the first; clearing takes all', async () => {
  const store = await createMemoryProjectStore(await openMemoryDatabase());
  await store.savePredictions([prediction(1), prediction(2)]);
  const second = prediction(1, { mentions: [], end: 'length' });
  await store.savePredictions([second]);
  expect(await store.loadPredictions('a')).toEqual([prediction(2), second]);
  await store.clear();
  expect(await store.loadPredictions('a')).toEqual([]);
});

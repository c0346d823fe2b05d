import { expect, test } from 'vitest';
import { buildProject, documentOf } from '../../testing/studio/sampled-project.ts';
import { locateText } from './locate-text.ts';

const SENTENCES = [[], [{ name: 'pain', entityType: 'Disease' }]];

test('a text is found by its file, document and passage, as far as they are said', async () => {
  const documents = [
    documentOf(0, SENTENCES),
    { ...documentOf(1, SENTENCES), source: 'b.txt' },
    // Its id was taken by another file's.
    { ...documentOf(0, SENTENCES), id: 'doc 0#2', source: 'b.txt' },
  ];
  const { db } = await buildProject({ documents });
  expect(locateText(db, { file: 'a.txt' })).toBe(0);
  expect(locateText(db, { file: 'b.txt', documentId: 'doc 1', passageId: '0' })).toBe(2);
  expect(locateText(db, { file: 'b.txt', documentId: 'doc 0' })).toBe(4);
  expect(locateText(db, { file: 'doc 1.ann', documentId: 'doc 1' })).toBe(2);
  expect(locateText(db, { file: 'b.txt', documentId: 'doc 1', passageId: '9' })).toBeUndefined();
  expect(locateText(db, { file: 'c.txt' })).toBeUndefined();
  db.close();
});

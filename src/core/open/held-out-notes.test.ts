import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSource } from '../formats/parse-source.ts';

const FILE = join(import.meta.dirname, '../../../pretraining/held-out-notes/notes.jsonl');

test('the held-out notes are read without an issue, and are as many as their page says', () => {
  const { format, documents, issues } = parseSource({ name: 'notes.jsonl', bytes: readFileSync(FILE) });
  expect([format, issues]).toEqual(['doccano', []]);
  const mentions = documents.map(({ passages }) => passages.flatMap((passage) => passage.mentions));
  expect(documents).toHaveLength(20);
  expect(mentions.filter((each) => each.length === 0)).toHaveLength(5);
  const types = mentions.flat().map(({ entityType }) => entityType);
  expect(types.filter((type) => type === 'Chemical')).toHaveLength(105);
  expect(types.filter((type) => type === 'Disease')).toHaveLength(98);
});

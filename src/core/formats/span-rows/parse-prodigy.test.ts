import { expect, it } from 'vitest';
import { parseProdigy } from './parse-prodigy.ts';

it('keeps the spans of rows that nobody answered as predictions, and no rejected ones', () => {
  const spans = [{ start: 0, end: 4, label: 'Drug', score: 0.75 }];
  const rows = [
    { text: 'Lead 1', spans, answer: 'accept' },
    { text: 'Lead 2', spans, answer: 'reject' },
    { text: 'Lead 3', spans, answer: 'ignore' },
    { text: 'Lead 4', spans },
    { text: 'Lead 5', spans: [], answer: 'accept' },
  ].map((row) => JSON.stringify({ ...row, _view_id: 'ner_manual' }));
  const { documents, issues } = parseProdigy({ file: 'a.jsonl', text: rows.join('\n') });
  const predictions = [
    { model: 'predictions in a.jsonl', mentions: [{ start: 0, end: 4, entityType: 'Drug', confidence: 0.75 }] },
  ];
  const passages = documents.flatMap((document) => document.passages);
  expect(passages.map((passage) => [passage.mentions.length, passage.gaps?.[0]?.kind, passage.predictions])).toEqual([
    [1, undefined, undefined],
    [0, 'unannotated', undefined],
    [0, 'unannotated', predictions],
    [0, 'unannotated', predictions],
    [0, undefined, undefined],
  ]);
  expect(issues.find(({ code }) => code === 'predictions-beside')?.found).toBe(
    'predictions in a.jsonl: 2 mentions in 2 texts',
  );
});

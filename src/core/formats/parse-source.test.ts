import { expect, it } from 'vitest';
import { parseSource } from './parse-source.ts';

const encode = (text: string) => new TextEncoder().encode(text);

it('refuses a line of more than ten million characters by its number', () => {
  const bytes = encode(`1|t|Short.\n1|a|${'a'.repeat(10_000_000)}\n`);
  expect(parseSource({ name: 'a.txt', bytes })).toMatchObject({
    format: 'pubtator',
    documents: [],
    issues: [{ code: 'line-too-long', file: 'a.txt', line: 2 }],
  });
  const short = parseSource({ name: 'a.txt', bytes: encode(`1|t|Short.\n1|a|${'a'.repeat(9_000_000)}\n`) });
  expect(short.issues.map(({ code }) => code)).toEqual(['not-annotated']);
});

it('reads a file as the format a person chose, whatever its content says', () => {
  const bytes = encode('aspirin\tO\nhelps\tB-Verb\n');
  expect(parseSource({ name: 'a', bytes })).toMatchObject({ format: 'conll' });
  const chosen = parseSource({ name: 'a', bytes }, { format: 'pubtator' });
  expect(chosen).toMatchObject({ format: 'pubtator', evidence: 'chosen by hand', documents: [] });
  expect(chosen.issues.map(({ code }) => code)).toEqual(['malformed-line', 'malformed-line']);
});

it('reads a table by the columns a person names', () => {
  const bytes = encode('Notiz,von,bis,Art\nLead is toxic.,0,4,Chemical\n');
  const unnamed = parseSource({ name: 'a.csv', bytes }, { format: 'csv' });
  expect(unnamed).toMatchObject({ documents: [], columns: ['Notiz', 'von', 'bis', 'Art'] });
  const columns = { text: 'Notiz', start: 'von', end: 'bis', type: 'Art' };
  const named = parseSource({ name: 'a.csv', bytes }, { format: 'csv', hints: { columns } });
  const mentions = named.documents.flatMap(({ passages }) => passages.flatMap((passage) => passage.mentions));
  expect(mentions).toMatchObject([{ quote: 'Lead', entityType: 'Chemical' }]);
});

it('reads numbered tags by the names a person gives', () => {
  const bytes = encode('{"tokens": ["Lead", "is", "toxic"], "ner_tags": [3, 0, 0]}\n');
  expect(parseSource({ name: 'a.jsonl', bytes })).toMatchObject({ documents: [], issues: [{ code: 'missing-field' }] });
  const hints = { tagNames: ['O', 'B-Disease', 'I-Disease', 'B-Chemical'] };
  const { documents } = parseSource({ name: 'a.jsonl', bytes }, { hints });
  expect(documents[0]?.passages[0]?.mentions).toMatchObject([{ quote: 'Lead', entityType: 'Chemical' }]);
});

it('takes texts without mentions for what a person says they are, and never what was lost', () => {
  const bytes = encode(
    [
      '{"text": "Lead harms.", "label": [[0, 4, "Chemical"]]}',
      '{"text": "Nothing.", "label": []}',
      '{"text": "Nobody looked."}',
      '{"text": "Zinc.", "label": [[0, 40, "Chemical"]]}',
    ].join('\n'),
  );
  const gapsAs = (noMentions?: 'unannotated' | 'negative') => {
    const hints = noMentions === undefined ? {} : { noMentions };
    const { documents } = parseSource({ name: 'a.jsonl', bytes }, { hints });
    return documents.map(({ passages }) => passages[0]?.gaps?.map(({ kind }) => kind) ?? 'complete');
  };
  expect(gapsAs()).toEqual(['complete', 'complete', ['unannotated'], ['lost']]);
  expect(gapsAs('unannotated')).toEqual(['complete', ['unannotated'], ['unannotated'], ['lost']]);
  expect(gapsAs('negative')).toEqual(['complete', 'complete', 'complete', ['lost']]);
});

it.each([
  ['pubtator', '1|t|Take lead now.\n1\t5\t9\tlead\tA\tD\n1\t0\t4\tlead \tB\tD\n1\t9\t14\t now.\tC\tD\n'],
  [
    'prodigy',
    JSON.stringify({
      text: 'Take lead now.',
      spans: [
        { start: 5, end: 9, text: 'lead', label: 'A' },
        { start: 0, end: 4, text: 'now.', label: 'B' },
        { start: 9, end: 14, text: ' now.', label: 'C' },
      ],
      _task_hash: 1,
    }),
  ],
  [
    'bioc-json',
    JSON.stringify({
      passages: [
        {
          offset: 0,
          text: 'Take lead now.',
          annotations: [
            ['A', 5, 4, 'lead'],
            ['B', 0, 4, 'now.'],
            ['C', 9, 5, ' now.'],
          ].map(([type, offset, length, text]) => ({ infons: { type }, text, locations: [{ offset, length }] })),
        },
      ],
    }),
  ],
] as const)('keeps only exact offsets in %s where a person wants it so: no repair, no trimming', (format, text) => {
  const read = (exactOffsets: boolean) =>
    parseSource({ name: 'a', bytes: encode(text) }, { format, hints: { exactOffsets } }).documents[0]?.passages[0];
  expect(read(true)?.mentions.map(({ entityType, quote }) => [entityType, quote])).toEqual([
    ['A', 'lead'],
    ['C', ' now.'],
  ]);
  expect(read(true)?.gaps?.map(({ kind }) => kind)).toEqual(['lost']);
  expect(read(false)?.mentions.map(({ entityType, quote }) => [entityType, quote])).toContainEqual(['C', 'now.']);
});

it('takes a table for a table, whatever its cells look like', () => {
  const formatOf = (text: string) => parseSource({ name: 'x', bytes: new TextEncoder().encode(text) }).format;
  expect(formatOf('id,text,entities\r\n"1","a|t|b","[]"\r\n')).toBe('csv');
  expect(formatOf('id,text,entities\r\n"1","a\n{""text"": ""b"", ""labels"": []}","[]"\r\n')).toBe('csv');
  expect(formatOf('id,text\r\n"1","a\n7|t|b"\r\n')).toBe('csv');
  expect(formatOf('1|t|text\n1|a|\n')).toBe('pubtator');
  expect(formatOf('\n\n1|t|text\n1|a|\n')).toBe('pubtator');
});

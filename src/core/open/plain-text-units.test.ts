import { expect, it } from 'vitest';
import { openSources, createSourceOpener } from './source-opener.ts';
import { parsePlainText } from '../formats/plain-text/parse-plain-text.ts';
import type { PlainTextUnit } from '../formats/common/parse-hints.ts';

const TEXT = 'Lead is toxic.\r\nIt is a metal.\r\n \r\n\r\n  Naloxone helps.  \r\n';

const textsOf = (plainTextUnit: PlainTextUnit, text = TEXT) =>
  parsePlainText({ file: 'a.txt', text, hints: { plainTextUnit } }).documents.map(({ id, passages }) => [
    id,
    ...passages.map((passage) => passage.text),
  ]);

it('takes a file, a paragraph or a line for a document', () => {
  expect(textsOf('file')).toEqual([['a.txt', 'Lead is toxic.\r\nIt is a metal.', 'Naloxone helps.']]);
  expect(textsOf('paragraph')).toEqual([
    ['a.txt/1', 'Lead is toxic.\r\nIt is a metal.'],
    ['a.txt/2', 'Naloxone helps.'],
  ]);
  const lines = [
    ['a.txt/1', 'Lead is toxic.'],
    ['a.txt/2', 'It is a metal.'],
    ['a.txt/3', 'Naloxone helps.'],
  ];
  expect(textsOf('line')).toEqual(lines);
  expect(textsOf('line', TEXT.replaceAll('\r\n', '\n'))).toEqual(lines);
  expect(textsOf('line', TEXT.replaceAll('\r\n', '\r'))).toEqual(lines);
  expect(textsOf('line', ' \n')).toEqual([]);
});

it('is asked for of all files at once, and changes nothing of those that are no plain text', () => {
  const bytes = new TextEncoder().encode(TEXT);
  const columns = new TextEncoder().encode('Lead\tB-Chemical\n\nhelps\tO\n');
  const opener = createSourceOpener({ plainTextUnit: 'line' });
  for (const name of ['a.txt', 'a.md']) opener.add({ name, bytes });
  opener.add({ name: 'b.tsv', bytes: columns });
  const { parsed } = opener.finish();
  expect(parsed.map(({ file, documents }) => [file, documents.length])).toEqual([
    ['a.txt', 3],
    ['a.md', 3],
    ['b.tsv', 1],
  ]);
  expect(parsed[2]).toEqual(openSources([{ name: 'b.tsv', bytes: columns }]).parsed[0]);
});

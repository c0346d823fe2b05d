import { gzipSync, strToU8, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { openSources } from './source-opener.ts';

const TEXT = 'Naloxone reverses the effect of clonidine.\r\nIt is cheap.';
const ANN = 'T1\tChemical 0 8\tNaloxone\nT2\tChemical 32 41\tclonidine\n';

it('brings the texts and the standoff of a zip together, whatever their order and folders', () => {
  const bytes = zipSync({
    'set/b/1.ann': strToU8(ANN),
    'set/a/1.txt': strToU8('Nothing here at all, in fact.'),
    'set/a/1.ann': new Uint8Array(),
    'set/b/1.txt': strToU8(TEXT),
  });
  const { parsed, issues } = openSources([{ name: 'brat.zip', bytes }]);
  expect(issues).toEqual([]);
  expect(parsed.map(({ file, formatName, documents }) => [file, formatName, documents.length])).toEqual([
    ['brat.zip/set/a/1.txt', expect.stringMatching(/brat/iu), 1],
    ['brat.zip/set/b/1.txt', expect.stringMatching(/brat/iu), 1],
  ]);
  const quotes = parsed.map(({ documents }) =>
    documents.flatMap(({ passages }) => passages.flatMap(({ mentions }) => mentions.map(({ quote }) => quote))),
  );
  expect(quotes).toEqual([[], ['Naloxone', 'clonidine']]);
  expect(parsed.flatMap((source) => source.issues)).toEqual([]);
});

it('brings loose files together too, packed or not, and reads what has no partner by its content', () => {
  const { parsed } = openSources([
    { name: 'x/1.txt.gz', bytes: gzipSync(strToU8(TEXT)) },
    { name: 'x/2.txt', bytes: strToU8('1|t|Lead.\n1\t0\t4\tLead\tChemical\t\n') },
    { name: 'x/1.ann', bytes: strToU8(ANN) },
  ]);
  const mentionsOf = (name: string) => parsed.find(({ file }) => file === name)?.documents[0]?.passages[0]?.mentions;
  expect(parsed).toHaveLength(2);
  expect(mentionsOf('x/1.txt')).toHaveLength(2);
  expect(mentionsOf('x/2.txt')).toHaveLength(1);
});

it('gives files back in the order in which they were added, whatever waited for a partner', () => {
  const rows = '{"tokens": ["Lead"], "ner_tags": [1]}\n';
  const { parsed } = openSources([
    { name: 'a.txt', bytes: strToU8('1|t|Lead.\n1\t0\t4\tLead\tChemical\t\n') },
    { name: 'b/rows.jsonl', bytes: strToU8(rows) },
    {
      name: 'c.zip',
      bytes: zipSync({ 'one.ann': strToU8(ANN), 'two.tsv': strToU8('Lead\tO\n'), 'one.txt': strToU8(TEXT) }),
    },
    { name: 'b/features.json', bytes: strToU8('{"ner_tags": {"feature": {"names": ["O", "B-Metal"]}}}') },
    { name: 'other/features.json', bytes: strToU8('{"ner_tags": {"feature": {"names": ["O", "B-Metal"]}}}') },
    { name: 'd.tsv', bytes: strToU8('Lead\tO\n') },
    { name: 'e.ann', bytes: strToU8(ANN) },
    { name: 'f.TXT', bytes: strToU8('Nothing here at all, in fact.') },
    { name: 'f.txt', bytes: strToU8('Here is nothing at all, in fact.') },
  ]);
  expect(parsed.map(({ file }) => file)).toEqual([
    'a.txt',
    'b/rows.jsonl',
    'c.zip/two.tsv',
    'c.zip/one.txt',
    'other/features.json',
    'd.tsv',
    'e.ann',
    'f.TXT',
    'f.txt',
  ]);
});

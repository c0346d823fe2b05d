import fc from 'fast-check';
import { zipSync } from 'fflate';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MUTATIONS, spoil } from '../../testing/arbitraries/mutations.ts';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import type { SourceFile } from '../formats/bytes/decode-source.ts';
import { createSourceOpener, type OpenedSources, type ReadAs } from './source-opener.ts';

const folder = join(import.meta.dirname, '../../testing/fixtures/parquet');
const fixture = (name: string): SourceFile => ({ name, bytes: readFileSync(join(folder, name)) });
const encode = (text: string) => new TextEncoder().encode(text);

async function open(files: readonly SourceFile[], readAs?: ReadAs): Promise<OpenedSources> {
  const opener = createSourceOpener();
  for (const file of files) opener.add(file, readAs);
  await opener.settle();
  return opener.finish();
}

const describeParsed = ({ parsed }: OpenedSources) =>
  parsed.map(({ format, evidence, documents, issues }) => ({
    format,
    evidence,
    texts: documents.flatMap(({ passages }) =>
      passages.map(({ text, mentions }) => [
        text,
        ...mentions.map(({ entityType, quote }) => `${entityType} ${quote}`),
      ]),
    ),
    issues: issues.map(({ code }) => code),
  }));

it('reads token rows with the names of their tags from the metadata that Hugging Face writes', async () => {
  expect(describeParsed(await open([fixture('token-rows-named.parquet')]))).toEqual([
    {
      format: 'token-rows',
      evidence: 'Parquet, 2 rows with lists of tokens and tags',
      texts: [['Selegiline causes postural hypotension .', 'Disease postural hypotension'], ['No 𝒙 here']],
      issues: [],
    },
  ]);
});

it('asks for the names of tags where there are none, and finds them in a file beside it', async () => {
  const rows = fixture('token-rows-unnamed.parquet');
  const [alone] = (await open([rows])).parsed;
  expect(alone).toMatchObject({ documents: [], needsTagNames: true });
  const features = { ner_tags: { feature: { names: ['O', 'B-Disease', 'I-Disease'] } } };
  const [named, ...rest] = describeParsed(
    await open([rows, { name: 'features.json', bytes: encode(JSON.stringify(features)) }]),
  );
  expect(rest).toEqual([]);
  expect(named).toMatchObject({ texts: [[expect.any(String), 'Disease postural hypotension'], ['No 𝒙 here']] });
  const tagNames = ['O', 'B-Sign', 'I-Sign'];
  const chosen = await open([rows], { source: rows.name, format: 'token-rows', hints: { tagNames } });
  expect(describeParsed(chosen)[0]?.texts[0]).toEqual([expect.any(String), 'Sign postural hypotension']);
});

it('reads chat rows and rows of spans in the compressions that others write', async () => {
  const files = [fixture('chat-rows.parquet'), fixture('span-rows.parquet')];
  expect(describeParsed(await open(files))).toMatchObject([
    { format: 'chat-rows', texts: [['Naloxone reverses clonidine.', 'Chemical Naloxone', 'Chemical clonidine']] },
    {
      format: 'spacy',
      texts: [['Naloxone 𝒙 clonidine.', 'Chemical Naloxone', 'Chemical clonidine'], ['No entity, none.']],
      issues: [],
    },
  ]);
});

it.each(['lz4', 'delta', 'delta-old'])('reads LZ4, both versions of pages and their encodings: %s', async (name) => {
  expect(describeParsed(await open([fixture(`${name}.parquet`)]))).toMatchObject([
    {
      format: 'spacy',
      texts: [
        ['Naloxone 𝒙 clonidine.', 'Chemical Naloxone', 'Chemical clonidine'],
        ['No entity, none.'],
        ['Naloxone, none.'],
      ],
      // Of the one whose cell is null.
      issues: ['not-annotated'],
    },
  ]);
});

it('reads a column of texts as a table, whose columns can be named; bytes are listed as left out', async () => {
  const file = fixture('text-rows.parquet');
  const [read] = (await open([file])).parsed;
  expect(read).toMatchObject({
    format: 'csv',
    evidence: 'Parquet, 2 rows with the columns pmid, abstract, year, raw',
    columns: ['pmid', 'abstract', 'year', 'raw'],
    issues: [
      { code: 'not-kept', found: 'the column raw holds bytes that are no text in UTF-8' },
      { code: 'not-annotated', found: '2 of 2 texts' },
    ],
  });
  expect(read?.documents.map(({ id, passages }) => [id, passages[0]?.text])).toEqual([
    ['11', 'First abstract.'],
    ['12', 'Second abstract.'],
  ]);
  const columns = { text: 'abstract', id: 'year' };
  const [mapped] = (await open([file], { source: file.name, format: 'csv', hints: { columns } })).parsed;
  expect(mapped?.documents[0]?.id).toBe('2001');
});

it('is read from a zip, in its place among other files, and in pieces where it is large', async () => {
  const span = fixture('span-rows.parquet');
  const bytes = zipSync({ 'a.tsv': encode('Lead\tO\n'), 'b.parquet': span.bytes, 'c.tsv': encode('Lead\tO\n') });
  const { parsed } = await open([{ name: 'x.zip', bytes }]);
  expect(parsed.map(({ file }) => file)).toEqual(['x.zip/a.tsv', 'x.zip/b.parquet', 'x.zip/c.tsv']);
  const opener = createSourceOpener();
  const pieces = async function* () {
    yield span.bytes.subarray(0, 100);
    yield await Promise.resolve(span.bytes.subarray(100));
  };
  await opener.addLarge({ name: span.name, byteCount: span.bytes.length, pieces });
  await opener.settle();
  expect(opener.finish().parsed[0]?.documents).toHaveLength(2);
});

it('says what is wrong with a file that is damaged, has nothing to read, or is read as what it cannot be', async () => {
  const { name, bytes } = fixture('span-rows.parquet');
  const cut = (await open([{ name, bytes: bytes.subarray(0, 900) }])).parsed;
  expect(cut).toMatchObject([{ format: undefined, documents: [], issues: [{ code: 'archive-damaged', file: name }] }]);
  const [numbers] = (await open([fixture('numbers-only.parquet')])).parsed;
  expect(numbers?.issues).toMatchObject([{ code: 'unknown-format', found: 'Parquet, 2 rows with the keys a, b' }]);
  const [brotli] = (await open([fixture('brotli.parquet')])).parsed;
  expect(brotli?.issues).toMatchObject([{ code: 'archive-refused', found: 'Parquet with the compression BROTLI' }]);
  const [forced] = (await open([{ name, bytes }], { source: name, format: 'pubtator' })).parsed;
  expect(forced?.issues).toMatchObject([{ code: 'unknown-format', found: 'Parquet, 2 rows' }]);
});

/** Each kept hyparquet 1.31.5 busy for minutes or for ever. */
it.each([
  ['a run of two thousand million values', 'delta-old', { 71: 254, 72: 255, 73: 255, 74: 255, 75: 15 }],
  ['a page whose sizes are no numbers', 'text-rows', { 210: 101, 367: 218, 714: 54 }],
  ['a page whose sizes are missing', 'text-rows', { 367: 222, 1043: 130 }],
  ['a column of fewer children than none', 'token-rows-unnamed', { 465: 9, 706: 104, 929: 127, 1116: 207 }],
])('ends at once at %s', async (_, name, damage) => {
  const bytes = Uint8Array.from(fixture(`${name}.parquet`).bytes);
  for (const [offset, byte] of Object.entries(damage)) bytes[Number(offset)] = byte;
  const [source] = (await open([{ name, bytes }])).parsed;
  expect(source).toMatchObject({ documents: [], issues: [{ code: 'archive-damaged' }] });
});

/** What moves no byte: the file's end still says where its pages are. */
const FLIP = fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), byte: fc.nat(255) });
const FLIPS = fc.array(FLIP, { minLength: 1, maxLength: 4 });

/** `npm run fuzz` asks for many more; a failure prints the seed that repeats it. */
const runs = Number(process.env['FUZZ_COUNT'] ?? 1000);

it(
  `spoiled parquet is read ${runs} times without throwing, and no mention is off its text`,
  { timeout: 60_000 + runs * 20 },
  async () => {
    const own = readdirSync(folder).map((name) => fixture(name).bytes);
    const spoiled = fc
      .tuple(fc.constantFrom(...own), fc.oneof(MUTATIONS, FLIPS))
      .map(([bytes, mutations]) => spoil(bytes, mutations));
    await fc.assert(
      fc.asyncProperty(spoiled, async (bytes) => {
        const { parsed, issues: ofArchives } = await open([{ name: 'x', bytes }]);
        const { corpus, issues } = assembleCorpus(parsed);
        expect(issues).toEqual([]);
        const isEmpty = corpus.documents.every(({ passages }) => passages.length === 0);
        // Damage can make a file begin as gzip or zip does: what is wrong is then said of the archive.
        if (isEmpty) expect([...ofArchives, ...parsed.flatMap((source) => source.issues)]).not.toEqual([]);
      }),
      { numRuns: runs },
    );
  },
);

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { gzipSync, strToU8, zipSync } from 'fflate';
import type { Corpus, Document } from '../src/core/corpus/corpus.ts';
import { parseSource } from '../src/core/formats/parse-source.ts';
import { createSourceOpener, openSources } from '../src/core/open/source-opener.ts';
import { CORPUS_WRITERS } from '../src/core/write/corpus-writers.ts';
import { isWrittenFormat, WRITTEN_FORMAT_NAMES } from '../src/core/write/written-format-names.ts';
import { dropPaths } from './drop-paths.ts';
import { expectQuick } from './expect-quick.ts';
import { test } from './local-test.ts';
import { firstCount, StudioPage } from './studio-page.ts';

const demonstration = 'public/demo/demonstration-corpus.bioc.json';

const formats = Object.keys(WRITTEN_FORMAT_NAMES).filter(isWrittenFormat);

const parquet = 'src/testing/fixtures/parquet/span-rows.parquet';

/** A mention that stands in the text and one that does not. */
const HALF_SOUND = '1|t|Lead is toxic.\n1\t0\t4\tLead\tChemical\t\n1\t90\t94\tZinc\tChemical\t\n';

/** Good files in the folder that is dropped; with two more and the bad ones it holds five hundred. */
const goodCount = 488;

const MIXED = 'five hundred mixed files come in at once, and each format goes out and reads back the same';

test(MIXED, { tag: '@measured' }, async ({ page }, testInfo) => {
  test.setTimeout(400_000);
  const folder = testInfo.outputPath('mixed');
  const expected = await writeMixedFolder(folder);
  const studio = new StudioPage(page);
  const longTasks = await watchLongTasks(page);
  await studio.open();

  await test.step('drop: progress in files and bytes, then every good file and a reason for each bad one', async () => {
    const progress = page.getByText(/Reading [\d,]+ of 500 files, [\d.]+ (?:kB|MB) of [\d.]+ (?:kB|MB)…/);
    const seen = progress.waitFor({ timeout: 30_000 });
    await dropPaths(page, [folder]);
    await seen;
    await expect(studio.main.getByRole('heading', { name: `${expected.sourceCount} files`, exact: true })).toBeVisible({
      timeout: 60_000,
    });
    await expect(studio.main.getByRole('heading', { name: '10 files without a document' })).toBeVisible();
    const all = studio.main.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'All', exact: true }) });
    const counts = (await all.getByRole('cell').allInnerTexts()).slice(0, 6);
    expect(firstCount(counts[0] ?? '')).toBe(expected.documents.length);
    // Documents, samples, positives, negatives, not annotated, mentions.
    expect(firstCount(counts[5] ?? '')).toBe(countMentions(expected));
    await studio.expectSaved();
  });

  await test.step('each file that is not sound has its list of issues, whether it gave documents or not', async () => {
    await studio.main.getByRole('button', { name: '1 issue of mixed/000-half.txt' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Zinc');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    const unread = studio.panel('10 files without a document').getByRole('listitem');
    await expect(unread).toHaveCount(10);
    for (const text of await unread.allInnerTexts()) expect(text).toMatch(/^mixed\/bad\/\S+\s+\S.*[.]/su);
  });

  await test.step('a file can be looked at and read as another format', async () => {
    await studio.main.getByRole('button', { name: 'Read mixed/bad/rows.json as…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('status')).toContainText('0 documents');
    await dialog.getByRole('combobox', { name: 'Format' }).selectOption({ label: 'CoNLL columns' });
    await expect(dialog.getByRole('status')).toContainText('CoNLL columns');
    await dialog.getByRole('button', { name: 'Leave it as it is' }).click();
  });

  for (const id of formats) {
    await test.step(`${WRITTEN_FORMAT_NAMES[id]} goes out and reads back`, async () => {
      await studio.goTo('Export');
      const panel = studio.panel('The annotated corpus');
      await panel.getByRole('combobox', { name: 'Format' }).selectOption(id);
      const report = panel.getByRole('status', { name: 'What is written' });
      await expect(report).toContainText('every mention stands at its offsets', { timeout: 30_000 });
      const losses = panel.getByRole('region', { name: 'Not supported by this format' });
      const listed = CORPUS_WRITERS[id](expected).issues;
      for (const { found = '' } of listed) await expect(losses).toContainText(found);
      // Beside the head: no format can say that nobody annotated a text, and the writers themselves are not asked.
      const others = losses.getByRole('row').filter({ hasNotText: 'are not annotated' });
      if (listed.length === 0) await expect(others).toHaveCount(1);

      const download = page.waitForEvent('download');
      await panel.getByRole('button', { name: 'Download the corpus' }).click();
      const bytes = await readFile(await (await download).path());
      const read = openSources([{ name: 'export.zip', bytes }]);
      expect(read.issues.filter(({ code }) => code !== 'not-annotated')).toEqual([]);
      const documents = read.parsed.flatMap((source) => source.documents);
      expect(firstCount(await report.innerText())).toBe(documents.length);
      // What the format cannot hold is listed above; all else is there, and nothing else.
      const kept = openSources(CORPUS_WRITERS[id](expected).files).parsed.flatMap((source) => source.documents);
      expect(namesOf(documents)).toEqual(namesOf(kept));
      if (id === 'bioc-json') expect(namesOf(documents)).toEqual(namesOf(expected.documents));
    });
  }

  expectQuick(testInfo, { what: 'longest task while files come and go', ms: Math.max(0, ...longTasks), limitMs: 500 });
});

test('opening can be cancelled, and what was there stays', async ({ page }, testInfo) => {
  const folder = testInfo.outputPath('many');
  await writeMixedFolder(folder);
  const studio = new StudioPage(page);
  await studio.open();
  await studio.openDemonstration();
  await dropPaths(page, [folder]);
  await studio.main.getByRole('button', { name: 'Cancel' }).click();
  await expect(studio.main.getByRole('button', { name: 'Cancel' })).toBeHidden();
  await expect(studio.sourceRow('demonstration-corpus.bioc.json')).toBeVisible();
  await expect(studio.main.getByRole('heading', { name: '1 file', exact: true })).toBeVisible();
});

/** The demonstration corpus a document a file, in every format, encoding and packing in turn, and ten bad files. */
async function writeMixedFolder(folder: string): Promise<Corpus & { readonly sourceCount: number }> {
  const { documents } = parseSource({ name: demonstration, bytes: await readFile(demonstration) });
  await mkdir(path.join(folder, 'bad'), { recursive: true });
  const written: Document[] = [];
  let fileCount = 0;
  let sourceCount = 0;
  for (let index = 0; fileCount < goodCount; index += 1) {
    const format = formats[index % formats.length];
    const source = documents[index % documents.length];
    if (format === undefined || source === undefined) throw new Error('nothing to write');
    const document = { ...source, id: `${source.id}-${index}` };
    const prefix = String(index).padStart(3, '0');
    const { files } = CORPUS_WRITERS[format]({ documents: [document] });
    if (fileCount + files.length > goodCount) continue;
    // A format of several files has them in a folder of their own.
    const named = files.map((file) => ({ ...file, name: `${prefix}${files.length > 1 ? '/' : '-'}${file.name}` }));
    for (const file of named) {
      const way = Math.floor(index / formats.length) % 5;
      // Two archives are two folders, and a text and its annotations have to be in one.
      const packed = pack(file.name, Buffer.from(file.bytes), files.length > 1 && way === 2 ? 0 : way);
      await mkdir(path.dirname(path.join(folder, packed.name)), { recursive: true });
      await writeFile(path.join(folder, packed.name), packed.bytes);
    }
    fileCount += files.length;
    sourceCount += 1;
    written.push(...openSources(named).parsed.flatMap((source) => source.documents));
  }
  const others = [
    { name: '000-half.txt', bytes: strToU8(HALF_SOUND) },
    { name: '000-rows.parquet', bytes: new Uint8Array(await readFile(parquet)) },
  ];
  const opener = createSourceOpener();
  for (const file of others) {
    await writeFile(path.join(folder, file.name), file.bytes);
    opener.add(file);
  }
  await opener.settle();
  written.push(...opener.finish().parsed.flatMap((source) => source.documents));
  sourceCount += others.length;
  const bad: Record<string, Uint8Array> = {
    'empty.txt': new Uint8Array(),
    'blank.txt': strToU8(' \n\n'),
    'numbers.json': strToU8('[1, 2, 3]\n'),
    'picture.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    'latin-1.tsv': Buffer.from('Sj\xf6gren\tB-Disease\n', 'latin1'),
    'nested.zip': zipSync({ 'inner.zip': zipSync({ 'a.txt': strToU8('a') }) }),
    'outside.zip': zipSync({ '../evil.txt': strToU8('a') }),
    'bomb.gz': gzipSync(new Uint8Array(20_000_000)),
    'cut.gz': gzipSync(strToU8('Lead\tB-Chemical\n')).slice(0, 20),
    'rows.json': strToU8('[{"price": 1, "currency": "EUR"}]'),
  };
  for (const [name, bytes] of Object.entries(bad)) await writeFile(path.join(folder, 'bad', name), bytes);
  return { documents: written, sourceCount };
}

function pack(name: string, bytes: Buffer, way: number): { readonly name: string; readonly bytes: Uint8Array } {
  switch (way) {
    case 1:
      return { name: `${name}.gz`, bytes: gzipSync(new Uint8Array(bytes)) };
    case 2:
      return { name: `${name}.zip`, bytes: zipSync({ [path.basename(name)]: new Uint8Array(bytes) }) };
    case 3:
      return { name, bytes: Buffer.from(`\uFEFF${bytes.toString('utf8')}`, 'utf16le') };
    case 4:
      return { name, bytes: Buffer.from(`\uFEFF${bytes.toString('utf8')}`, 'utf8') };
    default:
      return { name, bytes: new Uint8Array(bytes) };
  }
}

async function watchLongTasks(page: Page): Promise<readonly number[]> {
  const durations: number[] = [];
  await page.exposeFunction('tellLongTask', (duration: number) => {
    durations.push(duration);
  });
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) void Reflect.get(window, 'tellLongTask')(duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  return durations;
}

function namesOf(documents: readonly Document[]): string[] {
  const passages = documents.flatMap((document) => document.passages);
  return passages.flatMap(({ mentions }) => mentions.map(({ entityType, quote }) => `${entityType} ${quote}`)).sort();
}

function countMentions({ documents }: Corpus): number {
  return documents.reduce((sum, { passages }) => sum + passages.reduce((own, p) => own + p.mentions.length, 0), 0);
}

test('a large corpus is written in another format when somebody asks for it', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  const rows = Array.from({ length: 20_001 }, (_, row) =>
    JSON.stringify({ instruction: 'Find drugs.', input: `Patient ${row} got Drug ${row}.`, output: '[]' }),
  );
  await studio.chooseFiles({ name: 'rows.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(rows.join('\n')) });
  await studio.sourceRow('rows.jsonl').waitFor({ timeout: 60_000 });
  await studio.goTo('Export');
  const panel = studio.panel('The annotated corpus');
  await expect(panel.getByRole('button', { name: 'Download the corpus' })).toBeDisabled();
  await panel.getByRole('button', { name: 'Write the corpus' }).press('Enter');
  await expect(panel.getByRole('status', { name: 'What is written' })).toContainText('20,001 texts', {
    timeout: 60_000,
  });
  await expect(panel.getByRole('button', { name: 'Download the corpus' })).toBeEnabled();
});

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Locator, type TestInfo } from '@playwright/test';
import { rootDir } from '../scripts/run-command.mjs';
import { dropPaths } from './drop-paths.ts';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

const goodText = 'Naloxone reverses the antihypertensive effect of clonidine. It was not seen in controls.';
const good = [
  '227508|t|Naloxone and clonidine.',
  `227508|a|${goodText}`,
  '227508\t0\t8\tNaloxone\tChemical\tD009270',
  '227508\t13\t22\tclonidine\tChemical\tD003000',
  '',
].join('\n');
const demonstration = readFileSync(path.join(rootDir, 'public', 'demo', 'demonstration-corpus.bioc.json'), 'utf8');
const cutJson = demonstration.slice(0, 5000);

interface BadFile {
  readonly what: string;
  readonly name: string;
  readonly content: string | Uint8Array;
  /** What the one message must say. */
  readonly place: string;
  readonly says: string;
  readonly found: string | RegExp;
}

const uselessFiles: readonly BadFile[] = [
  {
    what: 'a file of an unknown format',
    name: 'prices.json',
    content: '[{ "price": 1, "currency": "EUR" }]\n',
    place: 'prices.json:1',
    says: 'The format of the file is unknown.',
    found: 'the keys price, currency',
  },
  {
    what: 'a JSON file that breaks off',
    name: 'cut.bioc.json',
    content: cutJson,
    place: `cut.bioc.json:${cutJson.split('\n').length}`,
    says: 'The file ends too early.',
    found: 'the JSON ends within',
  },
  {
    what: 'a file of 0 bytes',
    name: 'nothing.tsv',
    content: '',
    place: 'nothing.tsv',
    says: 'The file is empty.',
    found: '0 bytes',
  },
  {
    what: 'a binary file',
    name: 'figure.png',
    content: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]),
    place: 'figure.png:',
    says: 'The file is not text.',
    found: /\S/,
  },
];

const partlyUsefulFiles: readonly BadFile[] = [
  {
    what: 'a PubTator file that breaks off',
    name: 'cut.pubtator.txt',
    content: '11|t|Lead poisoning.\n11|a|\n11\t0\t4\tLead\tChemical\tD007854\n11\t0\t14\tLead poi',
    place: 'cut.pubtator.txt:4',
    says: 'The file ends too early.',
    found: '11→0→14→Lead poi',
  },
  {
    what: 'a PubTator file whose offsets are wrong',
    name: 'shifted.pubtator.txt',
    content:
      '12|t|Lead poisoning.\n12|a|\n12\t0\t4\tLead\tChemical\tD007854\n12\t90\t101\tnephropathy\tDisease\tD007674\n',
    place: 'shifted.pubtator.txt:4',
    says: 'A mention lies outside its text.',
    found: 'nephropathy',
  },
];

for (const { what, name, content, place, says, found } of uselessFiles) {
  test(`${what} gives one message with its place, and the corpus stays`, async ({ page }) => {
    const studio = await openGoodCorpus(new StudioPage(page));
    await chooseContent(studio, name, content);
    const expectMessage = async () => {
      const messages = studio.panel('1 file without a document').getByRole('listitem');
      await expect(messages).toHaveCount(1);
      await expect(messages).toContainText(place);
      await expect(messages).toContainText(says);
      await expect(messages).toContainText(found);
      // Once, and not among the issues of what is open too.
      await expect(studio.main.getByText(says)).toHaveCount(1);
      await expect(studio.sourceRow(name)).toHaveCount(0);
      await expectGoodCorpus(studio);
    };
    await expectMessage();

    // On disk too, and the message with it.
    await studio.expectSaved();
    await page.reload();
    await expectMessage();
  });
}

for (const { what, name, content, place, says, found } of partlyUsefulFiles) {
  test(`${what} gives one message with its place, and what is whole is taken`, async ({ page }) => {
    const studio = await openGoodCorpus(new StudioPage(page));
    await chooseContent(studio, name, content);
    const message = await expectOneIssue(studio);
    await expect(message).toContainText(place);
    await expect(message).toContainText(says);
    await expect(message).toContainText(found);
    expect(await studio.sourceCell(name, 'Documents')).toBe('1');
    expect(await studio.sourceCell(name, 'Mentions')).toBe('1');
    await expectGoodCorpus(studio);
  });
}

test('a model folder with a missing file is refused by that file’s name; corpus and scores stay', async ({
  page,
}, testInfo) => {
  const folder = copyModel(testInfo, 'no-tokenizer');
  rmSync(path.join(folder, 'tokenizer.json'));
  await expectRefusal(new StudioPage(page), folder, [
    'Model file missing',
    'The model folder "no-tokenizer" has no tokenizer.json.',
  ]);
});

test('a model folder with a damaged file is refused by that file’s name; corpus and scores stay', async ({
  page,
}, testInfo) => {
  const folder = copyModel(testInfo, 'cut-weights');
  const weights = path.join(folder, 'model.safetensors');
  writeFileSync(weights, readFileSync(weights).subarray(0, 1_000_000));
  await expectRefusal(new StudioPage(page), folder, ['Model file damaged', 'model.safetensors could not be read']);
});

/** The bundled model as a Hugging Face folder; its weights are safetensors under another name. */
function copyModel(testInfo: TestInfo, name: string): string {
  const folder = testInfo.outputPath(name);
  const bundled = path.join(rootDir, 'public', 'models', 'bioselect-weak');
  mkdirSync(folder, { recursive: true });
  for (const file of ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    cpSync(path.join(bundled, file), path.join(folder, file));
  }
  cpSync(path.join(bundled, 'onnx', 'model.onnx_data'), path.join(folder, 'model.safetensors'));
  return folder;
}

async function openGoodCorpus(studio: StudioPage): Promise<StudioPage> {
  await studio.open();
  await chooseContent(studio, 'good.pubtator.txt', good);
  await expectGoodCorpus(studio);
  return studio;
}

async function expectGoodCorpus(studio: StudioPage): Promise<void> {
  await expect(studio.sourceRow('good.pubtator.txt')).toBeVisible();
  expect(await studio.sourceCell('good.pubtator.txt', 'Documents')).toBe('1');
  expect(await studio.sourceCell('good.pubtator.txt', 'Mentions')).toBe('2');
  expect(await studio.sourceCell('good.pubtator.txt', 'Issues')).toBe('none');
}

async function chooseContent(studio: StudioPage, name: string, content: string | Uint8Array): Promise<void> {
  await studio.chooseFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
}

async function expectOneIssue(studio: StudioPage): Promise<Locator> {
  const rows = studio.panel('1 issue in the files').getByRole('row');
  // The first row is the head.
  await expect(rows).toHaveCount(2);
  return rows.nth(1);
}

async function expectRefusal(studio: StudioPage, folder: string, words: readonly string[]): Promise<void> {
  const { page, main } = studio;
  await openGoodCorpus(studio);
  await studio.goTo('Score');
  await studio.scoreAll();
  const scored = await studio.count('Positives scored');
  expect(scored).toBeGreaterThan(0);

  await dropPaths(page, [folder]);
  const notice = main.getByRole('alert');
  await expect(notice).toHaveCount(1);
  for (const each of words) await expect(notice).toContainText(each);
  expect(await studio.count('Positives scored')).toBe(scored);
  await studio.goTo('Corpus');
  await expectGoodCorpus(studio);

  await studio.goTo('Score');
  await notice.getByRole('button', { name: 'Back to bioselect-weak' }).click();
  await expect(studio.figure('Runs on')).toHaveText(/^WASM/);
  await expect(notice).toHaveCount(0);
}

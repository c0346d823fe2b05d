import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, type TestInfo } from '@playwright/test';
import { rootDir } from '../scripts/run-command.mjs';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

const folderName = 'my-model';

/** Short, and no two alike. */
const rows = Array.from({ length: 400 }, (_, index) =>
  JSON.stringify({
    instruction: 'Find the entities.',
    input: `Aspirin ${index * 7919} eased the pain of ${index + 3} rats.`,
    output: `[{"entity": "Chemical", "name": "Aspirin ${index * 7919}"}]`,
  }),
).join('\n');

/** The second bundled model as a Hugging Face folder: not the one that the studio takes by itself. */
function copyModel(testInfo: TestInfo): string {
  const folder = testInfo.outputPath(folderName);
  const bundled = path.join(rootDir, 'public', 'models', 'bioselect-strong');
  mkdirSync(folder, { recursive: true });
  for (const file of ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    cpSync(path.join(bundled, file), path.join(folder, file));
  }
  cpSync(path.join(bundled, 'onnx', 'model.onnx_data'), path.join(folder, 'model.safetensors'));
  return folder;
}

async function startRun(studio: StudioPage, giveModel: () => Promise<void>): Promise<void> {
  await studio.open();
  await studio.chooseFiles({ name: 'rows.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(rows) });
  await studio.sourceRow('rows.jsonl').waitFor();
  await studio.goTo('Score');
  await studio.chooseDevice('WASM');
  await giveModel();
  await expect(studio.figure('Model')).toContainText(folderName, { timeout: 60_000 });
  await studio.main.getByRole('button', { name: 'Score 400 samples' }).click();
  await expect.poll(() => studio.count('Done'), { timeout: 60_000 }).toBeGreaterThan(0);
}

/** Pauses, and says how many samples are left: what the next session has to go on with. */
async function pauseRun(studio: StudioPage): Promise<number> {
  await studio.main.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(studio.main.getByRole('button', { name: 'Resume' })).toBeVisible();
  await studio.expectSaved();
  return 400 - (await studio.count('Done'));
}

test('a model folder that was chosen is asked for by name after a reload, and no other takes its place', async ({
  page,
}, testInfo) => {
  test.setTimeout(240_000);
  const studio = new StudioPage(page);
  const { main } = studio;
  const folder = copyModel(testInfo);
  await startRun(studio, () => main.getByLabel('Model folder').setInputFiles(folder));
  const left = await pauseRun(studio);

  await page.reload();
  await main.getByRole('button', { name: `Score the ${left} that are left` }).click();
  const notice = main.getByRole('alert');
  await expect(notice).toHaveCount(1);
  await expect(notice).toContainText(`This project used ${folderName}, a folder on this computer`);
  await expect(main.getByRole('button', { name: `Score the ${left} that are left` })).toBeVisible();
  await expect(main.getByText('bioselect-weak', { exact: true })).toHaveCount(0);

  await notice.getByLabel(`Folder of ${folderName}`).setInputFiles(folder);
  await expect(studio.figure('Done')).toHaveText(/of 400$/, { timeout: 60_000 });
  expect(await studio.count('Done')).toBeGreaterThanOrEqual(400 - left);
  await expect(studio.figure('Model')).toContainText(folderName);
  await main.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(studio.stepLink('Models')).toContainText(folderName);
});

test('a model folder that the browser lets be opened again is back after a reload and in a new project, for one click', async ({
  page,
}, testInfo) => {
  test.setTimeout(240_000);
  const studio = new StudioPage(page);
  const { main } = studio;
  const folder = copyModel(testInfo);
  await standInForFolders(page);
  await startRun(studio, async () => {
    // The input is only the way by which the test brings the files into the page.
    await page.evaluate(() => {
      window.addEventListener('change', (event) => event.stopImmediatePropagation(), { capture: true, once: true });
    });
    await main.getByLabel('Model folder').setInputFiles(folder);
    await fillFolder(page);
    await main.getByRole('button', { name: 'Choose a model folder…' }).click();
  });
  const left = await pauseRun(studio);

  await page.reload();
  // The browser asks behind this click, and the person allows it: nothing else is needed.
  await main.getByRole('button', { name: `Score the ${left} that are left` }).click();
  await expect(studio.figure('Model')).toContainText(folderName, { timeout: 60_000 });
  await expect(studio.figure('Done')).toHaveText(/of 400$/);
  expect(await studio.count('Done')).toBeGreaterThanOrEqual(400 - left);
  expect(await page.evaluate(() => sessionStorage.getItem('asked'))).toBe('1');

  await test.step('while it ran: the next visit asks by one click, for a browser answers behind a click alone', async () => {
    await studio.expectSaved();
    await page.reload();
    const notice = main.getByRole('alert');
    await expect(notice).toContainText('The browser asks you before the studio may read it again.');
    await notice.getByRole('button', { name: `Allow reading ${folderName}` }).click();
    await expect(studio.figure('Model')).toContainText(folderName, { timeout: 60_000 });
    await expect(main.getByRole('button', { name: 'Pause', exact: true })).toBeEnabled();
  });

  await test.step('a new project begins with it', async () => {
    await main.getByRole('button', { name: 'Stop', exact: true }).click();
    await studio.expectSaved();
    await page.getByRole('banner').getByRole('button', { name: 'Untitled project', exact: true }).click();
    await page.getByRole('button', { name: 'New project' }).click();
    await expect(page.getByRole('dialog', { name: 'Projects' })).toHaveCount(0);
    await studio.goTo('Score');
    await expect(main.getByText(`${folderName}, the model you used last, loads when scoring starts.`)).toBeVisible();
  });
});

/**
 * The folder dialog gives a folder of the browser's own disk: a test cannot answer the system's dialog. As for a
 * folder of the computer, each visit has to ask anew before it is read.
 */
async function standInForFolders(page: Page): Promise<void> {
  await page.addInitScript((name) => {
    let isAllowed = false;
    let isClicked = false;
    window.addEventListener('click', () => {
      isClicked = true;
    });
    window.showDirectoryPicker = async () => {
      isAllowed = true;
      return (await navigator.storage.getDirectory()).getDirectoryHandle(name);
    };
    FileSystemHandle.prototype.queryPermission = async () => (isAllowed ? 'granted' : 'prompt');
    FileSystemHandle.prototype.requestPermission = async () => {
      if (!isClicked) throw new DOMException('no click', 'SecurityError');
      sessionStorage.setItem('asked', String(1 + Number(sessionStorage.getItem('asked') ?? 0)));
      isAllowed = true;
      return 'granted';
    };
  }, folderName);
}

/** Copies what the file input was given into the folder that the dialog gives. */
async function fillFolder(page: Page): Promise<void> {
  await page.getByLabel('Model folder').evaluate(async (input, name) => {
    if (!(input instanceof HTMLInputElement)) throw new Error('no input');
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
    for (const file of input.files ?? []) {
      const writable = await (await folder.getFileHandle(file.name, { create: true })).createWritable();
      await writable.write(file);
      await writable.close();
    }
  }, folderName);
}

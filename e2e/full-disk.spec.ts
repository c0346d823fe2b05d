import { expect, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { openBytes } from '../src/storage/database/database-bytes.ts';
import { loadNodeSqlite } from '../src/testing/storage/node-sqlite.ts';
import { startKillableBrowser } from './killable-browser.ts';
import { test } from './local-test.ts';
import { leaveTornFile, openEmptyPage, readPoolSizes } from './pool-files.ts';
import { StudioPage } from './studio-page.ts';

const file = { name: 'rows.jsonl', mimeType: 'application/jsonl' };
const rowCount = 12;

// A trace is asked of a browser that is gone by then.
test.use({ trace: 'off' });

function rows(count = rowCount, from = 0): Buffer {
  const lines = Array.from({ length: count }, (_, index) => {
    const drug = `Drug ${from + index}`;
    const output = `[{"entity": "Chemical", "name": "${drug}"}]`;
    return JSON.stringify({ instruction: 'Find the entities.', input: `${drug} eased the pain.`, output });
  });
  return Buffer.from(lines.join('\n'));
}

/** From now on the browser gives the studio no more than this; what this returns makes room again. */
async function fillDisk(page: Page, origin: string, leftBytes = 0): Promise<() => Promise<void>> {
  const client = await page.context().newCDPSession(page);
  const { usage } = await client.send('Storage.getUsageAndQuota', { origin });
  await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + leftBytes });
  return async () => {
    await client.send('Storage.overrideQuotaForOrigin', { origin });
  };
}

async function openWithRows(studio: StudioPage): Promise<void> {
  await studio.open();
  await studio.chooseFiles({ ...file, buffer: rows() });
  await studio.sourceRow(file.name).waitFor();
  await studio.expectSaved();
}

/** With a disk that is full from before the page began: the files' own reserves are used up. */
async function openOnFullDisk(page: Page, origin: string): Promise<{ studio: StudioPage; makeRoom(): Promise<void> }> {
  const studio = new StudioPage(page);
  await openWithRows(studio);
  const makeRoom = await fillDisk(page, origin);
  await page.reload();
  await studio.sourceRow(file.name).waitFor();
  await studio.expectSaved();
  return { studio, makeRoom };
}

async function expectFull(page: Page): Promise<void> {
  const notice = page.getByRole('alert').filter({ hasText: 'storage-full' });
  await expect(notice).toContainText('Storage is full', { timeout: 60_000 });
  await expect(notice).toContainText('There is no room on the disk');
  await expect(notice).toContainText('Earlier work is saved');
  await expect(page.getByRole('banner').getByText('Not saved')).toBeVisible();
}

interface Copy {
  readonly rows: number;
  readonly decisions: number;
  readonly edits: number;
  readonly scores: number;
}

/** What another SQLite than the studio's reads of a saved copy. */
async function readCopy(page: Page): Promise<Copy> {
  await page.getByRole('banner').getByRole('button', { name: 'Untitled project' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  const bytes = new Uint8Array(await readFile(await (await download).path()));
  await page.getByRole('dialog').press('Escape');
  const db = openBytes(await loadNodeSqlite(), bytes);
  try {
    expect(db.selectValue('PRAGMA integrity_check')).toBe('ok');
    const count = (table: string): number => Number(db.selectValue(`SELECT count(*) FROM ${table}`));
    return {
      rows: count('passage'),
      decisions: count('decision'),
      edits: count('mention_edit'),
      scores: count('score'),
    };
  } finally {
    db.close();
  }
}

async function saveAgain(studio: StudioPage): Promise<void> {
  await studio.page.getByRole('button', { name: 'Try to save again' }).click();
  await studio.expectSaved();
}

const onlyRows: Copy = { rows: rowCount, decisions: 0, edits: 0, scores: 0 };

test('an import on a full disk keeps what was saved, says so, and is saved when there is room', async ({
  page,
}, testInfo) => {
  const { baseURL = '' } = testInfo.project.use;
  const { studio, makeRoom } = await openOnFullDisk(page, baseURL);
  await studio.chooseFiles({ ...file, name: 'large.jsonl', buffer: rows(2000, rowCount) });
  await expectFull(page);
  expect(await readCopy(page)).toEqual(onlyRows);

  await makeRoom();
  await saveAgain(studio);
  await page.reload();
  await studio.sourceRow('large.jsonl').waitFor();
  await studio.sourceRow(file.name).waitFor();
  expect(await readCopy(page)).toEqual({ ...onlyRows, rows: rowCount + 2000 });
});

test('an import that is larger than the room left is told as a full disk too', async ({ page }, testInfo) => {
  const { baseURL = '' } = testInfo.project.use;
  const studio = new StudioPage(page);
  await openWithRows(studio);
  await fillDisk(page, baseURL, 128 * 1024);
  await studio.chooseFiles({ ...file, name: 'large.jsonl', buffer: rows(4000, rowCount) });
  await expectFull(page);
  expect(await readCopy(page)).toEqual(onlyRows);
});

test('decisions on a full disk stay on the screen and are saved when there is room', async ({ page }, testInfo) => {
  const { baseURL = '' } = testInfo.project.use;
  const { studio, makeRoom } = await openOnFullDisk(page, baseURL);
  await studio.goTo('Review');
  await studio.selectedRow.waitFor();
  await studio.main.getByRole('grid', { name: 'Samples' }).focus();
  await page.keyboard.press('a');
  await expectFull(page);
  await page.keyboard.press('a');
  await expect(studio.stepLink('Review')).toContainText('2 decided');
  expect(await readCopy(page)).toEqual(onlyRows);

  await makeRoom();
  await saveAgain(studio);
  await page.reload();
  await expect(studio.stepLink('Review')).toContainText('2 decided');
  expect(await readCopy(page)).toEqual({ ...onlyRows, decisions: 2 });
});

test('an edit on a full disk stays on the screen and is saved when there is room', async ({ page }, testInfo) => {
  const { baseURL = '' } = testInfo.project.use;
  const { studio, makeRoom } = await openOnFullDisk(page, baseURL);
  await studio.goTo('Review');
  await studio.selectedRow.waitFor();
  await studio.main.getByRole('grid', { name: 'Samples' }).focus();
  const text = studio.sampleText;
  await text.waitFor();
  await page.keyboard.press('e');
  await expect(text).toBeFocused();
  for (const key of ['Tab', 'Delete', 'Escape']) await page.keyboard.press(key);
  await expectFull(page);
  expect(await readCopy(page)).toEqual(onlyRows);

  await makeRoom();
  await saveAgain(studio);
  await page.reload();
  await studio.goTo('Corpus');
  expect(await studio.sourceCell(file.name, 'Mentions')).toBe(String(rowCount - 1));
  expect(await readCopy(page)).toEqual({ ...onlyRows, edits: 1 });
});

test('scoring on a full disk stops, and goes on when there is room', async ({ page }, testInfo) => {
  test.setTimeout(300_000);
  const { baseURL = '' } = testInfo.project.use;
  const { studio, makeRoom } = await openOnFullDisk(page, baseURL);
  await studio.goTo('Score');
  await studio.main.getByRole('button', { name: /^Score / }).click();
  await expectFull(page);
  expect(await readCopy(page)).toEqual(onlyRows);

  await makeRoom();
  await saveAgain(studio);
  await studio.main.getByRole('button', { name: 'Resume' }).click();
  await studio.expectScored();
  await studio.expectSaved();
  expect(await readCopy(page)).toEqual({ ...onlyRows, scores: rowCount });
});

test.describe('killed, and started on a full disk', () => {
  test('the studio opens what was saved, from its log and past its journal', async ({ browserName }, testInfo) => {
    test.skip(browserName !== 'chromium');
    test.setTimeout(240_000);
    const { baseURL = '', launchOptions } = testInfo.project.use;
    const { executablePath = '', args = [] } = launchOptions ?? {};
    const profileDir = testInfo.outputPath('profile');
    const start = () => startKillableBrowser(profileDir, { executablePath, args });

    let browser = await start();
    try {
      const studio = new StudioPage(await browser.context.newPage());
      await studio.page.bringToFront();
      await studio.page.goto(baseURL);
      await studio.chooseFiles({ ...file, buffer: rows() });
      await studio.sourceRow(file.name).waitFor();
      await studio.expectSaved();
      await studio.goTo('Review');
      await studio.selectedRow.waitFor();
      await studio.main.getByRole('grid', { name: 'Samples' }).focus();
      for (let count = 0; count < 5; count += 1) await studio.page.keyboard.press('a');
      await expect(studio.stepLink('Review')).toContainText('5 decided');
      await studio.expectSaved();
    } finally {
      await browser.kill();
    }

    browser = await start();
    try {
      const other = await openEmptyPage(browser.context, baseURL);
      expect((await readPoolSizes(other))['/project.sqlite3-wal']).toBeGreaterThan(0);
      await leaveTornFile(other);
      const studio = await openFull(await browser.context.newPage(), baseURL);
      expect(await readCopy(studio.page)).toEqual({ ...onlyRows, decisions: 5 });
      await studio.page.close();

      const again = new StudioPage(await browser.context.newPage());
      await again.page.bringToFront();
      await again.page.goto(baseURL);
      await again.expectSaved();
      await again.chooseFiles({ ...file, name: 'large.jsonl', buffer: rows(20_000, rowCount) });
      // A file that is written just now cannot always be read.
      await expect(async () => {
        expect((await readPoolSizes(other))['/project.sqlite3-journal']).toBeGreaterThan(0);
      }).toPass({ timeout: 60_000, intervals: [5] });
    } finally {
      await browser.kill();
    }

    browser = await start();
    try {
      const other = await openEmptyPage(browser.context, baseURL);
      expect((await readPoolSizes(other))['/project.sqlite3-journal']).toBeGreaterThan(0);
      const studio = await openFull(await browser.context.newPage(), baseURL);
      expect(await readCopy(studio.page)).toEqual({ ...onlyRows, decisions: 5 });
    } finally {
      await browser.kill();
    }
  });

  async function openFull(page: Page, baseURL: string): Promise<StudioPage> {
    await fillDisk(page, baseURL);
    const studio = new StudioPage(page);
    await page.bringToFront();
    await page.goto(baseURL);
    await studio.sourceRow(file.name).waitFor();
    await studio.expectSaved();
    await expect(studio.stepLink('Review')).toContainText('5 decided');
    return studio;
  }
});

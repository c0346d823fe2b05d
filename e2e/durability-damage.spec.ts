import { expect, type TestInfo } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { startKillableBrowser, type KillableBrowser } from './killable-browser.ts';
import { test } from './local-test.ts';
import { damagePoolFile, openEmptyPage, readPoolSizes } from './pool-files.ts';
import { StudioPage } from './studio-page.ts';

const rowCount = 400;
const decisionCount = 7;
const pageBytes = 4096;

// A trace is asked of a browser that is gone by then.
test.use({ trace: 'off' });

test('a project that is damaged on the disk is recovered, with what was in its log when the browser was killed', async ({
  browserName,
}, testInfo) => {
  test.skip(browserName !== 'chromium');
  const start = starterOf(testInfo);
  await decideAndKill(await start(), testInfo);

  const second = await start();
  try {
    const { baseURL = '' } = testInfo.project.use;
    const other = await openEmptyPage(second.context, baseURL);
    const sizes = await readPoolSizes(other);
    // Or the test would show nothing of the log.
    expect(sizes['/project.sqlite3-wal']).toBeGreaterThan(pageBytes);
    // Not a page of the documents: what was decided is counted of the samples that are there.
    const last = Math.floor((sizes['/project.sqlite3'] ?? 0) / pageBytes) - 1;
    await damagePoolFile(other, { file: '/project.sqlite3', at: last * pageBytes, bytes: pageBytes });
    const studio = await openStudio(second, baseURL);
    const report = studio.page.getByRole('region', { name: 'Report' });
    await expect(report).toContainText('is damaged');
    const download = studio.page.waitForEvent('download');
    await studio.page.getByRole('button', { name: 'Save the file of Untitled project (damaged)' }).press('Enter');
    const file = await readFile(await (await download).path());
    expect(file.subarray(0, 15).toString()).toBe('SQLite format 3');
    expect(file.includes(Buffer.alloc(pageBytes, 0xff))).toBe(true);
    await report.getByRole('button', { name: 'Go on with it' }).click();
    await expect(studio.stepLink('Review')).toContainText(`${decisionCount} decided`);
  } finally {
    await second.kill();
  }
});

test('acts that are lost to a damaged log are told, and the rest of the project is there', async ({
  browserName,
}, testInfo) => {
  test.skip(browserName !== 'chromium');
  const start = starterOf(testInfo);
  await decideAndKill(await start(), testInfo);

  const second = await start();
  try {
    const { baseURL = '' } = testInfo.project.use;
    const other = await openEmptyPage(second.context, baseURL);
    const logBytes = (await readPoolSizes(other))['/project.sqlite3-wal'] ?? 0;
    await damagePoolFile(other, { file: '/project.sqlite3-wal', at: Math.floor(logBytes / 2), bytes: 1 });
    const studio = await openStudio(second, baseURL);
    const report = studio.page.getByRole('region', { name: 'Report' });
    await expect(report).toContainText(/the log of its newest acts is damaged: \d+ acts? saved last/);
    await report.getByRole('button', { name: 'Go on with it' }).click();
    await studio.sourceRow('rows.jsonl').waitFor();
    await studio.expectSaved();
    await expect(studio.stepLink('Review')).not.toContainText(`${decisionCount} decided`);
  } finally {
    await second.kill();
  }
});

function starterOf(testInfo: TestInfo): () => Promise<KillableBrowser> {
  const { executablePath = '', args = [] } = testInfo.project.use.launchOptions ?? {};
  return () => startKillableBrowser(testInfo.outputPath('profile'), { executablePath, args });
}

async function openStudio({ context }: KillableBrowser, baseURL: string): Promise<StudioPage> {
  const studio = new StudioPage(await context.newPage());
  await studio.page.bringToFront();
  await studio.page.goto(baseURL);
  return studio;
}

async function decideAndKill(browser: KillableBrowser, testInfo: TestInfo): Promise<void> {
  try {
    const studio = await openStudio(browser, testInfo.project.use.baseURL ?? '');
    await studio.chooseFiles({ name: 'rows.jsonl', mimeType: 'application/jsonl', buffer: rows() });
    await studio.sourceRow('rows.jsonl').waitFor();
    await studio.expectSaved();
    await studio.goTo('Review');
    await studio.selectedRow.waitFor();
    await studio.main.getByRole('grid', { name: 'Samples' }).focus();
    for (let count = 0; count < decisionCount; count += 1) await studio.page.keyboard.press('a');
    await expect(studio.stepLink('Review')).toContainText(`${decisionCount} decided`);
    await studio.expectSaved();
  } finally {
    await browser.kill();
  }
}

function rows(): Buffer {
  const lines = Array.from({ length: rowCount }, (_, index) => {
    const drug = `Drug ${index}`;
    const output = `[{"entity": "Chemical", "name": "${drug}"}]`;
    return JSON.stringify({ instruction: 'Find the entities.', input: `${drug} eased the pain.`, output });
  });
  return Buffer.from(lines.join('\n'));
}

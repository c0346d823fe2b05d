import { expect, test, type BrowserContext } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { startKillableBrowser } from './killable-browser.ts';
import { StudioPage } from './studio-page.ts';

const rowCount = 400;
const decisionCount = 7;
/** In front of what SQLite writes, the pool keeps the name of the file. */
const poolHeaderBytes = 4096;
const pageBytes = 4096;

// A trace is asked of a browser that is gone by then.
test.use({ trace: 'off' });

test('a project that is damaged on the disk is recovered, with what was in its log when the browser was killed', async ({
  browserName,
}, testInfo) => {
  test.skip(browserName !== 'chromium');
  const { baseURL = '', launchOptions } = testInfo.project.use;
  const { executablePath = '', args = [] } = launchOptions ?? {};
  const profileDir = testInfo.outputPath('profile');

  const first = await startKillableBrowser(profileDir, { executablePath, args });
  try {
    const studio = new StudioPage(await first.context.newPage());
    await studio.page.bringToFront();
    await studio.page.goto(baseURL);
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
    await first.kill();
  }

  const second = await startKillableBrowser(profileDir, { executablePath, args });
  try {
    // Or the test would show nothing of the log.
    expect(await damagePage(second.context, baseURL)).toBeGreaterThan(pageBytes);
    const studio = new StudioPage(await second.context.newPage());
    await studio.page.bringToFront();
    await studio.page.goto(baseURL);
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

function rows(): Buffer {
  const lines = Array.from({ length: rowCount }, (_, index) => {
    const drug = `Drug ${index}`;
    const output = `[{"entity": "Chemical", "name": "${drug}"}]`;
    return JSON.stringify({ instruction: 'Find the entities.', input: `${drug} eased the pain.`, output });
  });
  return Buffer.from(lines.join('\n'));
}

/** Overwrites the page in the middle of the project's file, and tells how many bytes its log has. */
async function damagePage(context: BrowserContext, baseURL: string): Promise<number> {
  const page = await context.newPage();
  const address = new URL('/not-the-studio', baseURL).href;
  // From the studio's own origin, where its disk is.
  await page.route(address, (route) => route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }));
  await page.goto(address);
  const logBytes = await page.evaluate(
    async ({ header, size }) => {
      let folder = await navigator.storage.getDirectory();
      for (const name of ['bioselect-projects', '.opaque']) folder = await folder.getDirectoryHandle(name);
      let found = 0;
      let damaged = false;
      for await (const file of folder.values()) {
        if (!(file instanceof FileSystemFileHandle)) continue;
        const blob = await file.getFile();
        const name = (await blob.slice(0, 512).text()).split('\0')[0];
        if (name === '/project.sqlite3-wal') found = blob.size - header;
        if (name !== '/project.sqlite3') continue;
        const middle = Math.floor((blob.size - header) / size / 2);
        const writer = await file.createWritable({ keepExistingData: true });
        await writer.write({ type: 'write', position: header + middle * size, data: new Uint8Array(size).fill(0xff) });
        await writer.close();
        damaged = true;
      }
      if (!damaged) throw new Error('there is no project on the disk');
      return found;
    },
    { header: poolHeaderBytes, size: pageBytes },
  );
  await page.close();
  return logBytes;
}

import { setTimeout as delay } from 'node:timers/promises';
import { expect, type BrowserContext } from '@playwright/test';
import type { Decision } from '../src/core/selection/selection.ts';
import { MIGRATIONS } from '../src/storage/database/schema.ts';
import { testRandom, testSeed } from '../src/testing/test-seed.ts';
import { startKillableBrowser } from './killable-browser.ts';
import { test } from './local-test.ts';
import { buildOldProjectPage, openOldProjectPage } from './old-project.ts';
import {
  differencesOf,
  expectHistoryToExplain,
  type ProjectContent,
  readContent,
  readCopy,
  saveCopy,
} from './read-project-copy.ts';
import { StudioPage } from './studio-page.ts';

const isLong = process.env['TEST_LONG'] === '1';
const killCount = isLong ? 10 : 1;
const rowCount = isLong ? 20_000 : 4000;
/** From the first request of the page to well after the last step of the migration. */
const maxDelayMs = isLong ? 6000 : 2500;

// A trace is asked of browsers that are gone by then, which fails the test now and then.
test.use({ trace: 'off' });

test(`a project of the first schema, killed ${killCount} times while it is migrated, is whole`, async ({
  browserName,
}, testInfo) => {
  test.skip(browserName !== 'chromium');
  test.setTimeout(isLong ? 1_200_000 : 180_000);
  const random = testRandom('moments of a migration');
  console.log(`moments of seed ${testSeed()}; TEST_SEED chooses another`);
  await buildOldProjectPage();
  const { baseURL = '', launchOptions } = testInfo.project.use;
  const { executablePath = '', args = [] } = launchOptions ?? {};
  const expected = migratedContent();
  for (let kill = 0; kill < killCount; kill++) {
    const profileDir = testInfo.outputPath(`profile-${kill}`);
    const start = () => startKillableBrowser(profileDir, { executablePath, args });
    let browser = await start();
    try {
      const maker = await openOldProjectPage(browser.context, baseURL);
      await maker.evaluate((count) => window.makeOldProject(count), rowCount);
      await maker.close();
      const page = await browser.context.newPage();
      void page.goto(baseURL).catch(() => undefined);
      const delayMs = random() * maxDelayMs;
      await delay(delayMs);
      await browser.kill();

      browser = await start();
      const stored = await readStored(browser.context, baseURL);
      const again = await browser.context.newPage();
      await again.bringToFront();
      await again.goto(baseURL);
      const studio = new StudioPage(again);
      await studio.sourceRow('rows-old.jsonl').waitFor({ timeout: 60_000 });
      await studio.expectSaved();
      const copy = await saveCopy(again);
      expect(await readCopy(copy, (db) => db.selectValue('PRAGMA user_version'))).toBe(MIGRATIONS.length);
      const found = await readCopy(copy, readContent);
      expect(differencesOf(found, expected)).toEqual([]);
      expectHistoryToExplain(found);

      await studio.goTo('Review');
      await studio.selectedRow.waitFor();
      await studio.main.getByRole('grid', { name: 'Samples' }).focus();
      await again.keyboard.press('z');
      await expect(studio.stepLink('Review')).toContainText(`${(rowCount - 1).toLocaleString('en-US')} decided`);
      console.log(`migration, SIGKILL after ${Math.round(delayMs)} ms: ${stored}; all of it found`);
    } finally {
      await browser.kill();
    }
  }
});

/** What `makeOldProject` puts down, as the studio of today has it. */
function migratedContent(): ProjectContent {
  const documentId = 'rows-old.jsonl';
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const quote = `Drug ${row}`;
    const text = `${quote} eased the pain of ${row + 3} rats.`;
    const mention = { id: 'm1', span: { start: 0, end: quote.length }, entityType: 'Chemical', quote };
    const sampleId = `${documentId}/${row + 1}/0-${text.length}`;
    const after: Decision = { sampleId, verdict: 'approved', decidedAtMs: row };
    return {
      passage: { documentId, passageId: String(row + 1), text, mentions: [mention] },
      step: {
        label: 'Approve 1 sample',
        author: 'curator',
        atMs: row,
        changes: [{ kind: 'decision' as const, sampleId, before: undefined, after }],
      },
      after,
    };
  });
  return {
    sources: [documentId],
    passages: rows.map(({ passage }) => passage),
    sampleIds: rows.map(({ after }) => after.sampleId),
    decisions: rows.map(({ after }) => after).toSorted((one, other) => (one.sampleId < other.sampleId ? -1 : 1)),
    notes: [],
    marks: [],
    edits: [],
    conflicts: [],
    undo: rows.map(({ step }) => step),
    redo: [],
  };
}

/** In words: what lies on the disk before a studio opens it, from a page of its origin that is none of its pages. */
async function readStored(context: BrowserContext, baseURL: string): Promise<string> {
  const page = await context.newPage();
  const address = new URL('/not-the-studio', baseURL).href;
  await page.route(address, (route) => route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }));
  await page.goto(address);
  const words = await page.evaluate(async () => {
    // In front of what SQLite writes, the pool keeps the name of the file.
    const header = 4096;
    const versionAt = header + 60;
    let folder = await navigator.storage.getDirectory();
    for (const name of ['bioselect-projects', '.opaque']) folder = await folder.getDirectoryHandle(name);
    const found: string[] = [];
    for await (const file of folder.values()) {
      if (!(file instanceof FileSystemFileHandle)) continue;
      const blob = await file.getFile();
      const name = (await blob.slice(0, 512).text()).split('\0')[0];
      if (name === '/project.sqlite3') {
        const version = new DataView(await blob.slice(versionAt, versionAt + 4).arrayBuffer()).getUint32(0);
        found.unshift(`a file of version ${version}`);
      } else if (name?.startsWith('/project.sqlite3-') === true && blob.size > header) {
        found.push(`${name.slice('/project.sqlite3-'.length)} of ${blob.size - header} bytes`);
      }
    }
    return found.join(', ');
  });
  await page.close();
  return words;
}

import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { testRandom, testSeed } from '../src/testing/test-seed.ts';
import { ActDriver } from './act-driver.ts';
import { startKillableBrowser, type KillableBrowser } from './killable-browser.ts';
import { test } from './local-test.ts';
import { type ActKind, actKinds, chooseActsAnew, planAct, planImport, type Place } from './plan-acts.ts';
import { planMerge } from './plan-merge.ts';
import { contentOf, emptyProject } from './project-model.ts';
import {
  differencesOf,
  expectHistoryToExplain,
  type ProjectContent,
  readContent,
  readCopy,
  saveCopy,
  withoutTimes,
} from './read-project-copy.ts';
import { StudioPage } from './studio-page.ts';
import { type SavedWatch, watchSaved } from './watch-saved.ts';

const isLong = process.env['TEST_LONG'] === '1';
const killCount = isLong ? 64 : 5;
/** In the short run the kinds of acts that differ most. */
const kinds: readonly ActKind[] = isLong ? actKinds : ['import', 'mixed', 'bulk', 'merge', 'undo'];
/** From the first act to the kill. */
const maxDelayMs: Readonly<Record<ActKind, number>> = {
  import: 2500,
  decide: 2500,
  bulk: 3500,
  edit: 2500,
  undo: 3000,
  note: 2500,
  merge: 4000,
  mixed: 3000,
};

interface Opened {
  readonly browser: KillableBrowser;
  readonly studio: StudioPage;
  readonly watch: SavedWatch;
}

// A trace is asked of browsers that are gone by then, which fails the test now and then.
test.use({ trace: 'off' });

/**
 * SIGKILL takes the browser away and leaves the disk as the system has it. What only a power cut takes, which is what
 * SQLite's `synchronous` is for, no test of this kind can see.
 */
test(`a browser killed ${killCount} times comes back with all that it called saved, and nothing half done`, async ({
  browserName,
}, testInfo) => {
  test.skip(browserName !== 'chromium');
  test.setTimeout(isLong ? 2_400_000 : 240_000);
  const random = testRandom('moments of kills');
  console.log(`acts and moments of seed ${testSeed()}; TEST_SEED chooses another`);
  const { baseURL = '', launchOptions } = testInfo.project.use;
  const { executablePath = '', args = [] } = launchOptions ?? {};
  let place: Place = { project: emptyProject, index: 0, edited: undefined };
  let opened: Opened | undefined;
  const open = async (lap: number): Promise<Opened> => {
    const browser = await startKillableBrowser(testInfo.outputPath(`profile-${lap}`), { executablePath, args });
    opened = { browser, watch: await watchSaved(browser.context), studio: await newStudio(browser) };
    return opened;
  };
  const sums = { performed: 0, acknowledged: 0, midway: 0 };
  try {
    for (let kill = 0; kill < killCount; kill += 1) {
      const kind = kinds[kill % kinds.length] ?? 'mixed';
      const lap = Math.floor(kill / kinds.length);
      if (kill % kinds.length === 0) {
        // A project of its own each time: files only come to it.
        await opened?.browser.kill();
        const { studio } = await open(lap);
        place = { project: emptyProject, index: 0, edited: undefined };
        await studio.page.goto(baseURL);
        const driver = await driverOf(studio, place);
        await driver.run((from, actCount) => (actCount === 0 ? planImport(from) : undefined));
        await studio.expectSaved();
        place = driver.last;
      }
      if (opened === undefined) throw new Error('no browser is open');
      const { browser, studio, watch } = opened;
      const copy = await saveCopy(studio.page);
      await showKind(studio.page, { baseURL, kind });
      place = { ...place, index: 0, edited: undefined };
      const driver = await driverOf(studio, place);
      watch.screens = [];
      chooseActsAnew(String(kill));
      const merge = kind === 'merge' ? await planMerge(place, copy) : undefined;
      const running = driver.run((from, actCount) => {
        if (kind !== 'merge') return planAct(kind, from, actCount);
        return actCount === 0 ? merge : undefined;
      });
      // Before the kill nobody waits for it; what fails in it is thrown behind it.
      running.catch(() => undefined);
      const delayMs = random() * maxDelayMs[kind];
      await delay(delayMs);
      driver.stop();
      const ending = endingOf(kill + lap);
      if (ending === 'reload') {
        await running;
        await studio.page.reload();
      } else if (ending === 'tab') {
        await studio.page.close();
        opened = { browser, watch, studio: await newStudio(browser) };
      } else {
        await browser.kill();
        await open(lap);
      }
      await running;
      const acknowledged = driver.countAcknowledged(watch.screens);
      const performed = driver.performedCount;

      const found = await readAgain(opened.studio, baseURL);
      const words = `${kind}, ${ending} after ${Math.round(delayMs)} ms: ${performed} acts begun, ${acknowledged} called saved`;
      place = expectOneOf(driver.places, found, { acknowledged, words: `${words}, the last “${driver.lastName}”` });
      sums.performed += performed;
      sums.acknowledged += acknowledged;
      sums.midway += performed > acknowledged ? 1 : 0;
    }
  } finally {
    await opened?.browser.kill();
  }
  console.log(
    `${killCount} kills, ${sums.midway} of them in the middle of something: of ${sums.performed} acts ${sums.acknowledged} were called saved, none of them is lost, none is half done`,
  );
  // Acts that nothing comes of would all be found.
  expect(sums.acknowledged).toBeGreaterThan(0);
});

/** Every sixth loses its tab only, or is loaded again: pages that have a moment to say goodbye. */
function endingOf(turn: number): 'SIGKILL' | 'tab' | 'reload' {
  if (turn % 6 !== 3) return 'SIGKILL';
  return turn % 12 === 3 ? 'tab' : 'reload';
}

/** The project is what it was after one of the acts, none that was called saved missing; gives back after which. */
function expectOneOf(
  places: readonly Place[],
  found: ProjectContent,
  { acknowledged, words }: { readonly acknowledged: number; readonly words: string },
): Place {
  expectHistoryToExplain(found);
  const timeless = withoutTimes(found);
  const count = places.findIndex(
    ({ project }, each) => each >= acknowledged && isDeepStrictEqual(timeless, contentOf(project)),
  );
  console.log(`${words}: ${count === -1 ? 'no number of them' : count} found`);
  const place = places[count === -1 ? acknowledged : count];
  if (place === undefined) throw new Error('more is called saved than was begun');
  expect(differencesOf(timeless, contentOf(place.project)), `against what was called saved (${words})`).toEqual([]);
  return place;
}

async function newStudio(browser: KillableBrowser): Promise<StudioPage> {
  const page = await browser.context.newPage();
  // Keys reach only the page in front.
  await page.bringToFront();
  page.setDefaultTimeout(60_000);
  return new StudioPage(page);
}

async function driverOf(studio: StudioPage, place: Place): Promise<ActDriver> {
  return new ActDriver(studio, place, await studio.page.evaluate(() => window.watchedInputCount ?? 0));
}

/** What the disk has, as a copy of it tells. */
async function readAgain(studio: StudioPage, baseURL: string): Promise<ProjectContent> {
  await studio.page.goto(baseURL);
  await expect(studio.page.getByRole('heading', { name: 'Corpus', level: 1 })).toBeVisible();
  await studio.main.getByRole('row').nth(1).waitFor();
  await studio.expectSaved();
  return readCopy(await saveCopy(studio.page), readContent);
}

/** The screen on which acts of a kind are done, from the first sample on. */
async function showKind(page: Page, { baseURL, kind }: { readonly baseURL: string; readonly kind: ActKind }) {
  if (kind === 'import' || kind === 'merge') return;
  await page.goto(`${baseURL}#/review?sort=position`);
  const grid = page.getByRole('main').getByRole('grid', { name: 'Samples' });
  await grid.locator('#sample-row-0[aria-selected="true"]').waitFor();
  await grid.focus();
}

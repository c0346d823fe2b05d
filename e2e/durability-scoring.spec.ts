import { setTimeout as delay } from 'node:timers/promises';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { testRandom, testSeed } from '../src/testing/test-seed.ts';
import { startKillableBrowser } from './killable-browser.ts';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';
import { watchSaved } from './watch-saved.ts';
import { countScoredBatches, readStoredIfds } from './watch-stored-scores.ts';

const isLong = process.env['TEST_LONG'] === '1';
const killCount = isLong ? 20 : 2;
const sampleCount = isLong ? 600 : 120;

/** From the arrival of a batch to the kill: to well after it is on the disk. */
const maxDelayMs = 400;
/** The same model and the same processor; what is summed may be summed in other batches. */
const tolerance = 1e-6;

/** Short, and no two alike. */
const corpus = Array.from({ length: sampleCount }, (_, index) =>
  JSON.stringify({
    instruction: 'Find the entities.',
    input: `Drug ${index * 7919} eased the pain of ${index + 3} rats.`,
    output: `[{"entity": "Chemical", "name": "Drug ${index * 7919}"}]`,
  }),
).join('\n');

// A trace is asked of browsers that are gone by then, which fails the test now and then.
test.use({ trace: 'off' });

test(`scoring killed ${killCount} times gives the scores of a run left alone`, async ({ context }, testInfo) => {
  test.setTimeout(isLong ? 1_800_000 : 300_000);
  const random = testRandom('moments of a scoring');
  console.log(`moments of seed ${testSeed()}; TEST_SEED chooses another`);
  const { baseURL = '', launchOptions } = testInfo.project.use;
  await countScoredBatches(context);
  const alone = await startRun(context, baseURL);
  await alone.expectScored();
  const undisturbed = await readAfterReload(alone);
  expect(undisturbed.size).toBe(sampleCount);
  await alone.page.close();

  const { executablePath = '', args = [] } = launchOptions ?? {};
  const profileDir = testInfo.outputPath('profile');
  const start = async () => {
    const started = await startKillableBrowser(profileDir, { executablePath, args });
    await countScoredBatches(started.context);
    return { ...started, watch: await watchSaved(started.context) };
  };
  let browser = await start();
  try {
    let studio = await startRun(browser.context, baseURL);
    let before: ReadonlyMap<string, number | undefined> = new Map();
    for (let kill = 0; kill < killCount; kill++) {
      // Anywhere from loading the model to some batches on; the share left for later kills keeps each meaningful.
      const batches = Math.floor(random() * (isLong ? 4 : 2));
      const isDue = () =>
        studio.page.evaluate(
          (count) => (window.scoredBatchCount ?? 0) >= count || document.body.innerText.includes('Select by IFD'),
          batches,
        );
      await expect.poll(isDue, { timeout: 180_000, intervals: [10] }).toBe(true);
      await delay(random() * maxDelayMs);
      const isProcess = kill % 2 === 0;
      if (isProcess) await browser.kill();
      else await studio.page.close();
      const shown = Math.max(0, ...browser.watch.screens.map(({ scoredCount }) => scoredCount ?? 0));
      if (isProcess) browser = await start();
      browser.watch.screens = [];

      const page = await browser.context.newPage();
      // What was on the disk is read before the run can go on, for which it needs the model.
      const letModelIn = await holdModel(page);
      studio = new StudioPage(page);
      await page.bringToFront();
      await page.goto(baseURL);
      await studio.stepLink('Score').click();
      await studio.main
        .getByText(/^\d+ of \d+$|Select by IFD/)
        .first()
        .waitFor();
      const kept = await readStoredIfds(page);
      expect(await page.evaluate(() => window.scoredBatchCount)).toBe(0);
      await letModelIn();
      console.log(
        `scoring, ${isProcess ? 'SIGKILL' : 'tab'} after ${batches} batches: ${shown} scores called saved, ${kept.size} found`,
      );
      expect(kept.size).toBeGreaterThanOrEqual(shown);
      expect(worstDifference(kept, undisturbed)).toBeLessThanOrEqual(tolerance);
      // What one kill left the next one leaves too, to the last bit.
      expect(worstDifference(before, kept)).toBe(0);
      before = kept;
      // The run is not over while anything is left, and nobody starts it again.
      await expect(studio.main.getByRole('button', { name: /^Score / })).toHaveCount(0);
    }
    await studio.expectScored();
    const disturbed = await readAfterReload(studio);
    const worst = worstDifference(undisturbed, disturbed);
    console.log(`${killCount} kills, ${disturbed.size} scores in the end, max |ΔIFD| ${worst}`);
    expect([...disturbed.keys()].sort()).toEqual([...undisturbed.keys()].sort());
    expect(worstDifference(before, disturbed)).toBe(0);
    expect(worst).toBeLessThanOrEqual(tolerance);
  } finally {
    await browser.kill();
  }
});

/** Opens the corpus and begins to score it, on the processor wherever the test runs. */
async function startRun(context: BrowserContext, baseURL: string): Promise<StudioPage> {
  const page = await context.newPage();
  const studio = new StudioPage(page);
  await page.goto(baseURL);
  await expect(page.getByRole('heading', { name: 'Corpus', level: 1 })).toBeVisible();
  await studio.chooseFiles({ name: 'rows.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(corpus) });
  await studio.sourceRow('rows.jsonl').waitFor();
  await studio.goTo('Score');
  await studio.chooseDevice('WASM');
  await studio.expectSaved();
  await studio.main.getByRole('button', { name: /^Score / }).click();
  // What a killed page has begun, the next one knows only from the disk.
  await expect(studio.main.getByRole('button', { name: 'Pause' })).toBeVisible();
  await studio.expectSaved();
  return studio;
}

/** How far scores are from those of the same contents in another run; infinitely where that has none. */
function worstDifference(
  scores: ReadonlyMap<string, number | undefined>,
  others: ReadonlyMap<string, number | undefined>,
): number {
  const differences = [...scores].map(([hash, ifd]) => {
    const other = others.get(hash);
    return other === ifd && others.has(hash) ? 0 : Math.abs((other ?? Infinity) - (ifd ?? Infinity));
  });
  return Math.max(0, ...differences.map((difference) => (Number.isNaN(difference) ? Infinity : difference)));
}

/** The model does not come to the page until what this returns is called. */
async function holdModel(page: Page): Promise<() => Promise<void>> {
  const held: Promise<void>[] = [];
  let letIn = (): void => {};
  const open = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  await page.route('**/models/**', (route) => {
    held.push(open.then(() => route.continue()));
  });
  return async () => {
    letIn();
    await Promise.all(held);
    await page.unroute('**/models/**');
  };
}

/** What counts is what a new page finds on the disk. */
async function readAfterReload(studio: StudioPage): Promise<ReadonlyMap<string, number | undefined>> {
  await studio.expectSaved();
  await studio.page.reload();
  await studio.expectScored();
  return readStoredIfds(studio.page);
}

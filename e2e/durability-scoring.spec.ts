import { expect, test, type BrowserContext } from '@playwright/test';
import { startKillableBrowser } from './killable-browser.ts';
import { StudioPage } from './studio-page.ts';
import { countScoredBatches, readStoredIfds } from './watch-stored-scores.ts';

const isLong = process.env['TEST_LONG'] === '1';
const killCount = isLong ? 20 : 3;
const sampleCount = isLong ? 600 : 120;

/** Short, and no two alike. */
const corpus = Array.from({ length: sampleCount }, (_, index) =>
  JSON.stringify({
    instruction: 'Find the entities.',
    input: `Drug ${index * 7919} eased the pain of ${index + 3} rats.`,
    output: `[{"Chemical": "Drug ${index * 7919}"}]`,
  }),
).join('\n');

// A trace is asked of browsers that are gone by then, which fails the test now and then.
test.use({ trace: 'off' });

test(`scoring killed ${killCount} times gives the scores of a run left alone`, async ({ context }, testInfo) => {
  test.setTimeout(isLong ? 1_800_000 : 300_000);
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
    return started;
  };
  let browser = await start();
  try {
    let studio = await startRun(browser.context, baseURL);
    const kills: string[] = [];
    for (let kill = 0; kill < killCount; kill++) {
      // Anywhere from loading the model to some batches on; the share left for later kills keeps each meaningful.
      const batches = Math.floor(Math.random() * 4);
      const isDue = () =>
        studio.page.evaluate(
          (count) => (window.scoredBatchCount ?? 0) >= count || document.body.innerText.includes('Select by IFD'),
          batches,
        );
      await expect.poll(isDue, { timeout: 180_000, intervals: [10] }).toBe(true);
      const isProcess = kill % 2 === 0;
      if (isProcess) {
        await browser.kill();
        browser = await start();
      } else {
        await studio.page.close();
      }
      const page = await browser.context.newPage();
      studio = new StudioPage(page);
      await page.goto(baseURL);
      await studio.stepLink('Score').click();
      await studio.main
        .getByText(/^\d+ of \d+$|Select by IFD/)
        .first()
        .waitFor();
      const kept = (await readStoredIfds(page)).size;
      kills.push(`${isProcess ? 'process' : 'tab'} after ${batches} batches: ${kept} scores kept`);
      // The run is not over while anything is left, and nobody starts it again.
      await expect(studio.main.getByRole('button', { name: /^Score / })).toHaveCount(0);
    }
    await studio.expectScored();
    const disturbed = await readAfterReload(studio);
    const differences = [...undisturbed].map(([hash, ifd]) => {
      const other = disturbed.get(hash);
      return other === ifd ? 0 : Math.abs((other ?? Infinity) - (ifd ?? Infinity));
    });
    const worst = Math.max(...differences);
    const equalCount = differences.filter((difference) => difference === 0).length;
    console.log(`${kills.join('; ')}. Max |ΔIFD| ${worst}, ${equalCount} of ${differences.length} equal in every bit`);
    expect([...disturbed.keys()].sort()).toEqual([...undisturbed.keys()].sort());
    expect(worst).toBeLessThanOrEqual(1e-6);
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

/** What counts is what a new page finds on the disk. */
async function readAfterReload(studio: StudioPage): Promise<ReadonlyMap<string, number | undefined>> {
  await studio.expectSaved();
  await studio.page.reload();
  await studio.expectScored();
  return readStoredIfds(studio.page);
}

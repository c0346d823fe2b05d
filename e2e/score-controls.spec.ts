import { expect, type Browser, type Page } from '@playwright/test';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

/** Short, and no two alike. */
function rows(drug: string, count: number): Buffer {
  const row = (index: number): string =>
    JSON.stringify({
      instruction: 'Find the entities.',
      input: `${drug} ${index * 7919} eased the pain of ${index + 3} rats.`,
      output: `[{"entity": "Chemical", "name": "${drug} ${index * 7919}"}]`,
    });
  return Buffer.from(Array.from({ length: count }, (_, index) => row(index)).join('\n'));
}

async function openRows(studio: StudioPage, name: string, content: Buffer): Promise<void> {
  await studio.chooseFiles({ name, mimeType: 'application/jsonl', buffer: content });
  await studio.sourceRow(name).waitFor();
}

test('after a corpus is closed the next one is scored like the first', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await openRows(studio, 'first.jsonl', rows('Aspirin', 8));
  await studio.goTo('Score');
  await studio.scoreAll();

  await studio.goTo('Corpus');
  await studio.main.getByRole('button', { name: 'Close the corpus…' }).click();
  await page.getByRole('dialog', { name: 'Close the corpus' }).getByRole('button', { name: 'Close it' }).click();
  await expect(studio.sourceRow('first.jsonl')).toHaveCount(0);
  await openRows(studio, 'second.jsonl', rows('Lithium', 5));
  await studio.goTo('Score');
  await studio.scoreAll();
  await expect(studio.stepLink('Score')).toContainText('all scored');
});

/** Seconds of processor time that the page's process has taken so far, all its threads together. */
async function processorSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

const watchMs = 3000;

async function processorSecondsOf(page: Page, browser: Browser): Promise<number> {
  const before = await processorSeconds(browser);
  await page.waitForTimeout(watchMs);
  return (await processorSeconds(browser)) - before;
}

async function startScoring(studio: StudioPage, sampleCount: number): Promise<void> {
  await studio.open();
  await openRows(studio, 'rows.jsonl', rows('Aspirin', sampleCount));
  await studio.goTo('Score');
  await studio.chooseDevice('WASM');
  await studio.main.getByRole('button', { name: `Score ${sampleCount} samples` }).click();
  await expect.poll(() => studio.count('Done'), { timeout: 60_000 }).toBeGreaterThan(0);
}

test('before the start Score says what it takes on this machine, and the start waits for nothing', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await openRows(studio, 'rows.jsonl', rows('Aspirin', 60));
  await studio.goTo('Score');
  await expect(
    studio.main.getByText(/^About \d+.* (ms|s|min) on this machine, with about [\d.]+ MB of memory\.$/),
  ).toBeVisible({ timeout: 60_000 });
  console.log(await studio.main.getByText(/^About .* on this machine/).innerText());
  await studio.scoreAll();
  await page.reload();
  await expect(studio.stepLink('Score')).toContainText('all scored');
});

test('Pause holds: Done stands still and the processor is free until Resume', async ({ page, browser }) => {
  const studio = new StudioPage(page);
  const { main } = studio;
  await startScoring(studio, 800);
  const whileRunning = await processorSecondsOf(page, browser);
  await main.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(main.getByRole('button', { name: 'Resume' })).toBeVisible();
  const pausedAt = await studio.figure('Done').innerText();
  const whilePaused = await processorSecondsOf(page, browser);
  await expect(studio.figure('Done')).toHaveText(pausedAt);
  await expect(page.getByRole('banner').getByRole('link', { name: /^Paused at/ })).toBeVisible();
  await expect(page).toHaveTitle(/^Paused at \d+\s?% · Score · /);
  console.log(`processor: ${whileRunning.toFixed(2)} s while it runs, ${whilePaused.toFixed(2)} s while it is paused`);
  expect(whilePaused).toBeLessThan(whileRunning / 4);

  await main.getByRole('button', { name: 'Resume' }).click();
  await expect(studio.figure('Done')).not.toHaveText(pausedAt);
  await expect(page).toHaveTitle(/^Scoring \d+\s?% · Score · /);
});

test('Stop ends the run: what is done is kept, and the processor is free', async ({ page, browser }) => {
  const studio = new StudioPage(page);
  const { main } = studio;
  await startScoring(studio, 800);
  const whileRunning = await processorSecondsOf(page, browser);
  await main.getByRole('button', { name: 'Stop', exact: true }).click();
  const rest = main.getByRole('button', { name: /^Score the \d+ that are left$/ });
  await expect(rest).toBeVisible();
  const left = await rest.innerText();
  const afterStop = await processorSecondsOf(page, browser);
  await expect(rest).toHaveText(left);
  console.log(`processor: ${whileRunning.toFixed(2)} s while it runs, ${afterStop.toFixed(2)} s after the stop`);
  expect(afterStop).toBeLessThan(whileRunning / 4);
});

test('Done moves while a pool is read; the title says when all is scored, in a tab that nobody looks at too', async ({
  page,
  context,
}) => {
  const studio = new StudioPage(page);
  await startScoring(studio, 300);
  const other = await context.newPage();
  await other.goto('about:blank');
  await other.bringToFront();
  const seen = new Set<string>();
  await expect
    .poll(
      async () => {
        seen.add(await page.title());
        return page.title();
      },
      { timeout: 120_000, intervals: [200] },
    )
    .toBe('All scored · Score · BioSelect Studio');
  // Percent by percent, not in two leaps.
  expect(seen.size).toBeGreaterThan(4);
  await page.bringToFront();
  await page.keyboard.press('Shift');
  await expect(page).toHaveTitle('Score · BioSelect Studio');
});

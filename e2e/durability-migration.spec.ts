import { expect, test } from '@playwright/test';
import { startKillableBrowser } from './killable-browser.ts';
import { buildOldProjectPage, openOldProjectPage } from './old-project.ts';
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
  await buildOldProjectPage();
  const { baseURL = '', launchOptions } = testInfo.project.use;
  const { executablePath = '', args = [] } = launchOptions ?? {};
  const kills: string[] = [];
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
      const delayMs = Math.random() * maxDelayMs;
      await page.waitForTimeout(delayMs);
      await browser.kill();

      browser = await start();
      const again = await browser.context.newPage();
      await again.bringToFront();
      await again.goto(baseURL);
      const studio = new StudioPage(again);
      await studio.sourceRow('rows-old.jsonl').waitFor({ timeout: 60_000 });
      await studio.expectSaved();
      const all = rowCount.toLocaleString('en-US');
      expect(await studio.sourceCell('rows-old.jsonl', 'Mentions')).toBe(all);
      await expect(studio.stepLink('Review')).toContainText(`${all} decided`);
      await studio.goTo('Review');
      await studio.selectedRow.waitFor();
      await studio.main.getByRole('grid', { name: 'Samples' }).focus();
      await again.keyboard.press('z');
      await expect(studio.stepLink('Review')).toContainText(`${(rowCount - 1).toLocaleString('en-US')} decided`);
      kills.push(`${Math.round(delayMs)} ms`);
    } finally {
      await browser.kill();
    }
  }
  console.log(`killed ${kills.join(', ')} after the page began`);
});

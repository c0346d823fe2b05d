import { expect } from '@playwright/test';
import { test } from './local-test.ts';
import { buildOldProjectPage, openOldProjectPage } from './old-project.ts';
import { StudioPage } from './studio-page.ts';

const rowCount = 2000;
const all = rowCount.toLocaleString('en-US');

test('what a crash left half written in the file is rolled back, and the project is whole', async ({
  page,
  context,
}, testInfo) => {
  const { baseURL = '' } = testInfo.project.use;
  await buildOldProjectPage();
  const maker = await openOldProjectPage(context, baseURL);
  await maker.evaluate((count) => window.makeOldProject(count), rowCount);
  await maker.evaluate(() => window.breakOff());
  await maker.close();

  const studio = new StudioPage(page);
  await page.goto(baseURL);
  await studio.sourceRow('rows-old.jsonl').waitFor();
  await studio.expectSaved();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('banner')).not.toContainText('recovered');
  expect(await studio.sourceCell('rows-old.jsonl', 'Mentions')).toBe(all);
  await expect(studio.stepLink('Review')).toContainText(`${all} decided`);
  await studio.goTo('Review');
  await expect(studio.selectedRow).toContainText('rats');

  // As it lies on the disk now, and not only as it is shown.
  await page.reload();
  await expect(studio.stepLink('Review')).toContainText(`${all} decided`);
});

import { expect, type Page } from '@playwright/test';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

/** A file of this name keeps the thread that reads it busy for ever, and so does any file that is tried as PubTator. */
const endless = 'endless.txt';

/** Before the thread's own code: a loop without end once it is to read such a file. The rest is as it is. */
const LOOP = `
  self.addEventListener('message', ({ data: { method, args } }) => {
    const isEndless = method === 'add' && args[0].some(({ name }) => name.endsWith('${endless}'));
    if (isEndless || (method === 'peekFile' && args[0].readAs.format === 'pubtator')) for (;;);
  });
`;

test.beforeEach(async ({ page }) => {
  await page.route(/\/corpus\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${LOOP}${await response.text()}` });
  });
});

test('a file that is read for ever costs a click, and the studio goes on', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.openDemonstration();
  const demonstration = studio.sourceRow('demonstration-corpus.bioc.json');
  await choose(studio, endless);
  const cancel = studio.main.getByRole('button', { name: 'Cancel', exact: true });
  await cancel.waitFor();
  // The thread hears nothing from here on.
  await expect(studio.main.getByRole('status').filter({ hasText: 'Reading 0 of 1 file' })).toBeVisible();
  await cancel.press('Enter');
  await expect(studio.main.getByRole('button', { name: /^Cancel/ })).toBeHidden();
  await expect(demonstration).toBeVisible();
  await expect(studio.main.getByRole('heading', { name: '1 file', exact: true })).toBeVisible();

  await test.step('another file comes to what was there, in another thread', async () => {
    await choose(studio, 'second.tsv');
    await expect(studio.sourceRow('second.tsv')).toBeVisible();
    await expect(demonstration).toBeVisible();
    await expect.poll(() => countThreads(page)).toBe(1);
    await studio.expectSaved();
  });

  await test.step('the whole corpus goes out', async () => {
    await studio.goTo('Export');
    const report = studio.panel('The annotated corpus').getByRole('status', { name: 'What is written' });
    await expect(report).toContainText('every mention stands at its offsets', { timeout: 30_000 });
  });
});

test('a look at a file that takes for ever ends with its dialog', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  const buffer = Buffer.from('[{"price": 1, "currency": "EUR"}]');
  await studio.chooseFiles({ name: 'rows.json', mimeType: 'application/json', buffer });
  const ask = studio.main.getByRole('button', { name: 'Read rows.json as…' });
  const dialog = page.getByRole('dialog');
  await ask.click();
  await expect(dialog.getByRole('status')).toContainText('0 documents');
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption({ label: 'PubTator' });
  await expect(dialog.getByRole('status')).toHaveText('Reading…');
  await dialog.getByRole('button', { name: 'Leave it as it is' }).click();
  await expect(dialog).toBeHidden();

  await ask.click();
  await expect(dialog.getByRole('status')).toContainText('0 documents');
  await page.keyboard.press('Escape');
  await choose(studio, 'second.tsv');
  await expect(studio.sourceRow('second.tsv')).toBeVisible();
});

async function choose(studio: StudioPage, name: string): Promise<void> {
  const buffer = Buffer.from('Asthma\tB-Disease\nin\tO\nrats\tO\n');
  await studio.chooseFiles({ name, mimeType: 'text/plain', buffer });
}

/** Threads that read corpora. */
async function countThreads(page: Page): Promise<number> {
  const urls = page.workers().map((worker) => worker.url());
  return urls.filter((url) => url.includes('corpus.worker')).length;
}

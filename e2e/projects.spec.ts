import { expect, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { expectNoFaults } from './expect-no-faults.ts';
import { test } from './local-test.ts';
import { holdPoolFiles, openEmptyPage } from './pool-files.ts';
import { StudioPage } from './studio-page.ts';

const row = { name: 'rows.jsonl', mimeType: 'application/jsonl' };

function rowsOf(drug: string): Buffer {
  const output = `[{"entity": "Chemical", "name": "${drug}"}]`;
  return Buffer.from(JSON.stringify({ instruction: 'Find the entities.', input: `${drug} helps.`, output }));
}

async function openProjects(page: Page, name: string): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name, exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Projects' })).toBeVisible();
}

test('a project is saved as a file, and opens as a project of its own', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ ...row, buffer: rowsOf('Aspirin') });
  await studio.sourceRow('rows.jsonl').waitFor();
  await studio.expectSaved();
  await openProjects(page, 'Untitled project');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  const copy = await (await download).path();
  // Rollback journal, both to read and to write: a file that any tool opens with nothing beside it.
  expect([...(await readFile(copy)).subarray(18, 20)]).toEqual([1, 1]);

  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open a project…' }).click();
  await (await dialog).setFiles({ name: 'brought.sqlite3', mimeType: '', buffer: await readFile(copy) });
  await expect(page.getByRole('banner').getByRole('button', { name: 'brought', exact: true })).toBeVisible();
  await studio.sourceRow('rows.jsonl').waitFor();
});

test('projects are kept apart; the trash gives back', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ ...row, buffer: rowsOf('Aspirin') });
  await studio.sourceRow('rows.jsonl').waitFor();
  await studio.expectSaved();
  await openProjects(page, 'Untitled project');
  const name = page.getByRole('textbox', { name: 'Name of Untitled project' });
  await name.fill('First');
  await name.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name of First' })).toBeVisible();
  await page.getByRole('button', { name: 'New project' }).click();
  await expect(page.getByRole('banner').getByRole('button', { name: 'Untitled project', exact: true })).toBeVisible();
  await expect(studio.sourceRow('rows.jsonl')).toHaveCount(0);

  await openProjects(page, 'Untitled project');
  const first = page
    .getByRole('table', { name: 'Projects' })
    .getByRole('row')
    .filter({ has: page.getByRole('textbox', { name: 'Name of First' }) });
  await first.getByRole('button', { name: 'To the trash' }).click();
  await page.getByRole('table', { name: 'Trash' }).getByRole('button', { name: 'Restore' }).click();
  await first.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('banner').getByRole('button', { name: 'First', exact: true })).toBeVisible();
  await studio.sourceRow('rows.jsonl').waitFor();
});

test('a project is duplicated, and emptied out of the trash, by keys alone', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ ...row, buffer: rowsOf('Aspirin') });
  await studio.sourceRow('rows.jsonl').waitFor();
  await studio.expectSaved();
  const menu = page.getByRole('banner').getByRole('button', { name: 'Untitled project', exact: true });
  await menu.focus();
  await page.keyboard.press('Enter');
  const names = page.getByRole('table', { name: 'Projects' }).getByRole('textbox');
  await expect(names).toHaveCount(1);
  await page.getByRole('button', { name: 'Duplicate' }).focus();
  await page.keyboard.press('Enter');
  await expect(names).toHaveCount(2);
  const copy = page
    .getByRole('table', { name: 'Projects' })
    .getByRole('row')
    .filter({ has: page.getByRole('textbox', { name: 'Name of Untitled project (copy)' }) });
  await copy.getByRole('button', { name: 'To the trash' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('table', { name: 'Trash' }).getByRole('row')).toHaveCount(1);
  await page.getByRole('button', { name: 'Delete for good' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('table', { name: 'Trash' })).toHaveCount(0);
  await expect(names).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(menu).toBeFocused();
  await expect(studio.sourceRow('rows.jsonl')).toBeVisible();
});

test('of two tabs one writes; the other reads a copy, and can take over', async ({ page, context }) => {
  const first = new StudioPage(page);
  await first.open();
  await first.chooseFiles({ ...row, buffer: rowsOf('Aspirin') });
  await first.sourceRow('rows.jsonl').waitFor();
  await first.expectSaved();

  const secondPage = await context.newPage();
  const second = new StudioPage(secondPage);
  await secondPage.goto('/');
  await expect(secondPage.getByRole('banner').getByText('Read-only')).toBeVisible();
  await second.sourceRow('rows.jsonl').waitFor();
  await second.chooseFiles({ ...row, name: 'more.jsonl', buffer: rowsOf('Lithium') });
  await expect(secondPage.getByText('Nothing was changed: take over to work here.')).toBeVisible();

  await secondPage.getByRole('button', { name: 'Take over' }).click();
  await second.expectSaved();
  await second.sourceRow('rows.jsonl').waitFor();
  await expect(page.getByRole('banner').getByText('Read-only')).toBeVisible();
  await second.chooseFiles({ ...row, name: 'more.jsonl', buffer: rowsOf('Lithium') });
  await second.sourceRow('more.jsonl').waitFor();
  await second.expectSaved();
});

test('a tab that is taken over amid an act has all of it saved; it then shows a copy, and can take over again', async ({
  page,
  context,
}) => {
  const count = 3000;
  const decided = '3,000';
  const first = new StudioPage(page);
  await first.open();
  const rows = Array.from({ length: count }, (_, index) => rowsOf(`Drug${index}`).toString()).join('\n');
  await first.chooseFiles({ ...row, buffer: Buffer.from(rows) });
  await first.sourceRow('rows.jsonl').waitFor();
  await first.expectSaved();
  await first.goTo('Review');
  await first.selectedRow.waitFor();
  const secondPage = await context.newPage();
  const second = new StudioPage(secondPage);
  await secondPage.goto('/#/review');
  await second.selectedRow.waitFor();
  const takeOver = secondPage.getByRole('button', { name: 'Take over' });

  await page.bringToFront();
  await first.main.getByRole('button', { name: /^All [\d,]+ shown/u }).press('Enter');
  await page.getByRole('button', { name: `Approve ${decided} samples` }).press('Enter');
  // Asked for without a wait: the act is still on its way to the disk.
  await takeOver.dispatchEvent('click');
  await second.expectSaved();
  await expect(second.stepLink('Review')).toContainText(`${decided} decided`);

  // The first tab starts again by itself, and is then a second tab like any other.
  await expect(page.getByText('The studio is open in another tab, which holds the project')).toBeVisible();
  await expect(first.stepLink('Review')).toContainText(`${decided} decided`);
  const grid = first.main.getByRole('grid', { name: 'Samples' });
  await grid.hover();
  await page.mouse.wheel(0, 1_000_000);
  await expect(grid.getByRole('row').filter({ hasText: `Drug${count - 1} ` })).toBeVisible();
  await grid.focus();
  await page.keyboard.press('r');
  await expect(page.getByText('Nothing was changed: take over to work here.')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expectNoFaults(page);
  await page.getByRole('button', { name: 'Take over' }).press('Enter');
  await first.expectSaved();
  await expect(first.stepLink('Review')).toContainText(`${decided} decided`);
  await expect(secondPage.getByRole('banner').getByText('Read-only')).toBeVisible();
});

test('a full disk keeps what was saved, says so, and still gives a copy', async ({ page }, testInfo) => {
  const { baseURL = '' } = testInfo.project.use;
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ ...row, buffer: rowsOf('Aspirin') });
  await studio.sourceRow('rows.jsonl').waitFor();
  await studio.expectSaved();
  const client = await page.context().newCDPSession(page);
  const { usage } = await client.send('Storage.getUsageAndQuota', { origin: baseURL });
  await client.send('Storage.overrideQuotaForOrigin', { origin: baseURL, quotaSize: usage + 1 });
  const large = Array.from({ length: 4000 }, (_, index) => rowsOf(`Drug ${index}`).toString()).join('\n');
  await studio.chooseFiles({ ...row, name: 'large.jsonl', buffer: Buffer.from(large) });
  await expect(page.getByText('storage-full')).toBeVisible({ timeout: 60_000 });

  await openProjects(page, 'Untitled project');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  expect((await readFile(await (await download).path())).byteLength).toBeGreaterThan(10_000);
  const dialog = page.getByRole('dialog', { name: 'Projects' });
  await expect(dialog).toContainText('One change of this tab is not in it.');
  await expectNoFaults(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('1 change is kept in this tab, not on the disk')).toBeVisible();

  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await client.send('Storage.overrideQuotaForOrigin', { origin: baseURL });
  await page.getByRole('button', { name: 'Try to save again' }).press('Enter');
  await studio.sourceRow('large.jsonl').waitFor();
  await studio.expectSaved();
  // Nothing is asked now: an answer would be needed for the page to go.
  page.on('dialog', (leaving) => {
    throw new Error(`asked on leaving: ${leaving.type()}`);
  });
  await page.reload();
  await studio.expectSaved();
  await studio.sourceRow('rows.jsonl').waitFor();
});

test('files that something else holds are left alone, and are there when it lets go', async ({
  page,
  context,
}, testInfo) => {
  const { baseURL = '' } = testInfo.project.use;
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ ...row, buffer: rowsOf('Aspirin') });
  await studio.sourceRow('rows.jsonl').waitFor();
  await studio.expectSaved();
  const holder = await openEmptyPage(context, baseURL);
  await page.close();
  await expect.poll(() => holdPoolFiles(holder)).toBeGreaterThan(0);

  const again = new StudioPage(await context.newPage());
  await again.page.goto('/');
  await expect(again.page.getByRole('banner').getByText('Read-only')).toBeVisible();
  await expect(again.page.getByText('The studio is open in another tab')).toBeVisible();
  await holder.close();
  await again.page.reload();
  await again.expectSaved();
  await again.sourceRow('rows.jsonl').waitFor();
});

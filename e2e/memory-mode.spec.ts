import { expect, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { expectNoFaults } from './expect-no-faults.ts';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

function rowsOf(drug: string): { name: string; mimeType: string; buffer: Buffer } {
  const output = `[{"entity": "Chemical", "name": "${drug}"}]`;
  const text = JSON.stringify({ instruction: 'Find the entities.', input: `${drug} helps.`, output });
  return { name: `${drug}.jsonl`, mimeType: 'application/jsonl', buffer: Buffer.from(text) };
}

/** As in a browser whose files cannot be written by a worker: the storage thread finds no such function. */
async function openWithoutDisk(page: Page): Promise<StudioPage> {
  await page.route(/project-db\.worker/u, async (route) => {
    const response = await route.fetch();
    const body = `delete FileSystemFileHandle.prototype.createSyncAccessHandle;\n${await response.text()}`;
    await route.fulfill({ response, body });
  });
  await page.goto('/');
  await expect(page.getByRole('banner').getByText('Kept in this tab only')).toBeVisible();
  return new StudioPage(page);
}

async function openProjects(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Untitled project', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Projects' })).toBeVisible();
}

async function saveCopy(page: Page): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  return readFile(await (await download).path());
}

async function chooseProject(page: Page, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open a project…' }).press('Enter');
  await (await chooser).setFiles({ name: 'brought.sqlite3', mimeType: '', buffer });
}

test('without a disk the banner says what is at risk, and a saved copy opens again with all its decisions', async ({
  page,
}) => {
  const studio = await openWithoutDisk(page);
  await expect(page.getByRole('status').filter({ hasText: 'keep nothing on disk' })).toContainText(
    'save a copy of the project, or export, before you leave. Drop a saved copy here to open it again',
  );
  await studio.chooseFiles(rowsOf('Aspirin'));
  await studio.sourceRow('Aspirin.jsonl').waitFor();
  await studio.goTo('Review');
  await studio.selectedRow.waitFor();
  await studio.main.getByRole('grid', { name: 'Samples' }).focus();
  await page.keyboard.press('a');
  await expect(studio.stepLink('Review')).toContainText('1 decided');
  await openProjects(page);
  const copy = await saveCopy(page);

  await page.reload();
  await expect(page.getByRole('banner').getByText('Kept in this tab only')).toBeVisible();
  await expect(studio.stepLink('Review')).not.toContainText('1 decided');
  await openProjects(page);
  await chooseProject(page, copy);
  await expect(page.getByRole('banner').getByRole('button', { name: 'brought', exact: true })).toBeVisible();
  await expect(studio.stepLink('Review')).toContainText('1 decided');
});

test('without a disk a project file waits for a yes before it takes the place of what was done', async ({ page }) => {
  const studio = await openWithoutDisk(page);
  await studio.chooseFiles(rowsOf('Aspirin'));
  await studio.sourceRow('Aspirin.jsonl').waitFor();
  await openProjects(page);
  const copy = await saveCopy(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Projects' })).toHaveCount(0);
  await studio.chooseFiles(rowsOf('Lithium'));
  await studio.sourceRow('Lithium.jsonl').waitFor();

  await openProjects(page);
  await chooseProject(page, copy);
  const report = page.getByRole('region', { name: 'Report' });
  await expect(report).toContainText('brought takes the place of the project in this tab');
  await expectNoFaults(page);
  await report.getByRole('button', { name: 'Keep what is open' }).press('Enter');
  await expect(report).toHaveCount(0);
  await expect(studio.sourceRow('Lithium.jsonl')).toBeVisible();
  await chooseProject(page, copy);
  await report.getByRole('button', { name: 'Open it' }).press('Enter');
  await expect(page.getByRole('banner').getByRole('button', { name: 'brought', exact: true })).toBeVisible();
  await expect(studio.sourceRow('Aspirin.jsonl')).toBeVisible();
  await expect(studio.sourceRow('Lithium.jsonl')).toHaveCount(0);
});

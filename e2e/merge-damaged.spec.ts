import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { damageTables } from '../src/testing/damage-tables.ts';
import { expectNoFaults } from './expect-no-faults.ts';
import { StudioPage } from './studio-page.ts';

const row = JSON.stringify({
  instruction: 'Find the entities.',
  input: 'Aspirin helps.',
  output: '[{"Chemical": "Aspirin"}]',
});

test('a damaged copy is merged as far as it can be read; the report says what is lost, and undo takes all back', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ name: 'rows.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(row) });
  await studio.sourceRow('rows.jsonl').waitFor();
  await studio.goTo('Review');
  await studio.selectedRow.waitFor();
  const grid = studio.main.getByRole('grid', { name: 'Samples' });
  await grid.focus();
  await page.keyboard.press('a');
  await expect(studio.stepLink('Review')).toContainText('1 decided');
  await studio.expectSaved();
  const menu = page.getByRole('banner').getByRole('button', { name: 'Untitled project', exact: true });
  await menu.press('Enter');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy' }).press('Enter');
  const copy = await readFile(await (await download).path());
  await page.keyboard.press('Escape');
  await grid.focus();
  await page.keyboard.press('r');
  await expect(studio.selectedRow.getByRole('img', { name: 'rejected' })).toBeVisible();
  await studio.expectSaved();

  await menu.press('Enter');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Merge a copy…' }).press('Enter');
  const buffer = Buffer.from(await damageTables(new Uint8Array(copy), ['note']));
  await (await chooser).setFiles({ name: 'second.sqlite3', mimeType: '', buffer });
  const panel = page.getByRole('region', { name: 'Merge', exact: true });
  await expect(panel.getByText('1 conflict to decide')).toBeVisible();
  await expect(panel).toContainText('“second” is damaged');
  await expect(panel.getByRole('row', { name: 'note' })).toContainText('0 and what is unreadable');
  await expect(panel.getByRole('row', { name: 'decision' })).toHaveText(/^decision10$/u);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNoFaults(page);
  }
  await page.keyboard.press('Escape');

  await grid.focus();
  await page.keyboard.press('z');
  await expect(studio.main.getByRole('region', { name: 'Conflicts of a merge' })).toHaveCount(0);
  await studio.expectSaved();
  await menu.press('Enter');
  await expect(panel).toHaveText('The merge of “second” is taken back.');
});

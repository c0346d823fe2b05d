import { expect } from '@playwright/test';
import { damageTables } from '../src/testing/storage/damage-tables.ts';
import { expectNoFaults } from './expect-no-faults.ts';
import { test } from './local-test.ts';
import { Machine } from './machine.ts';

const row = JSON.stringify({
  instruction: 'Find the entities.',
  input: 'Aspirin helps.',
  output: '[{"entity": "Chemical", "name": "Aspirin"}]',
});

test('a damaged copy is merged as far as it can be read; the report says what is lost, and undo takes all back', async ({
  browser,
}) => {
  const first = await Machine.start(browser);
  await first.openRows(row);
  const second = await Machine.start(browser);
  await second.openCopy(await first.saveCopy());
  await second.decide(['a']);
  await first.decide(['r']);
  const { page, studio, grid } = first;
  const buffer = Buffer.from(await damageTables(new Uint8Array(await second.saveCopy()), ['note']));
  const panel = await first.merge(buffer, 'Ann');
  await expect(panel.getByText('1 conflict to decide')).toBeVisible();
  await expect(panel).toContainText('“other” is damaged');
  await expect(panel.getByRole('row', { name: 'note' })).toContainText('0 and what is unreadable');
  await expect(panel.getByRole('row', { name: 'decision' })).toHaveText(/^decision10$/u);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNoFaults(page);
  }
  await first.closeProjects();

  await grid.focus();
  await page.keyboard.press('z');
  await expect(studio.main.getByRole('region', { name: 'Conflicts of a merge' })).toHaveCount(0);
  await studio.expectSaved();
  await first.openProjects();
  await expect(panel).toHaveText('The merge of “other” is taken back.');
});

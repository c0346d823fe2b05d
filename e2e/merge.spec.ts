import { type Browser, expect } from '@playwright/test';
import { expectNoFaults } from './expect-no-faults.ts';
import { test } from './local-test.ts';
import { Machine } from './machine.ts';

const text = 'Aspirin eased the cough that p53 brought.';
const row = JSON.stringify({
  instruction: 'Find the entities.',
  input: text,
  output: JSON.stringify([
    { entity: 'Chemical', name: 'Aspirin' },
    { entity: 'Disease', name: 'cough' },
    { entity: 'Gene', name: 'p53' },
  ]),
});

async function startTwo(browser: Browser): Promise<[Machine, Machine]> {
  const first = await Machine.start(browser);
  await first.openRows(row);
  const second = await Machine.start(browser);
  await second.openCopy(await first.saveCopy());
  return [first, second];
}

test('what only one of two changed is taken without a question, also that it is gone; merging again changes nothing', async ({
  browser,
}) => {
  const [first, second] = await startTwo(browser);
  await second.relabel('2');
  await second.expectLabels(['Disease']);
  const copy = await second.saveCopy();
  const panel = await first.merge(copy, 'Ann');
  await expect(panel).not.toContainText('conflict');
  await expect(panel.getByRole('status')).toContainText('1 mention changed here');
  await first.closeProjects();
  await first.studio.goTo('Review');
  await first.expectLabels(['Disease']);

  // Deleted here, untouched there: a merge does not bring it back.
  await first.grid.focus();
  for (const key of ['e', 'Tab', 'Delete', 'Escape']) await first.page.keyboard.press(key);
  await first.expectLabels([]);
  await first.studio.expectSaved();
  const again = await first.merge(copy);
  await expect(again.getByRole('status')).toContainText('0 mentions changed here');
  await first.closeProjects();
  await first.expectLabels([]);
  const back = await second.merge(await first.saveCopy(), 'Ben');
  await expect(back).not.toContainText('conflict');
  await second.closeProjects();
  await second.expectLabels([]);
});

test('what both changed is a conflict with five choices, each by its key, undone and done again', async ({
  browser,
}) => {
  const [first, second] = await startTwo(browser);
  await first.relabel('2');
  await second.relabel('3');
  const panel = await first.merge(await second.saveCopy(), 'curator');
  await expect(panel.getByText('1 conflict to decide')).toBeVisible();
  await expect(panel.getByText(/eased the cough that p53 brought/u)).toHaveCount(2);
  await expectNoFaults(first.page);
  await first.closeProjects();

  const { page, conflict, grid } = first;
  await grid.focus();
  await page.keyboard.press('x');
  const title = conflict.getByRole('status');
  await expect(title).toContainText('Conflict 1 of 1 “Aspirin”');
  await expect(title).toContainText('Mine: Disease “Aspirin” by curator (this copy)');
  await expect(title).toContainText('Theirs: Gene “Aspirin” by curator (other copy)');
  await expect(conflict).not.toContainText('rows.jsonl');
  await expect(conflict.getByText(/eased the cough that p53 brought/u)).toHaveCount(2);
  await expect(conflict.locator('mark')).toHaveText(['Aspirin', 'Aspirin']);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNoFaults(page);
  }
  const standing = (await first.mentions.getByRole('button').filter({ hasText: 'Aspirin' }).innerText()).includes(
    'Gene',
  )
    ? 'Gene'
    : 'Disease';
  for (const [key, labels] of [
    [',', ['Disease']],
    ['.', ['Gene']],
    [';', ['Disease', 'Gene']],
    ['-', []],
  ] as const) {
    await grid.focus();
    await page.keyboard.press(key);
    await expect(conflict).toHaveCount(0);
    await first.expectLabels(labels);
    await page.keyboard.press('z');
    await expect(conflict).toBeVisible();
    await first.expectLabels([standing]);
    await page.keyboard.press('Shift+z');
    await expect(conflict).toHaveCount(0);
    await first.expectLabels(labels);
    await page.keyboard.press('z');
    await expect(conflict).toBeVisible();
  }
  await page.keyboard.press('=');
  await expect(first.studio.sampleText).toBeFocused();
  await expect(title).toContainText('then press Done');
  await page.keyboard.press('1');
  await first.expectLabels(['Chemical']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('=');
  await expect(conflict).toHaveCount(0);
  await first.expectLabels(['Chemical']);
  await page.keyboard.press('z');
  await expect(conflict).toBeVisible();
  await page.keyboard.press('Shift+z');
  await expect(conflict).toHaveCount(0);
  await first.studio.expectSaved();

  // The second one gets what was settled, and nothing to decide.
  const back = await second.merge(await first.saveCopy(), 'Ben');
  await expect(back).not.toContainText('to decide');
  await second.closeProjects();
  await second.expectLabels(['Chemical']);
});

test('conflicts are settled one after the other in Review, by keys, and the reason is kept', async ({ browser }) => {
  const first = await Machine.start(browser);
  await first.openRows(`${row}\n${row.replaceAll('Aspirin', 'Lithium')}`);
  const second = await Machine.start(browser);
  await second.openCopy(await first.saveCopy());
  await second.decide(['a', 'a']);
  await expect(second.studio.stepLink('Review')).toContainText('2 decided');
  await first.decide(['r', 'r']);
  await expect(first.studio.main.getByRole('img', { name: 'rejected' })).toHaveCount(2);
  const report = await first.merge(await second.saveCopy(), 'Ann');
  await expect(report.getByText('2 conflicts to decide')).toBeVisible();
  await first.closeProjects();

  const { page, conflict: panel, grid, studio } = first;
  await grid.focus();
  await page.keyboard.press('x');
  await expect(panel.getByRole('status')).toContainText('Conflict 1 of 2');
  await expect(panel.getByRole('status')).toContainText('Mine: rejected');
  await expect(panel.getByText(/eased the cough/u)).toHaveCount(1);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNoFaults(page);
  }
  await panel.getByRole('textbox', { name: 'Reason for the conflict' }).focus();
  await page.keyboard.type('a duplicate');
  await page.keyboard.press('Enter');
  await page.keyboard.press(',');
  await expect(panel.getByRole('status')).toContainText('Conflict 1 of 1');
  await page.keyboard.press('.');
  await expect(panel).toHaveCount(0);
  await expect(studio.main.getByRole('img', { name: 'rejected' })).toHaveCount(1);
  await expect(studio.main.getByRole('img', { name: 'approved' })).toHaveCount(1);
  await studio.expectSaved();

  await page.reload();
  await studio.expectSaved();
  await first.openProjects();
  await page.getByText('2 decided conflicts').click();
  await expect(page.getByRole('list', { name: 'Decided conflicts' })).toContainText(
    'Mine: rejected, decided by Ann because “a duplicate”',
  );
  await expectNoFaults(page);
  await page.getByRole('button', { name: 'Reopen the conflict of' }).last().press('Enter');
  await expect(page.getByText('1 conflict to decide')).toBeVisible();
  await expect(page.getByText('1 decided conflict', { exact: true })).toBeVisible();
});

test('a decision is settled in the list of the merge too; an older copy of one’s own changes nothing', async ({
  browser,
}) => {
  const [first, second] = await startTwo(browser);
  const older = await first.saveCopy();
  await second.decide(['a']);
  await first.decide(['r']);
  const unchanged = await first.merge(older, 'Ann');
  await expect(unchanged).not.toContainText('conflict');
  await first.closeProjects();
  await expect(first.studio.selectedRow.getByRole('img', { name: 'rejected' })).toBeVisible();
  const panel = await first.merge(await second.saveCopy());
  await expect(panel.getByRole('button', { name: 'Mine: rejected' })).toBeVisible();
  await panel.getByRole('button', { name: 'Theirs: approved' }).press('Enter');
  await expect(panel.getByText('conflict to decide')).toHaveCount(0);
  await first.closeProjects();
  await expect(first.studio.selectedRow.getByRole('img', { name: 'approved' })).toBeVisible();
});

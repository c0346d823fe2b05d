import { expect } from '@playwright/test';
import { askSqliteTool, documentedQueries, hasSqliteTool } from '../src/testing/storage/sqlite-tool.ts';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

test('a project that was worked on opens in the sqlite3 tool, whole, and answers the documented queries', async ({
  page,
}) => {
  test.skip(!hasSqliteTool(), 'the sqlite3 command-line tool is not installed');
  const studio = new StudioPage(page);
  await studio.open();
  await studio.openDemonstration();
  await studio.goTo('Review');
  await studio.selectedRow.waitFor();
  await studio.main.getByRole('grid', { name: 'Samples' }).focus();
  for (const key of ['a', 'r', 'q']) await page.keyboard.press(key);
  await expect(studio.stepLink('Review')).toContainText('3 decided');
  await studio.expectSaved();

  await page.getByRole('banner').getByRole('button', { name: 'Untitled project', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  const copy = await (await download).path();
  expect(askSqliteTool(copy, 'PRAGMA integrity_check')).toBe('ok');
  expect(askSqliteTool(copy, 'PRAGMA foreign_key_check')).toBe('');
  expect(askSqliteTool(copy, 'SELECT verdict FROM decision ORDER BY verdict')).toBe('approved\nrejected\nunsure');
  for (const query of documentedQueries()) askSqliteTool(copy, query);
});

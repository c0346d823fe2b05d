import { expect, test } from '@playwright/test';
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
  await expect(studio.main.getByText('All 5 samples have been read by the model.')).toBeVisible();
  await expect(studio.stepLink('Score')).toContainText('all scored');
});

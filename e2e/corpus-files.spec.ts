import { expect } from '@playwright/test';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

/** Two types, whose names come behind "Anatomy" in the alphabet. */
const DRUGS = `1|t|Aspirin and headache.
1|a|Aspirin helps. It is cheap.
1\t0\t7\tAspirin\tChemical\tD001241
1\t12\t20\theadache\tDisease\tD006261
`;
const ORGANS = `2|t|The heart of lithium.
2|a|
2\t4\t9\theart\tAnatomy\tD006321
2\t13\t20\tlithium\tChemical\tD008094
`;

function textFile(name: string, text: string) {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
}

test('an instruction that is not applied stays over leaving the screen and a reload, and says so', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles(textFile('drugs.txt', DRUGS));
  const field = studio.main.getByRole('textbox', { name: 'Instruction' });
  const applied = await field.inputValue();
  await field.fill('Name every {types} of the text.');
  await expect(studio.main.getByRole('status').getByText('Not applied yet.')).toBeVisible();
  await studio.goTo('Review');
  await studio.goTo('Corpus');
  await expect(field).toHaveValue('Name every {types} of the text.');
  await studio.expectSaved();
  await page.reload();
  await expect(field).toHaveValue('Name every {types} of the text.');
  await expect(studio.panel('As the model reads it')).not.toContainText('Name every');

  await studio.main.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(studio.panel('As the model reads it')).toContainText('Name every Chemical and Disease of the text.');
  await expect(studio.main.getByText('Not applied yet.')).toBeHidden();
  await field.fill('Something else: {types}');
  await studio.main.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(field).toHaveValue('Name every {types} of the text.');
  expect(applied).not.toBe('Name every {types} of the text.');
});

test('a file that comes in changes the colour of no type, over a reload too', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles(textFile('drugs.txt', DRUGS));
  await studio.sourceRow('drugs.txt').waitFor();
  const looks = async (file: string) => {
    const parts = studio.sourceRow(file).locator('[title*="Chemical"] [aria-hidden] span');
    return parts.evaluateAll((all) => all.map((part) => part.getAttribute('style')));
  };
  const before = await looks('drugs.txt');
  expect(before).toHaveLength(2);
  await studio.chooseFiles(textFile('organs.txt', ORGANS));
  await studio.sourceRow('organs.txt').waitFor();
  expect(await looks('drugs.txt')).toEqual(before);
  await studio.expectSaved();
  await page.reload();
  await studio.sourceRow('organs.txt').waitFor();
  expect(await looks('drugs.txt')).toEqual(before);
});

test('one file is removed, put back, removed again and found again with what was done on it', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles(textFile('drugs.txt', DRUGS));
  await studio.sourceRow('drugs.txt').waitFor();
  await studio.chooseFiles(textFile('organs.txt', ORGANS));
  await studio.sourceRow('organs.txt').waitFor();
  await studio.goTo('Review');
  await studio.selectedRow.waitFor();
  await page.getByRole('button', { name: /^All \d+ shown/ }).click();
  await page.getByRole('button', { name: /^Approve \d+ samples$/ }).click();
  await expect(studio.stepLink('Review')).toContainText('4 decided');
  await studio.goTo('Corpus');

  const remove = async () => {
    await studio.main.getByRole('button', { name: 'Remove organs.txt…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove organs.txt' });
    await expect(dialog).toContainText('1 document with 1 sample');
    await expect(dialog).toContainText('1 decision on it is put aside');
    await dialog.getByRole('button', { name: 'Remove it' }).click();
    await expect(studio.sourceRow('organs.txt')).toBeHidden();
    await expect(studio.stepLink('Review')).toContainText('3 decided');
  };
  await remove();
  await studio.main.getByRole('button', { name: 'Put it back' }).click();
  await expect(studio.sourceRow('organs.txt')).toBeVisible();
  await expect(studio.stepLink('Review')).toContainText('4 decided');
  await remove();
  await studio.expectSaved();
  await page.reload();
  await expect(studio.sourceRow('drugs.txt')).toBeVisible();
  await expect(studio.sourceRow('organs.txt')).toBeHidden();
  await studio.chooseFiles(textFile('organs.txt', ORGANS));
  await expect(studio.main.getByText('1 decision from before on organs.txt is back.')).toBeVisible();
  await expect(studio.stepLink('Review')).toContainText('4 decided');
});

test('a file that could not be read is listed once, until it is dismissed', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles(textFile('drugs.txt', DRUGS));
  await studio.sourceRow('drugs.txt').waitFor();
  const picture = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]);
  await studio.chooseFiles({ name: 'heart.png', mimeType: 'image/png', buffer: picture });
  await expect(studio.main.getByText(/^heart\.png(:\d+)?$/u)).toHaveCount(1);
  await studio.expectSaved();
  await page.reload();
  await expect(studio.main.getByText(/^heart\.png(:\d+)?$/u)).toHaveCount(1);
  await studio.main.getByRole('button', { name: 'Dismiss heart.png' }).click();
  await expect(studio.main.getByText('heart.png')).toHaveCount(0);
  await studio.expectSaved();
  await page.reload();
  await studio.sourceRow('drugs.txt').waitFor();
  await expect(studio.main.getByText('heart.png')).toHaveCount(0);
});

test('the demonstration corpus opens beside one’s own files, in a project of its own', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles(textFile('drugs.txt', DRUGS));
  await studio.sourceRow('drugs.txt').waitFor();
  await expect(studio.main.getByRole('button', { name: 'Open the demonstration corpus' })).toBeHidden();
  const openProjects = async (name: string) => {
    await page.getByRole('banner').getByRole('button', { name, exact: true }).click();
    return page.getByRole('dialog', { name: 'Projects' });
  };
  await (
    await openProjects('Untitled project')
  )
    .getByRole('button', { name: 'Demonstration corpus', exact: true })
    .click();
  await expect(studio.sourceRow('demonstration-corpus.bioc.json')).toBeVisible();
  await expect(page.getByRole('banner').getByRole('button', { name: 'Demonstration corpus' })).toBeVisible();
  await expect(studio.sourceRow('drugs.txt')).toBeHidden();
  await expect(studio.main.getByText('This is the demonstration corpus')).toBeVisible();
  await studio.expectSaved();
  await page.reload();
  await expect(studio.sourceRow('demonstration-corpus.bioc.json')).toBeVisible();

  const projects = await openProjects('Demonstration corpus');
  await projects
    .getByRole('row')
    .filter({ has: page.getByRole('textbox', { name: 'Name of Untitled project' }) })
    .getByRole('button', { name: 'Open', exact: true })
    .click();
  await expect(studio.sourceRow('drugs.txt')).toBeVisible();
  await expect(studio.sourceRow('demonstration-corpus.bioc.json')).toBeHidden();

  // A second time there is one already.
  await (
    await openProjects('Untitled project')
  )
    .getByRole('button', { name: 'Demonstration corpus', exact: true })
    .click();
  await expect(studio.sourceRow('demonstration-corpus.bioc.json')).toBeVisible();
  const names = (await openProjects('Demonstration corpus')).getByRole('textbox');
  await expect(names).toHaveCount(2);
});

test('equal issues are one line with a count, and lead to their rows', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  const rows = Array.from({ length: 40 }, (_, index) =>
    JSON.stringify({
      instruction: 'Name the chemicals.',
      input: `Patient ${index} took aspirin.`,
      output: index < 30 ? 'aspirin' : '[{"entity": "Chemical", "name": "aspirin"}]',
    }),
  );
  await studio.chooseFiles({
    name: 'rows.jsonl',
    mimeType: 'application/jsonl',
    buffer: Buffer.from(`${rows.join('\n')}\n`),
  });
  const panel = studio.main.getByRole('region', { name: / in the files$/ });
  await expect(panel.getByText('30 × ')).toBeVisible();
  await panel.getByRole('button', { name: '30 places' }).click();
  await panel.getByRole('link', { name: 'rows.jsonl:17: open it in Review' }).click();
  await expect(page.getByRole('heading', { name: 'Review', level: 1 })).toBeVisible();
  await expect(studio.sampleText).toContainText('Patient 16 took aspirin.');
});

test('a note, guidelines and a text to preview that are not applied are there again', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles(textFile('drugs.txt', DRUGS));
  await studio.sourceRow('drugs.txt').waitFor();
  await studio.goTo('Review');
  await studio.selectedRow.waitFor();
  const note = studio.main.getByRole('textbox', { name: 'Note (m)' });
  await note.fill('ask Ann');
  await expect(studio.main.getByText('Not applied yet: Ctrl+Enter')).toBeVisible();
  await studio.expectSaved();
  await page.reload();
  await expect(note).toHaveValue('ask Ann');
  await note.press('Control+Enter');
  await expect(studio.main.getByText('by curator')).toBeVisible();

  const guidelines = page.getByRole('dialog', { name: 'Guidelines and progress' });
  const openGuidelines = () => studio.main.getByRole('button', { name: /^Guidelines/ }).click();
  await openGuidelines();
  await guidelines.getByRole('button', { name: 'Edit the guidelines' }).click();
  await guidelines.getByRole('textbox', { name: 'For the whole project' }).fill('Only what is said.');
  await page.keyboard.press('Escape');
  await expect(guidelines).toBeHidden();
  await openGuidelines();
  await expect(guidelines.getByRole('textbox', { name: 'For the whole project' })).toHaveValue('Only what is said.');
  await expect(guidelines.getByText('Not saved yet')).toBeVisible();
  await guidelines.getByRole('button', { name: 'Discard' }).click();
  await expect(guidelines.getByText('Nothing is agreed on yet.')).toBeVisible();
  await page.keyboard.press('Escape');

  await studio.goTo('Preview');
  const text = studio.main.getByRole('textbox', { name: 'Text to read' });
  await text.fill('Lithium helps.');
  await studio.goTo('Corpus');
  await studio.goTo('Preview');
  await expect(text).toHaveValue('Lithium helps.');
});

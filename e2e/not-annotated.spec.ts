import { expect, type Page } from '@playwright/test';
import { downloadExport } from './download-export.ts';
import { expectNoFaults } from './expect-no-faults.ts';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

const note = 'The patient took aspirin for days. He felt well. Nothing else was seen.';
const annotated = '7|t|A case of gout.\n7|a|It went away.\n7\t10\t14\tgout\tDisease\tD006073\n';
/** Names something that does not stand in the text. */
const broken = JSON.stringify({
  instruction: 'Find.',
  input: 'Lithium in mania.',
  output: '[{"entity": "Disease", "name": "fever"}]',
});

async function openFile(page: Page, name: string, text: string): Promise<StudioPage> {
  const studio = new StudioPage(page);
  await studio.chooseFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await studio.sourceRow(name).waitFor();
  return studio;
}

async function openNote(page: Page): Promise<StudioPage> {
  await new StudioPage(page).open();
  return openFile(page, 'note.txt', note);
}

/** With the text in the order of the file. */
async function goToReview(studio: StudioPage): Promise<void> {
  await studio.page.goto('/#/review?sort=position');
  await expect(studio.main.getByRole('region', { name: 'Sample', exact: true })).toBeVisible();
}

test('a note is opened, annotated and exported: no row of it leaves until somebody says what it is', async ({
  page,
}) => {
  const studio = await openNote(page);
  const { main } = studio;
  const state = main.getByRole('region', { name: 'Annotation', exact: true });
  const dialog = page.getByRole('dialog');

  await test.step('it is neither positive nor negative, and nothing of it goes out', async () => {
    expect(await studio.sourceCell('note.txt', 'Not annotated')).toBe('3');
    expect(await studio.sourceCell('note.txt', 'Negatives')).toBe('0');
    await studio.goTo('Score');
    await expect(main.getByText('No sample is annotated yet, so there is nothing to score.')).toBeVisible();
    await studio.goTo('Export');
    await expect(main.getByText('3 samples are not annotated and stay out of train and dev')).toBeVisible();
    expect(await studio.count('Not annotated')).toBe(3);
    expect(await studio.count('Negatives that go out')).toBe(0);
    await expect(main.getByRole('button', { name: 'Download the zip' })).toBeDisabled();
  });

  await test.step('a label is made where there is none, and labelling settles the sample', async () => {
    await goToReview(studio);
    await expect(state).toContainText('Not annotated: nobody annotated this text yet');
    await expectNoFaults(page);
    await page.keyboard.press('e');
    for (let word = 0; word < 3; word += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('l');
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('Chemical');
    await expect(dialog.getByRole('option', { name: 'Create label “Chemical”' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(main.getByRole('list', { name: 'Mentions' }).getByRole('button')).toHaveText(/Chemical\s*aspirin/u);
    await expect(state).toContainText('Annotated in full, says curator');
    // The next label is a key away.
    await expect(studio.sampleText).toBeFocused();
    await studio.expectSaved();
  });

  await test.step('a key says that there is nothing', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await expect(studio.sampleText).toHaveText('He felt well.');
    await page.keyboard.press('0');
    await expect(studio.sampleText).toHaveText('Nothing else was seen.');
    await page.keyboard.press('k');
    await expect(state).toContainText('Nothing here, says curator');
    await page.keyboard.press('j');
  });

  await test.step('approve asks first: Escape leaves it, Enter says yes, and one undo takes both back', async () => {
    await page.keyboard.press('a');
    await expect(dialog).toContainText('Nothing here?');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(state).toContainText('Not annotated');
    await page.keyboard.press('a');
    await expect(dialog).toContainText('that the text holds no Chemical');
    await expectNoFaults(page);
    await page.keyboard.press('Enter');
    await expect(state).toContainText('Nothing here, says curator');
    await expect(studio.figure('Your decision')).toHaveText('approved');
    await page.keyboard.press('z');
    await expect(state).toContainText('Not annotated');
    await expect(studio.figure('Your decision')).toHaveText('undecided');
    await page.keyboard.press('Shift+z');
    await expect(state).toContainText('Nothing here, says curator');
    await studio.expectSaved();
  });

  await test.step('after a reload it is so still, and what was said goes out', async () => {
    await page.reload();
    await expect(state).toContainText('Nothing here, says curator');
    await page.keyboard.press('k');
    await expect(studio.sampleText).toHaveText('He felt well.');
    await page.keyboard.press('a');
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await expect(state).toContainText('Annotated in full, says curator');
    await expect(studio.sampleText).toContainText('aspirin');
    await page.keyboard.press('a');
    await expect(studio.stepLink('Review')).toContainText('3 decided');
    await studio.goTo('Export');
    expect(await studio.count('train.jsonl')).toBe(3);
    await expect(studio.figure('Not annotated')).toHaveCount(0);
    const { train, dropped } = await downloadExport(studio);
    expect(train.map(({ input, output }) => [input, output])).toEqual([
      ['The patient took aspirin for days.', '[{"entity": "Chemical", "name": "aspirin"}]'],
      ['He felt well.', '[]'],
      ['Nothing else was seen.', '[]'],
    ]);
    expect(train[0]?.instruction).toContain('Extract all Chemical entities');
    expect(dropped).toEqual([]);
  });
});

test('approving all that is shown passes over what is not annotated, and can mark it in the same step', async ({
  page,
}) => {
  const studio = await openNote(page);
  await openFile(page, 'cdr.txt', annotated);
  await goToReview(studio);
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('b');
  await expect(dialog).toContainText('2 samples will be approved');
  await expect(dialog).toContainText('3 are not annotated and are passed over');
  await dialog.getByRole('button', { name: 'Approve 2 samples' }).click();
  await expect(dialog).toHaveCount(0);
  await studio.goTo('Export');
  expect(await studio.count('Not annotated')).toBe(3);
  expect(await studio.count('train.jsonl')).toBe(2);

  await goToReview(studio);
  await page.keyboard.press('b');
  await dialog.getByRole('checkbox', { name: /Approve the 3 samples passed over too/u }).check();
  await dialog.getByRole('button', { name: 'Approve 3 samples' }).click();
  await studio.goTo('Export');
  await expect(studio.figure('Not annotated')).toHaveCount(0);
  await goToReview(studio);
  await page.keyboard.press('z');
  await page.keyboard.press('Shift+b');
  await expect(dialog).toContainText('3 samples of 5 shown are not annotated');
  await dialog.getByRole('button', { name: 'Nothing here, for 3 samples' }).click();
  await studio.goTo('Corpus');
  expect(await studio.sourceCell('note.txt', 'Not annotated')).toBe('0');
  expect(await studio.sourceCell('note.txt', 'Negatives')).toBe('3');
});

test('a row of which something was lost shows what and where, and is found by its queue', async ({ page }) => {
  const studio = await openNote(page);
  await openFile(page, 'rows.jsonl', `${broken}\n`);
  await page.goto('/#/review');
  await studio.main.getByRole('combobox', { name: 'Queue' }).selectOption('Annotation lost or partial');
  await expect(studio.sampleText).toHaveText('Lithium in mania.');
  const state = studio.main.getByRole('region', { name: 'Annotation', exact: true });
  await expect(state).toContainText('something of its annotation could not be read');
  await expect(state).toContainText('rows.jsonl:1');
  await expect(state).toContainText('fever');
  await studio.main.getByRole('combobox', { name: 'Queue' }).selectOption('Not annotated');
  await expect(studio.sampleText).toContainText('The patient took aspirin');
});

test('types to ask for are added on Corpus, also without a file that has one', async ({ page }) => {
  const studio = await openNote(page);
  const field = studio.main.getByRole('textbox', { name: 'Entity type to add' });
  await field.fill('Disease');
  await field.press('Enter');
  await expect(studio.main.getByRole('checkbox', { name: 'Disease 0' })).toBeChecked();
  await expect(studio.main.getByText('Extract all Disease entities')).toBeVisible();
});

test('predictions of a task are a column of Review, by the version of their model, and no annotation', async ({
  page,
}) => {
  const result = (start: number, end: number, text: string) => ({
    type: 'labels',
    to_name: 'text',
    value: { start, end, text, labels: ['Chemical'] },
  });
  const tasks = [
    {
      data: { text: 'Lead harms.' },
      annotations: [],
      predictions: [{ model_version: 'ner-v7', result: [result(0, 4, 'Lead')] }],
    },
    { data: { text: 'Zinc heals.' }, annotations: [{ result: [result(0, 4, 'Zinc')] }], predictions: [] },
  ];
  await new StudioPage(page).open();
  const studio = await openFile(page, 'tasks.json', JSON.stringify(tasks));
  expect(await studio.sourceCell('tasks.json', 'Not annotated')).toBe('1');
  await page.reload();
  await studio.sourceRow('tasks.json').waitFor();
  await goToReview(studio);
  const { main } = studio;
  const side = main.getByRole('combobox', { name: 'Compare with (o)' });
  await side.selectOption('Prediction: ner-v7');
  await expect(studio.sampleText).toHaveText('Lead harms.');
  await expect(studio.sampleText.locator('mark')).toHaveCount(0);
  await expect(main.getByRole('group', { name: 'Text of the other side' })).toContainText('Lead');
  await expect(main.getByRole('region', { name: 'Annotation', exact: true })).toContainText('Not annotated');
  await page.keyboard.press('j');
  await expect(main.getByText('There is no prediction of this model for this sample.')).toBeVisible();
});

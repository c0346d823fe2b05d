import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { rootDir } from '../scripts/run-command.mjs';
import { downloadExport } from './download-export.ts';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

const drugs = ['aspirin', 'lithium', 'naloxone', 'heparin', 'cocaine', 'insulin', 'morphine', 'warfarin'];
const otherModel = path.join(rootDir, 'src', 'testing', 'fixtures', 'models', 'gpt2');

/** A title with a drug and an abstract without one, a document a drug. */
const corpus = drugs
  .map((drug, index) => {
    const id = index + 1;
    const title = `Seizures after ${drug} in ${id + 1} patients.`;
    const start = title.indexOf(drug);
    return `${id}|t|${title}\n${id}|a|Nothing else was seen.\n${id}\t${start}\t${start + drug.length}\t${drug}\tChemical\tD${id}\n`;
  })
  .join('\n');

/** On Select, with everything scored and the first selection made. */
async function openScored(page: Page): Promise<StudioPage> {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ name: 'corpus.txt', mimeType: 'text/plain', buffer: Buffer.from(corpus) });
  await studio.sourceRow('corpus.txt').waitFor();
  await studio.goTo('Score');
  await studio.scoreAll();
  await studio.goTo('Select');
  await expect(studio.main.getByText(/^Selected by Hybrid Superfiltering, 50 % of all positives/)).toBeVisible();
  return studio;
}

/** Every figure of a screen, by its name. */
async function figures({ main }: StudioPage): Promise<readonly (readonly [string, string])[]> {
  await main.getByRole('term').nth(3).waitFor();
  const names = await main.getByRole('term').allInnerTexts();
  const values = await main.getByRole('definition').allInnerTexts();
  return names.map((name, index) => [name, values[index] ?? '']);
}

async function goToExport(studio: StudioPage): Promise<void> {
  await studio.goTo('Export');
  await studio.main.getByRole('textbox', { name: 'Share for dev.jsonl' }).fill('0');
  await expect(studio.figure('dev.jsonl')).toHaveText(/^0/);
}

test('the top sample is corrected after it was scored: it keeps its place and goes out as corrected', async ({
  page,
}) => {
  const studio = await openScored(page);
  const { main } = studio;
  await studio.goTo('Review');
  const grid = main.getByRole('grid', { name: 'Samples' });
  await expect(grid.getByRole('columnheader', { name: 'IFD' })).toHaveAttribute('aria-sort', 'descending');
  await main.getByRole('combobox', { name: 'Pick of the filter' }).selectOption('Kept by filter');
  await expect(main.getByRole('status').filter({ hasText: /^12 of 16 samples/ })).toBeVisible();
  await grid.focus();
  await expect(studio.selectedRow).toHaveAttribute('aria-rowindex', '2');
  await expect(studio.sampleText).toContainText('Seizures after');
  const text = await studio.selectedRow.getByRole('gridcell').last().innerText();
  const ifd = await studio.figure('IFD').innerText();
  await expect(main.getByText('Filter keeps it')).toBeVisible();

  // Labels the first word, which no file did.
  await page.keyboard.press('e');
  await expect(studio.sampleText).toBeFocused();
  await page.keyboard.press('1');
  await expect(main.getByRole('list', { name: 'Mentions' }).getByRole('button')).toHaveCount(2);
  await studio.expectSaved();
  await expect(main.getByText('1 sample was scored before your edit.')).toBeVisible();
  await expect(studio.figure('IFD')).toContainText(ifd);
  await expect(main.getByText('Filter keeps it')).toBeVisible();

  await goToExport(studio);
  expect(await studio.count('train.jsonl')).toBe(drugs.length + drugs.length / 2);
  const { train, manifest } = await downloadExport(studio);
  const corrected = train.filter(({ input }) => input === text);
  expect(corrected).toHaveLength(1);
  expect(corrected[0]?.output).toMatch(/^\[\{"entity": "Chemical", "name": "Seizures"\}, \{"entity": "Chemical"/u);
  expect(manifest?.scoring).toMatchObject({ scoredBeforeEdit: 1 });
});

test('a preview with another model leaves the selection, the figures and the rows as they were', async ({ page }) => {
  const studio = await openScored(page);
  const ofSelect = await figures(studio);
  await goToExport(studio);
  const ofExport = await figures(studio);
  const before = await downloadExport(studio);
  expect(before.train).toHaveLength(drugs.length + drugs.length / 2);

  await studio.goTo('Models');
  await page.getByLabel('Model folder').setInputFiles(otherModel);
  await expect(studio.panel('In use')).toContainText('gpt2');
  await studio.goTo('Preview');
  await studio.main.getByRole('textbox', { name: 'Text to read' }).press('Control+Enter');
  await expect(
    studio
      .panel('Entities')
      .getByText(/^\d+ mentions? in |^The model’s answer|^No /)
      .first(),
  ).toBeVisible({
    timeout: 60_000,
  });

  const check = async (): Promise<void> => {
    await studio.goTo('Select');
    await expect.poll(() => figures(studio)).toEqual(ofSelect);
    await goToExport(studio);
    await expect.poll(() => figures(studio)).toEqual(ofExport);
    const { train, dev, dropped } = await downloadExport(studio);
    expect({ train, dev, dropped }).toEqual({ train: before.train, dev: before.dev, dropped: before.dropped });
  };
  await check();
  await studio.expectSaved();
  await page.reload();
  await check();
});

test('a cut that was dragged is taken back by Ctrl+Z on Select, and stays so after a reload', async ({ page }) => {
  const studio = await openScored(page);
  const { main } = studio;
  const before = await figures(studio);
  const line = main.getByRole('slider', { name: 'IFD cut-off' });
  const box = await line.boundingBox();
  if (box === null) throw new Error('the cut-off has no place');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 100, y, { steps: 5 });
  await page.mouse.move(x - 400, y, { steps: 5 });
  await page.mouse.up();
  await expect(studio.figure('Positives kept')).not.toHaveText(/^4/);
  await expect(main.getByRole('button', { name: 'Undo' })).toHaveAttribute('title', /^Select by Hybrid Superfiltering/);
  await studio.expectSaved();
  const moved = await figures(studio);

  await page.keyboard.press('Control+z');
  await expect(main.getByText(/^Undone: Select by Hybrid Superfiltering/)).toBeVisible();
  await expect.poll(() => figures(studio)).toEqual(before);
  await page.keyboard.press('Control+Shift+Z');
  await expect.poll(() => figures(studio)).toEqual(moved);
  await page.keyboard.press('Control+z');
  await expect.poll(() => figures(studio)).toEqual(before);

  await studio.expectSaved();
  await page.reload();
  await expect.poll(() => figures(studio)).toEqual(before);
  await goToExport(studio);
  expect(await studio.count('train.jsonl')).toBe(drugs.length + drugs.length / 2);
  expect((await downloadExport(studio)).train).toHaveLength(drugs.length + drugs.length / 2);
});

test('Ctrl+Z in Review takes back what a person did, and never the selection that scoring made', async ({ page }) => {
  const studio = await openScored(page);
  const { main } = studio;
  const before = await figures(studio);
  await studio.goTo('Review');
  const rail = studio.stepLink('Select');
  await expect(rail).toContainText('filter keeps 12');
  await expect(main.getByText(/^Filter (keeps|drops) it$/)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(main.getByText('There is nothing to undo.')).toBeVisible();
  await expect(rail).toContainText('filter keeps 12');
  await page.keyboard.press('r');
  await expect(main.getByText('There is nothing to undo.')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(main.getByText('Undone: Reject 1 sample.')).toBeVisible();
  await expect(studio.figure('Your decision')).toHaveText('undecided');
  await studio.goTo('Select');
  await expect.poll(() => figures(studio)).toEqual(before);
});

import { expect, type Page } from '@playwright/test';
import { expectNoFaults } from './expect-no-faults.ts';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

const corpus = [
  '1|t|Naloxone reverses the antihypertensive effect of clonidine.',
  '1|a|In unanesthetized rats naloxone reversed the hypotension. It did not change the heart rate of controls.',
  '1\t0\t8\tNaloxone\tChemical\tD009270',
  '1\t49\t58\tclonidine\tChemical\tD003000',
  '1\t83\t91\tnaloxone\tChemical\tD009270',
  '1\t105\t116\thypotension\tDisease\tD007022',
  '',
  '2|t|Lead poisoning raises ALAD.',
  '2|a|Lead was high.',
  '2\t0\t14\tLead poisoning\tDisease\tD007855',
  '',
].join('\n');

async function openReview(page: Page): Promise<StudioPage> {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ name: 'corpus.txt', mimeType: 'text/plain', buffer: Buffer.from(corpus) });
  await studio.sourceRow('corpus.txt').waitFor();
  await press(page, 'g', 'r');
  await expect(page.getByRole('heading', { name: 'Review', level: 1 })).toBeAttached();
  await expect(studio.main.getByRole('region', { name: 'Sample', exact: true })).toBeVisible();
  return studio;
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Runs what the palette finds for some words. */
async function command(page: Page, words: string): Promise<void> {
  await press(page, 'Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).fill(words);
  await press(page, 'Enter');
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`agreement of two columns is shown with its definition, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const studio = await openReview(page);
    // One mention more than the file has: of the five, four are the same.
    await press(page, 'e', 'ArrowRight', '2', 'Escape', 'v');
    const dialog = page.getByRole('dialog', { name: 'Agreement' });
    await expect(dialog.getByRole('status')).toContainText('On 5 samples');
    const all = dialog.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'All types' }) });
    await expect(all.getByRole('cell').nth(0)).toHaveText('6');
    await expect(all.getByRole('cell').nth(1)).toHaveText('5');
    // 2 · 5 / 11
    await expect(all.getByRole('cell').nth(3)).toHaveText('0.909');
    await dialog.getByText('What the measures mean').click();
    await expect(dialog.getByText('Cohen’s, on tokens', { exact: false })).toBeVisible();
    await dialog.getByRole('combobox', { name: 'One side' }).selectOption('As imported');
    await expect(all.getByRole('cell').nth(3)).toHaveText('1.000');
    await expectNoFaults(page);
    await press(page, 'Escape');
    await press(page, 'w');
    await expect(page.getByRole('dialog', { name: 'Guidelines and progress' })).toBeVisible();
    await expectNoFaults(page);
    await press(page, 'Escape', 'Control+k');
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
    await expectNoFaults(page);
    await press(page, 'Escape');
    await command(page, 'choose keys');
    await expect(page.getByRole('dialog', { name: 'Choose keys' })).toBeVisible();
    await expectNoFaults(page);
    await press(page, 'Escape');
    await studio.main.getByRole('button', { name: 'More filters' }).click();
    await expectNoFaults(page);
  });
}

test('the address carries filter, order and sample, also over a reload, and a view can be kept', async ({ page }) => {
  const studio = await openReview(page);
  await studio.main.getByRole('combobox', { name: 'Entity type' }).selectOption('Chemical');
  await studio.main.getByRole('button', { name: 'More filters' }).click();
  await studio.main.getByRole('textbox', { name: 'Characters from' }).fill('20');
  await expect(studio.main.getByText('2 of 5 samples')).toBeVisible();
  await press(page, 'Tab');
  await page.getByRole('grid', { name: 'Samples' }).focus();
  await press(page, 'j');
  const words = await studio.selectedRow.innerText();
  await expect(page).toHaveURL(/#\/review\?.*entityType=Chemical.*lengthFrom=20.*sample=/);
  await studio.main.getByRole('button', { name: 'Views…' }).click();
  await page.getByRole('textbox', { name: 'Save view as' }).fill('drugs');
  await press(page, 'Enter');
  await studio.expectSaved();

  await page.reload();
  await expect(studio.main.getByText('2 of 5 samples')).toBeVisible();
  expect(await studio.selectedRow.innerText()).toBe(words);

  // The project keeps it too, for an address that says nothing.
  await page.goto('/');
  await studio.stepLink('Review').click();
  await expect(studio.main.getByText('2 of 5 samples')).toBeVisible();
  await expect(studio.selectedRow).toHaveText(words, { useInnerText: true });
  await page.getByRole('search').getByRole('button', { name: 'Clear' }).click();
  await expect(studio.main.getByText('5 samples', { exact: true })).toBeVisible();
  await studio.main.getByRole('combobox', { name: 'Saved view' }).selectOption('drugs');
  await expect(studio.main.getByText('2 of 5 samples')).toBeVisible();
});

test('Review comes back to the sample it was left with, or to another one that the address asks for', async ({
  page,
}) => {
  const studio = await openReview(page);
  const first = await studio.selectedRow.textContent();
  await press(page, 'j', 'j', 'j');
  await expect(studio.selectedRow).not.toHaveText(first ?? '');
  const left = await studio.selectedRow.textContent();
  await expect(page).toHaveURL(/sample=/);
  const address = page.url();
  await press(page, 'k');
  await expect(studio.selectedRow).not.toHaveText(left ?? '');
  const last = await studio.selectedRow.textContent();
  await studio.goTo('Score');
  await studio.goTo('Review');
  await expect(studio.selectedRow).toHaveText(last ?? '');
  await studio.goTo('Score');
  await page.evaluate((asked) => {
    window.location.href = asked;
  }, address);
  await expect(studio.selectedRow).toHaveText(left ?? '');
});

test('a key that comes before an undo has found its sample is for the sample that is seen', async ({ page }) => {
  const studio = await openReview(page);
  await press(page, 'a', 'j', 'j', 'k');
  await expect(studio.selectedRow).toHaveAttribute('aria-rowindex', '4');
  const seen = (await studio.selectedRow.getByRole('gridcell').last().textContent()) ?? '';
  await press(page, 'j');
  await expect(studio.selectedRow).not.toContainText(seen);
  await page.evaluate(() => {
    // In one task, so that no answer can come between.
    for (const key of ['z', 'k']) window.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  });
  await expect(studio.stepLink('Review')).not.toContainText('decided');
  // What is asked later is answered later: once it is sorted, the undone sample has been found too.
  const header = studio.main.getByRole('columnheader', { name: 'No.' });
  await header.getByRole('button').click();
  await expect(header).not.toHaveAttribute('aria-sort', 'none');
  await expect(studio.selectedRow).toContainText(seen);
});

test('commands are found by typing, keys are chosen, taken keys are refused', async ({ page }) => {
  const studio = await openReview(page);
  await command(page, 'unsure');
  await expect(studio.stepLink('Review')).toContainText('1 decided');
  await press(page, 'k', 's');
  await expect(studio.selectedRow).toHaveAttribute('aria-rowindex', '3');
  await command(page, 'choose keys');
  const dialog = page.getByRole('dialog', { name: 'Choose keys' });
  await dialog.getByRole('button', { name: /^Key of: Approve/ }).click();
  await press(page, 'r');
  await expect(dialog.getByRole('status')).toContainText('r stays as it is: Reject');
  await dialog.getByRole('button', { name: /^Key of: Approve/ }).click();
  await press(page, 'y');
  await expect(dialog.getByRole('status')).toContainText('y it is');
  await dialog.getByRole('button', { name: 'Key of: Label Disease' }).click();
  await press(page, 'p', 'Escape');
  await expect(studio.main.getByRole('button', { name: 'Approve' })).toHaveAttribute('aria-keyshortcuts', 'y');
  await press(page, 'y');
  await expect(studio.stepLink('Review')).toContainText('2 decided');
  await press(page, 'e', 'p');
  await expect(studio.main.getByRole('list', { name: 'Mentions' })).toContainText('Disease');
});

test('guidelines are written for the project and its labels and are there after a reload', async ({ page }) => {
  const studio = await openReview(page);
  await press(page, 'w');
  await page.getByRole('button', { name: 'Edit the guidelines' }).click();
  await page.getByRole('textbox', { name: 'For the whole project' }).fill('Label what the text says.');
  await page.getByRole('textbox', { name: /^What is a Disease/ }).fill('hypotension, not blood pressure');
  await page.getByRole('button', { name: 'Save the guidelines' }).click();
  await expect(page.getByRole('dialog').getByText('hypotension, not blood pressure')).toBeVisible();
  await press(page, 'Escape');
  await studio.expectSaved();
  await page.reload();
  await expect(studio.selectedRow).toBeVisible();
  await press(page, 'w');
  await expect(page.getByRole('dialog').getByText('Label what the text says.')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what a model suggests for the samples shown is taken at once, and undone, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const studio = await openReview(page);
    await studio.goTo('Score');
    await studio.chooseDevice('WASM');
    await studio.goTo('Preview');
    const whole = studio.panel('Whole corpus');
    await whole.getByRole('button', { name: 'Predict the corpus' }).click();
    await expect(whole.getByText(/^5 questions answered/)).toBeVisible({ timeout: 90_000 });
    await studio.goTo('Review');
    await studio.main.getByRole('grid', { name: 'Samples' }).focus();
    await press(page, 'Shift+t');
    const dialog = page.getByRole('dialog', { name: 'Take suggestions for the 5 samples that the filter shows' });
    await dialog.getByRole('combobox', { name: 'Confidence of at least' }).selectOption('0 %');
    await expect(dialog.getByRole('status')).toHaveText(/^[1-9]\d* mentions? will be added\./);
    await expectNoFaults(page);
    const taking = dialog.getByRole('button', { name: /^Take \d+ mentions?$/ });
    const count = Number.parseInt((await taking.innerText()).slice('Take '.length), 10);
    await taking.press('Enter');
    await expect(dialog).toBeHidden();
    const undo = studio.main.getByRole('button', { name: 'Undo' });
    await expect(undo).toHaveAttribute('title', new RegExp(`^Take ${count} suggestions? of `));
    await studio.main.getByRole('grid', { name: 'Samples' }).focus();
    await press(page, 'z');
    await expect(undo).toBeDisabled();
  });
}

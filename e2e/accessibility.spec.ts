import { expect, test, type Page } from '@playwright/test';
import { expectNoFaults } from './expect-no-faults.ts';
import { stepNames, StudioPage } from './studio-page.ts';

/** Enough for every part of every screen: several types, a negative, and a relation that is noted as left out. */
const corpus = [
  '1|t|Naloxone reverses the antihypertensive effect of clonidine.',
  '1|a|In unanesthetized rats naloxone reversed the hypotension. It did not change the heart rate of controls.',
  '1\t0\t8\tNaloxone\tChemical\tD009270',
  '1\t49\t58\tclonidine\tChemical\tD003000',
  '1\t83\t91\tnaloxone\tChemical\tD009270',
  '1\t105\t116\thypotension\tDisease\tD007022',
  '1\tCID\tD009270\tD007022',
  '',
  '2|t|Lead poisoning raises ALAD.',
  '2|a|Lead was high.',
  '2\t0\t4\tLead\tChemical\tD007854',
  '2\t0\t14\tLead poisoning\tDisease\tD007855',
  '2\t22\t26\tALAD\tGene\t210',
  '2\t90\t99\tpoisoning\tDisease\tD011041',
  '',
].join('\n');

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no screen has an accessibility fault that axe knows, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const studio = new StudioPage(page);
    await studio.open();
    for (const step of stepNames) {
      await test.step(`${step}, empty`, async () => {
        await studio.goTo(step);
        await expectNoFaults(page);
      });
    }

    await studio.goTo('Corpus');
    await studio.chooseFiles({ name: 'corpus.txt', mimeType: 'text/plain', buffer: Buffer.from(corpus) });
    await studio.sourceRow('corpus.txt').waitFor();
    await studio.goTo('Score');
    await studio.scoreAll();
    await decideTwo(studio);
    await studio.goTo('Preview');
    await studio.main.getByRole('button', { name: 'Run' }).click();
    await studio.panel('Entities').getByText('Raw answer').click({ timeout: 60_000 });
    for (const step of stepNames) {
      await test.step(`${step}, filled`, async () => {
        await studio.goTo(step);
        await expectNoFaults(page);
      });
    }

    await test.step('dialogs', async () => {
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
      await expectNoFaults(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await studio.goTo('Corpus');
      await studio.main.getByRole('button', { name: 'Close the corpus…' }).click();
      await expect(page.getByRole('dialog', { name: 'Close the corpus' })).toBeVisible();
      await expectNoFaults(page);
      await page.keyboard.press('Escape');
      await studio.goTo('Review');
      await studio.main.getByRole('button', { name: /^All \d+ shown/ }).click();
      await expect(page.getByRole('dialog', { name: /^Decide all/ })).toBeVisible();
      await expectNoFaults(page);
    });
  });

  test(`a sample that is being edited has no fault that axe knows, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const studio = new StudioPage(page);
    await studio.open();
    await studio.chooseFiles({ name: 'corpus.txt', mimeType: 'text/plain', buffer: Buffer.from(corpus) });
    await studio.sourceRow('corpus.txt').waitFor();
    await studio.goTo('Review');
    for (const key of ['e', 'ArrowRight', '1', 'f', 'ArrowRight', 'f']) await page.keyboard.press(key);
    await expect(studio.main.getByRole('list', { name: 'Differences' }).getByRole('button')).not.toHaveCount(0);
    await expectNoFaults(page);
    for (const [key, name] of [
      ['l', 'Label'],
      ['i', /^Label every/],
      ['c', /^Concept ids/],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog', { name })).toBeVisible();
      await expectNoFaults(page);
      await page.keyboard.press('Escape');
      await expect(studio.main.getByRole('application', { name: 'Text of the sample' })).toBeFocused();
    }
  });
}

test('every screen is reached with the Tab key and Enter', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  for (const step of stepNames) {
    await tabTo(page, step);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: step, level: 1 })).toBeVisible();
    await expect(studio.stepLink(step)).toHaveAttribute('aria-current', 'page');
  }
});

test('every screen is reached with g and its letter, which the key sheet tells', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  const goTo = (await sheet.getByRole('definition').allInnerTexts()).filter((words) => words.startsWith('Go to '));
  expect(goTo.map((words) => words.slice('Go to '.length))).toEqual(stepNames);
  const letters = await Promise.all(
    goTo.map((words) =>
      sheet.getByRole('definition').filter({ hasText: words }).locator('xpath=preceding-sibling::dt').innerText(),
    ),
  );
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  for (const [index, step] of stepNames.entries()) {
    await page.keyboard.press('g');
    await page.keyboard.press((letters[index] ?? '').trim().at(-1) ?? '');
    await expect(page.getByRole('heading', { name: step, level: 1 })).toBeVisible();
  }
});

test('every control of the filled screens is in the Tab order', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ name: 'corpus.txt', mimeType: 'text/plain', buffer: Buffer.from(corpus) });
  await studio.sourceRow('corpus.txt').waitFor();
  for (const step of stepNames) {
    await studio.goTo(step);
    const unreachable = await studio.main.evaluate((main) =>
      [...main.querySelectorAll<HTMLElement>('button, [role="slider"], select, textarea, summary, a')]
        .filter((element) => element.checkVisibility() && element.tabIndex < 0 && element.ariaHidden !== 'true')
        // The arrows of a number field: the field itself takes the arrow keys.
        .filter((element) => element.closest('[class*="NumberInput-control"]') === null)
        .map((element) => element.outerHTML.slice(0, 200)),
    );
    expect(unreachable, step).toEqual([]);
  }
});

/** One approved and one rejected, so that both marks are on the screen. */
async function decideTwo(studio: StudioPage): Promise<void> {
  await studio.goTo('Review');
  await expect(studio.selectedRow).toHaveAttribute('aria-rowindex', '2');
  await studio.page.keyboard.press('a');
  await expect(studio.selectedRow).toHaveAttribute('aria-rowindex', '3');
  await studio.page.keyboard.press('r');
  await expect(studio.stepLink('Review')).toContainText('2 decided');
}

/** Presses Tab until a step's link has the focus. */
async function tabTo(page: Page, step: string): Promise<void> {
  const tabsAtMost = 60;
  for (let count = 0; count < tabsAtMost; count += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('href'));
    if (focused === `#/${step.toLowerCase()}`) return;
  }
  throw new Error(`the link to ${step} was not reached in ${tabsAtMost} tabs`);
}

import { expect, type Page } from '@playwright/test';
import { expectNoFaults } from './expect-no-faults.ts';
import { test } from './local-test.ts';
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
      await page.keyboard.press('Control+k');
      await page.keyboard.type('about');
      await page.keyboard.press('Enter');
      const about = page.getByRole('dialog', { name: 'About BioSelect Studio' });
      await expect(about).toBeVisible();
      await expectNoFaults(page);
      await page.keyboard.press('Tab');
      await expect(about.getByRole('link', { name: 'Licence of the studio' })).toBeFocused();
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
    await expect(studio.main.getByRole('region', { name: 'Sample', exact: true })).toBeVisible();
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
      await expect(studio.sampleText).toBeFocused();
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

test('on every screen Tab goes on in the order of the page, and what has the focus is seen to have it', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ name: 'corpus.txt', mimeType: 'text/plain', buffer: Buffer.from(corpus) });
  await studio.sourceRow('corpus.txt').waitFor();
  const stopsAtMost = 25;
  for (const step of stepNames) {
    await studio.goTo(step);
    const faults = new Set<string>();
    for (let count = 0; count < stopsAtMost; count += 1) {
      await page.keyboard.press('Tab');
      const fault = await page.evaluate(() => {
        const focused = document.activeElement;
        const before = Reflect.get(window, 'focusedBefore');
        Reflect.set(window, 'focusedBefore', focused);
        if (!(focused instanceof HTMLElement) || focused === document.body) return '';
        const name = focused.outerHTML.slice(0, 160);
        if (focused.tabIndex > 0) return `has a place of its own in the order: ${name}`;
        const isBehind =
          !(before instanceof Node) ||
          !before.isConnected ||
          before === document.body ||
          // In the text, Tab goes to the next mention.
          before === focused ||
          (before.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
        // The outline of a choice may be drawn around what is shown in place of its own box.
        const shown = [
          focused,
          focused.nextElementSibling,
          focused.parentElement,
          focused.parentElement?.parentElement,
        ];
        const isSeen = shown.some((element) => {
          if (!(element instanceof Element)) return false;
          const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element);
          const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
          return (
            isOutlined ||
            boxShadow !== 'none' ||
            (element === focused && focused.matches('input') && borderColor !== '')
          );
        });
        if (!isSeen) return `is not seen to have the focus: ${name}`;
        return isBehind ? '' : `comes before what had the focus: ${name}`;
      });
      if (fault !== '') faults.add(fault);
    }
    expect([...faults], step).toEqual([]);
    await page.evaluate(() => {
      Reflect.set(window, 'focusedBefore', undefined);
    });
  }
});

test('at 200 % zoom every screen is used without scrolling sideways', async ({ browser, baseURL }) => {
  // 1280 by 1024 at 200 % has the room of 640 by 512 at 100 %.
  const context = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    viewport: { width: 640, height: 512 },
    deviceScaleFactor: 2,
  });
  const page = await context.newPage();
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ name: 'corpus.txt', mimeType: 'text/plain', buffer: Buffer.from(corpus) });
  await studio.sourceRow('corpus.txt').waitFor();
  for (const step of stepNames) {
    await studio.goTo(step);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(sideways, step).toBeLessThanOrEqual(0);
  }
  await studio.goTo('Review');
  for (const control of [
    studio.main.getByRole('button', { name: 'Approve' }),
    studio.sampleText,
    studio.main.getByRole('grid', { name: 'Samples' }),
  ]) {
    await control.scrollIntoViewIfNeeded();
    await expect(control).toBeInViewport();
  }
  await context.close();
});

test('a text from right to left keeps its offsets, and the arrows go where they point', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  const text = 'אספירין מקל על כאב ראש 12 mg ביום';
  const start = text.indexOf('כאב ראש');
  const mention = { id: 'm', infons: { type: 'Disease' }, text: 'כאב ראש', locations: [{ offset: start, length: 7 }] };
  const passage = { offset: 0, infons: { type: 'abstract' }, text, annotations: [mention] };
  const buffer = Buffer.from(JSON.stringify({ documents: [{ id: 'rtl', passages: [passage] }] }));
  await studio.chooseFiles({ name: 'rtl.bioc.json', mimeType: 'application/json', buffer });
  await studio.sourceRow('rtl.bioc.json').waitFor();
  await studio.goTo('Review');
  const editor = studio.sampleText;
  await expect(editor).toHaveAttribute('dir', 'rtl');
  const mentions = studio.main.getByRole('list', { name: 'Mentions' });
  await expect(mentions).toContainText('כאב ראש');
  // The second word lies to the left of the first.
  for (const key of ['e', 'ArrowLeft', 'ArrowRight', '1']) await page.keyboard.press(key);
  await expect(mentions.getByRole('button')).toHaveCount(2);
  await expect(mentions).toContainText('אספירין');
  for (const key of ['Escape', 'e', 'ArrowLeft', '1']) await page.keyboard.press(key);
  await expect(mentions).toContainText('מקל');
});

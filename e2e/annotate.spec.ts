import { expect, type Page } from '@playwright/test';
import { downloadExport } from './download-export.ts';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

const title = 'Injuries of lung and left heart after aspirin.';
const abstract = 'Aspirin was given. The aspirin dose was low. Nothing else was given.';
const text = `${title} ${abstract}`;

function mention(quote: string, entityType: string): string {
  const start = text.indexOf(quote);
  return `3\t${start}\t${start + quote.length}\t${quote}\t${entityType}\tD0`;
}

/** One wrong mention, one right one, and aspirin three times. */
const corpus = [
  `3|t|${title}`,
  `3|a|${abstract}`,
  mention('lung and left heart', 'Disease'),
  mention('aspirin', 'Chemical'),
  mention('low', 'Chemical'),
  '',
].join('\n');

async function openReview(page: Page, pubtator: string): Promise<StudioPage> {
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ name: 'corpus.txt', mimeType: 'text/plain', buffer: Buffer.from(pubtator) });
  await studio.sourceRow('corpus.txt').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'Review', level: 1 })).toBeAttached();
  await expect(studio.main.getByRole('region', { name: 'Sample', exact: true })).toBeVisible();
  return studio;
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Type and words of each mention of the sample, as the list beside the text reads. */
async function mentions(studio: StudioPage): Promise<string[]> {
  const items = studio.main.getByRole('list', { name: 'Mentions' }).getByRole('button');
  return (await items.allInnerTexts()).map((words) => words.replaceAll(/\s+/g, ' ').trim()).toSorted();
}

async function expectMentions(studio: StudioPage, expected: readonly string[]): Promise<void> {
  await expect.poll(() => mentions(studio)).toEqual(expected);
}

/** Downwards from the one that is chosen. */
async function chooseSample(studio: StudioPage, words: string): Promise<void> {
  const { page } = studio;
  for (let count = 0; count < 12; count += 1) {
    if ((await studio.selectedRow.innerText()).includes(words)) return;
    await press(page, 'j');
  }
  throw new Error(`no sample with "${words}"`);
}

const imported = ['Chemical aspirin D0', 'Disease lung and left heart D0'];
const corrected = [
  'Chemical aspirin D0',
  'Chemical left heart',
  'Disease Injuries lung in 2 parts',
  'Disease lung and left D0',
];

test('a sample with nested and discontinuous mentions is corrected, undone, redone and kept, by keys alone', async ({
  page,
}) => {
  const studio = await openReview(page, corpus);
  await studio.goTo('Score');
  await studio.scoreAll();
  await studio.goTo('Review');
  const status = studio.main.getByRole('region', { name: 'Sample' }).getByRole('status').first();
  await chooseSample(studio, 'Injuries');
  await expectMentions(studio, imported);

  await test.step('a mention in two parts', async () => {
    await press(page, 'e');
    await expect(studio.sampleText).toBeFocused();
    await expect(status).toHaveText('Injuries');
    await press(page, '2');
    await expect(status).toHaveText('Label “Injuries” Disease');
    await press(page, 'f', 'ArrowRight', 'ArrowRight');
    await expect(status).toHaveText('lung');
    await press(page, 'f');
    await expect(status).toHaveText('Add a part to “Injuries” to get “Injuries lung”');
  });

  await test.step('one inside another', async () => {
    await press(page, 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight');
    await expect(status).toHaveText('left heart');
    await press(page, '1');
    await expect(status).toHaveText('Label “left heart” Chemical');
  });

  await test.step('an edge, one word in', async () => {
    await press(page, 'Shift+Tab');
    await expect(status).toHaveText('Disease: lung and left heart');
    await press(page, 'Shift+BracketRight');
    await expect(status).toHaveText('Move the end of “lung and left heart” to get “lung and left”');
    await expectMentions(studio, corrected);
  });

  await test.step('every aspirin of the corpus, whatever its case', async () => {
    await press(page, 'Tab', 'Tab');
    await expect(status).toHaveText('Chemical: aspirin');
    await press(page, 'i');
    const dialog = page.getByRole('dialog', { name: 'Label every “aspirin” Chemical' });
    await expect(dialog.getByRole('status')).toContainText('1 place in 1 document');
    const confirm = dialog.getByRole('button', { name: /^Label \d/ });
    await expect(confirm).toBeFocused();
    await press(page, 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Space');
    await expect(dialog.getByRole('status')).toContainText('2 places in 1 document');
    await press(page, 'Tab', 'Tab', 'Tab');
    await expect(confirm).toBeFocused();
    await press(page, 'Enter');
    await expect(dialog).toBeHidden();
  });

  await test.step('a decision and a note', async () => {
    await press(page, 'Escape');
    await expect(studio.main.getByRole('grid', { name: 'Samples' })).toBeFocused();
    await press(page, 'm');
    await page.keyboard.type('Which heart?');
    await press(page, 'Escape', 'q');
    await expect(studio.main.getByLabel('unsure')).toHaveCount(1);
  });

  const undo = studio.main.getByRole('button', { name: 'Undo' });
  const redo = studio.main.getByRole('button', { name: 'Redo' });
  await test.step('undo it all, with each act named', async () => {
    await expect(undo).toHaveAttribute('title', 'Mark as unsure 1 sample');
    await press(page, 'z', 'z');
    await expect(undo).toHaveAttribute('title', 'Label 2 more “aspirin” Chemical');
    await press(page, 'z', 'z', 'z', 'z', 'z');
    // The selection that the scoring ended with is no act of a person.
    await expect(undo).toBeDisabled();
    await chooseFirst(page);
    await chooseSample(studio, 'Injuries');
    await expectMentions(studio, imported);
  });

  await test.step('redo it all, and a reload keeps it', async () => {
    for (let count = 0; count < 7; count += 1) await press(page, 'Shift+z');
    await expect(redo).toBeDisabled();
    await expect(undo).toHaveAttribute('title', 'Mark as unsure 1 sample');
    await studio.expectSaved();
    await page.reload();
    await studio.stepLink('Review').click();
    await chooseSample(studio, 'Injuries');
    await expectMentions(studio, corrected);
    await expect(studio.main.getByRole('textbox', { name: 'Note (m)' })).toHaveValue('Which heart?');
    await chooseSample(studio, 'Aspirin was given');
    await expectMentions(studio, ['Chemical Aspirin D0']);
  });

  await test.step('what was edited is scored again, and nothing else', async () => {
    await studio.goTo('Score');
    await studio.main.getByRole('button', { name: /^Score the .* you changed$/ }).click();
    await studio.expectScored();
  });

  await test.step('the export has it', async () => {
    await studio.goTo('Export');
    const { train, dev, dropped } = await downloadExport(studio);
    const outputs = [...train, ...dev, ...dropped].map((row) => row.output);
    expect(outputs).toContain('[{"entity": "Chemical", "name": "Aspirin"}]');
    expect(outputs.find((output) => output.includes('Injuries lung'))).toBe(
      '[{"entity": "Disease", "name": "Injuries lung"}, {"entity": "Disease", "name": "lung and left"}, ' +
        '{"entity": "Chemical", "name": "left heart"}, {"entity": "Chemical", "name": "aspirin"}]',
    );
  });
});

test('ten differences are decided by keys alone', async ({ page }) => {
  const sentences = Array.from({ length: 11 }, (_, index) => `Aspirin helped patient ${index + 1}.`);
  const row = `9\t0\t7\tAspirin\tChemical\tD0`;
  const studio = await openReview(page, `9|t|${sentences.join(' ')}\n9|a|\n${row}\n`);
  const undo = studio.main.getByRole('button', { name: 'Undo' });
  await chooseSample(studio, 'patient 1.');
  await press(page, 'e', 'Tab', 'i');
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('10 places');
  await press(page, 'Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await press(page, 'Escape');
  await expect(undo).toHaveAttribute('title', 'Label 10 more “Aspirin” Chemical');

  const differences = studio.main.getByRole('list', { name: 'Differences' }).getByRole('button');
  for (let count = 0; count < 10; count += 1) {
    await chooseNext(studio);
    await expect(differences).toHaveText([/^\+?only here: Aspirin \(Chemical\)$/]);
    // Five as the file has them, five as they are.
    if (count % 2 === 0) {
      await press(page, 't');
      await expect(differences).toHaveCount(0);
    }
  }
  await press(page, 'n');
  await expect(undo).toHaveAttribute('title', 'Take “Aspirin” as the file has it');
  for (let count = 0; count < 5; count += 1) await press(page, 'z');
  await expect(undo).toHaveAttribute('title', 'Label 10 more “Aspirin” Chemical');
  await press(page, 'z');
  await expect(undo).toBeDisabled();
  for (let count = 0; count < 6; count += 1) await press(page, 'Shift+z');
  await expect(studio.main.getByRole('button', { name: 'Redo' })).toBeDisabled();
  await expect(undo).toHaveAttribute('title', 'Take “Aspirin” as the file has it');
});

test('the mouse selects words, chooses a mention and drags its edge', async ({ page }) => {
  const studio = await openReview(page, corpus);
  await chooseSample(studio, 'Injuries');
  const status = studio.main.getByRole('region', { name: 'Sample' }).getByRole('status').first();
  const drag = async (from: Point, to: Point): Promise<void> => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
  };

  await drag(await placeOf(page, title.indexOf('njuries')), await placeOf(page, title.indexOf('f lung')));
  await expect(status).toHaveText('Injuries of');
  await page.keyboard.down('Alt');
  await drag(await placeOf(page, title.indexOf('njuries')), await placeOf(page, title.indexOf('ries of')));
  await page.keyboard.up('Alt');
  await expect(status).toHaveText('nju');

  const inMention = await placeOf(page, title.indexOf('eft heart'));
  await page.mouse.click(inMention.x, inMention.y);
  await expect(status).toHaveText('Disease: lung and left heart');
  const edge = await studio.main.locator('[data-edge="end"]').boundingBox();
  if (edge === null) throw new Error('the mention has no edge to hold');
  await drag({ x: edge.x + edge.width / 2, y: edge.y + 6 }, await placeOf(page, title.indexOf('ft heart')));
  await expect(status).toHaveText('Move the end of “lung and left heart” to get “lung and left”');
});

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of a character of the text, in the window. */
async function placeOf(page: Page, offset: number): Promise<Point> {
  return page.getByRole('application', { name: 'Text of the sample' }).evaluate((element, at) => {
    const part = [...element.querySelectorAll<HTMLElement>('[data-start]')].findLast(
      (each) => Number(each.dataset['start']) <= at,
    );
    const text = part?.firstChild;
    if (!(text instanceof Text)) throw new Error(`no text at ${at}`);
    const range = document.createRange();
    const from = at - Number(part?.dataset['start']);
    range.setStart(text, from);
    range.setEnd(text, from + 1);
    // Left of its middle, so that the caret is before it.
    const { left, width, top, height } = range.getBoundingClientRect();
    return { x: left + width / 4, y: top + height / 2 };
  }, offset);
}

/** `n` goes to the next sample that differs. */
async function chooseNext({ page, selectedRow }: StudioPage): Promise<void> {
  const before = Number(await selectedRow.getAttribute('aria-rowindex'));
  await press(page, 'n');
  await expect(selectedRow).toHaveAttribute('aria-rowindex', String(before + 1));
}

/** To the first row: samples are searched downwards. */
async function chooseFirst(page: Page): Promise<void> {
  for (let count = 0; count < 4; count += 1) await press(page, 'k');
}

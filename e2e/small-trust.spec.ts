import { expect, test } from '@playwright/test';
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
    const bar = studio.sourceRow(file).getByRole('img');
    return bar.locator('[title]').evaluateAll((parts) => parts.map((part) => part.getAttribute('style')));
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

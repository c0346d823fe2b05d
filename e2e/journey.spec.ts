import { expect } from '@playwright/test';
import { inspectFile, scoreFile } from './bioselect.ts';
import { downloadExport } from './download-export.ts';
import { test } from './local-test.ts';
import { firstCount, StudioPage } from './studio-page.ts';

const demonstration = 'public/demo/demonstration-corpus.bioc.json';

/** Of the demonstration corpus' kind, and not in it. */
const pastedText =
  'Naloxone reversed the hypotension caused by clonidine. The α2-adrenoceptor gene ADRA2A was not expressed in cirrhosis.';

test('a corpus goes from opening to export, and a pasted text to its entities', async ({ page }, testInfo) => {
  test.setTimeout(360_000);
  const studio = new StudioPage(page);
  const { main } = studio;
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });

  const expected = await inspectFile(demonstration);

  await test.step('open: the counts are those of the command line', async () => {
    await studio.open();
    await studio.openDemonstration();
    const file = 'demonstration-corpus.bioc.json';
    const columns = ['Documents', 'Samples', 'Positives', 'Negatives', 'Mentions'] as const;
    const shown = await Promise.all(columns.map((column) => studio.sourceCell(file, column)));
    const { documents, samples, positives, negatives, mentions } = expected;
    expect(shown.map(firstCount)).toEqual([documents, samples, positives, negatives, mentions]);
    const byType = await studio.sourceCell(file, 'By type');
    for (const [entityType, count] of Object.entries(expected.mentionsByType)) {
      expect(byType).toContain(`${entityType} ${count}`);
    }
    expect(await studio.sourceCell(file, 'Issues')).toBe('none');
    await studio.expectSaved();
  });

  await test.step('score: progress and speed are shown, it pauses and goes on', async () => {
    await studio.goTo('Score');
    await expect(main.getByText('A small model made for trying the studio out.')).toBeVisible();
    await studio.chooseDevice('WASM');
    await main.getByRole('button', { name: `Score ${expected.samples} samples` }).click();
    await expect.poll(() => studio.count('Done'), { timeout: 60_000 }).toBeGreaterThan(0);
    await expect(main.getByRole('progressbar', { name: 'Scoring' })).toBeVisible();
    await expect(studio.figure('Samples/s')).toHaveText(/^\d/);
    await expect(studio.figure('Time left')).toHaveText(/\d+ (ms|s|min)/);

    await main.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByRole('banner').getByRole('link', { name: /^Paused at/ })).toBeVisible();
    const pausedAt = await studio.count('Done');
    await page.waitForTimeout(3000);
    expect(await studio.count('Done')).toBe(pausedAt);
    await main.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => studio.count('Done'), { timeout: 60_000 }).toBeGreaterThan(pausedAt);
  });

  await test.step('reload while it runs: it goes on with what is left, and with nothing else', async () => {
    const done = await studio.count('Done');
    await studio.expectSaved();
    await page.reload();
    await expect(studio.figure('Done')).toHaveText(new RegExp(`of ${expected.samples}$`));
    await main.getByRole('button', { name: 'Stop' }).click();
    const rest = main.getByRole('button', { name: /^Score the \d+ that are left$/ });
    const left = firstCount(await rest.innerText());
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(expected.samples - done);

    await rest.click();
    await studio.expectScored();
    await expect(main.getByText(`The model has read all ${expected.samples} samples.`)).toBeVisible();
    expect(await studio.count('Positives scored')).toBe(expected.positives);
    expect(await studio.count('Without IFD')).toBe(expected.negatives);
    await expect(
      main.getByText(`No IFD for ${expected.negatives} negatives, each because its answer is a single token`),
    ).toBeVisible();
  });

  // The other half of the comparison runs while the browser waits for keys.
  const scoredInNode = scoreFile(demonstration, testInfo.outputPath('scores.jsonl'));

  const picked = await test.step('select: the keep ratio and the cut-off follow the keyboard', async () => {
    await main.getByRole('button', { name: 'Select by IFD' }).click();
    await expect(studio.figure('Positives kept')).toHaveText(new RegExp(`^${Math.floor(expected.positives / 2)}`));
    expect(await studio.count('Negatives kept')).toBe(expected.negatives);
    const cutOff = await studio.figure('Cut-off IFD').innerText();

    const keepRatio = main.getByRole('slider', { name: 'Keep ratio' });
    await keepRatio.focus();
    for (let step = 0; step < 10; step += 1) await keepRatio.press('ArrowLeft');
    const keepCount = Math.floor(0.4 * expected.positives);
    await expect(studio.figure('Positives kept')).toHaveText(new RegExp(`^${keepCount}`));
    await expect(studio.figure('Positives dropped')).toHaveText(`${expected.positives - keepCount}`);
    expect(Number(await studio.figure('Cut-off IFD').innerText())).toBeGreaterThan(Number(cutOff));

    const cutOffLine = main.getByRole('slider', { name: 'IFD cut-off' });
    await cutOffLine.focus();
    await cutOffLine.press('ArrowRight');
    await expect(studio.figure('Positives kept')).toHaveText(new RegExp(`^${keepCount - 1}`));
    await cutOffLine.press('Shift+ArrowLeft');
    await expect(studio.figure('Positives kept')).toHaveText(new RegExp(`^${keepCount + 9}`));
    await expect(cutOffLine).toHaveAttribute('aria-valuetext', `IFD ${await studio.figure('Cut-off IFD').innerText()}`);

    const types = studio.panel('Mentions that go out, by entity type').getByRole('row');
    for (const entityType of Object.keys(expected.mentionsByType)) {
      await expect(types.filter({ has: page.getByRole('rowheader', { name: entityType }) })).toBeVisible();
    }
    return { positives: await studio.count('Positives kept'), negatives: await studio.count('Negatives kept') };
  });

  const decided = await test.step('review: keys move, decide, undo and redo; filter and sort', async () => {
    const { keyboard } = page;
    // From the slider: the keys of the whole studio work wherever no text is typed.
    await keyboard.press('g');
    await keyboard.press('r');
    await expect(page.getByRole('heading', { name: 'Review', level: 1 })).toBeVisible();
    await expect(main.getByRole('status').filter({ hasText: `${expected.samples} samples` })).toBeVisible();

    const grid = main.getByRole('grid', { name: 'Samples' });
    const ifdHead = grid.getByRole('columnheader', { name: 'IFD' });
    await expect(ifdHead).toHaveAttribute('aria-sort', 'descending');
    const highest = Number(await studio.figure('IFD').innerText());
    await ifdHead.getByRole('button').click();
    await expect(ifdHead).toHaveAttribute('aria-sort', 'ascending');
    // The sample that was looked at stays the one looked at; the first of the new order is the lowest.
    const lowest = Number(await grid.getByRole('row').nth(1).getByRole('gridcell').nth(2).innerText());
    expect(lowest).toBeLessThan(highest);
    await ifdHead.getByRole('button').click();
    await expect(ifdHead).toHaveAttribute('aria-sort', 'descending');

    await grid.focus();
    await expect(studio.selectedRow).toHaveAttribute('aria-rowindex', '2');
    await keyboard.press('j');
    await keyboard.press('j');
    await expect(studio.selectedRow).toHaveAttribute('aria-rowindex', '4');
    await keyboard.press('k');
    await expect(studio.selectedRow).toHaveAttribute('aria-rowindex', '3');

    const sample = main.getByRole('region', { name: 'Sample', exact: true });
    const heatMap = sample.getByRole('figure');
    await expect(heatMap).toContainText(/per token given the prompt/);
    await expect(heatMap.getByTitle(/nats$/).first()).toBeVisible();
    await expect(sample.getByRole('list', { name: 'Mentions' }).getByRole('button').first()).toBeVisible();

    const filter = main.getByRole('search', { name: 'Filter samples' });
    const pick = filter.getByRole('combobox', { name: 'Pick of the filter' });
    const shown = filter.getByRole('status');

    const decide = async (key: 'a' | 'r', verdict: 'approved' | 'rejected') => {
      const row = await studio.selectedRow.getAttribute('aria-rowindex');
      // As much of it as the row has room for.
      const beginning = (await studio.selectedRow.getByRole('gridcell').last().textContent()) ?? '';
      const documentId = await studio.figure('Document').innerText();
      await grid.focus();
      await keyboard.press(key);
      const decidedRow = grid.locator(`[role="row"][aria-rowindex="${row}"]`);
      await expect(decidedRow.getByLabel(verdict)).toBeVisible();
      await expect(studio.selectedRow).toHaveAttribute('aria-rowindex', `${Number(row) + 1}`);
      return { beginning, documentId, decidedRow };
    };

    await pick.selectOption('Dropped by filter');
    await expect(shown).toHaveText(`${expected.positives - picked.positives} of ${expected.samples} samples`);
    await expect(main.getByText('Filter drops it')).toBeVisible();
    const approved = await decide('a', 'approved');

    await pick.selectOption('Kept by filter');
    await expect(shown).toHaveText(`${picked.positives + picked.negatives} of ${expected.samples} samples`);
    await expect(main.getByText('Filter keeps it')).toBeVisible();
    const rejected = await decide('r', 'rejected');
    await expect(studio.stepLink('Review')).toContainText('2 decided');

    await keyboard.press('z');
    await expect(rejected.decidedRow.getByLabel('undecided')).toBeVisible();
    await expect(main.getByText('Undone: Reject 1 sample.')).toBeVisible();
    await expect(studio.stepLink('Review')).toContainText('1 decided');
    await keyboard.press('Shift+Z');
    await expect(rejected.decidedRow.getByLabel('rejected')).toBeVisible();
    await expect(main.getByText('Done again: Reject 1 sample.')).toBeVisible();
    await expect(studio.figure('Your decision')).toHaveText('rejected');
    await expect(studio.figure('Exported to')).toHaveText('dropped.jsonl');

    await keyboard.press('/');
    await expect(filter.getByRole('textbox', { name: /^Search/ })).toBeFocused();
    await keyboard.type('cocaine');
    await keyboard.press('Enter');
    await expect(shown).not.toHaveText(`${picked.positives + picked.negatives} of ${expected.samples} samples`);
    await expect(studio.sampleText).toContainText('cocaine');
    await filter.getByRole('button', { name: 'Clear' }).click();
    await expect(shown).toHaveText(`${expected.samples} samples`);
    return { approved, rejected };
  });

  await test.step('export: the zip holds what the screen says', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await expect(page.getByRole('heading', { name: 'Export', level: 1 })).toBeVisible();
    await expect(main.getByText('Decided against the filter: 1 sample in, 1 sample out.')).toBeVisible();
    const outgoing = studio.panel('What goes out');
    const shown = {
      train: await studio.count('train.jsonl', outgoing),
      dev: await studio.count('dev.jsonl', outgoing),
      dropped: await studio.count('dropped.jsonl', outgoing),
    };
    const { manifest, train, dev, dropped, names } = await downloadExport(studio);
    expect({ train: train.length, dev: dev.length, dropped: dropped.length }).toEqual(shown);
    expect(train.length + dev.length).toBe(picked.positives + picked.negatives);
    expect(train.length + dev.length + dropped.length).toBe(expected.samples);
    expect(manifest?.['counts']).toMatchObject({
      ...shown,
      documents: expected.documents,
      samples: expected.samples,
      keptPositivesByFilter: picked.positives,
      keptNegativesByFilter: picked.negatives,
      approved: 1,
      rejected: 1,
    });
    for (const name of ['bioselect/', 'trl/', 'llamafactory/', 'axolotl/']) {
      expect(
        names.filter((each) => each.startsWith(name)),
        name,
      ).not.toEqual([]);
    }

    const { approved, rejected } = decided;
    const kept = [...train, ...dev];
    const rowsOf = ({ beginning, documentId }: typeof approved, rows: readonly (typeof kept)[number][]) =>
      rows.filter((row) => row.documentId === documentId && row.input.startsWith(beginning));
    expect(rowsOf(approved, kept)).toHaveLength(1);
    expect(rowsOf(approved, dropped)).toEqual([]);
    expect(rowsOf(rejected, kept)).toEqual([]);
    const byPerson = dropped.filter((row) => row.droppedBy === 'person');
    expect(byPerson).toHaveLength(1);
    expect(rowsOf(rejected, byPerson)).toHaveLength(1);

    const trainDocuments = new Set(train.map((row) => row.documentId));
    expect(dev.length).toBeGreaterThan(0);
    expect(dev.filter((row) => trainDocuments.has(row.documentId))).toEqual([]);
  });

  await test.step('every IFD is that of the command line', async () => {
    // A ratio that keeps one positive puts all others, with their IFD, into dropped.jsonl.
    await studio.goTo('Review');
    await page.keyboard.press('z');
    await page.keyboard.press('z');
    await expect(studio.stepLink('Review')).not.toContainText('decided');
    await studio.goTo('Select');
    await studio.setKeepRatio('0.01');
    await expect(studio.figure('Positives kept')).toHaveText(/^1/);
    await studio.goTo('Export');
    await expect(main.getByText('Selected by Hybrid Superfiltering, 0.01 % of all positives')).toBeVisible();
    await expect(main.getByText('Decided against the filter')).toHaveCount(0);
    const { dropped, train, dev } = await downloadExport(studio);
    expect(dropped).toHaveLength(expected.positives - 1);

    const rows = new Map((await scoredInNode).map((row) => [row.id, row]));
    const far = dropped.filter((row) => {
      const { ifd, answer } = rows.get(row.id) ?? {};
      return ifd === undefined || answer !== row.output || !(Math.abs((row.ifd ?? Number.NaN) - ifd) <= 1e-3);
    });
    expect(far).toEqual([]);
    const negatives = [...train, ...dev].filter((row) => row.output === '[]');
    expect(negatives).toHaveLength(expected.negatives);
    const reasons = negatives.map((row) => rows.get(row.id)?.reason);
    expect(new Set(reasons)).toEqual(new Set(['one-token-answer']));
  });

  await test.step('preview: entities of a pasted text, in place', async () => {
    await studio.goTo('Preview');
    const text = main.getByRole('textbox', { name: 'Text to read' });
    await text.fill(pastedText);
    const types = main.getByRole('combobox', { name: 'Entity types to ask for' });
    for (let count = 0; count < 3; count += 1) await types.press('Backspace');
    for (const entityType of ['Chemical', 'Disease']) {
      await types.pressSequentially(entityType);
      await types.press('Enter');
    }
    await text.press('Control+Enter');

    const entities = studio.panel('Entities');
    await expect(entities.getByText(/^\d+ mentions? in [\d.]+ m?s; \d+ tokens?, [\d.,]+ per second\.$/)).toBeVisible({
      timeout: 60_000,
    });
    await expect(entities.locator('mark').first()).toBeVisible();

    const raw = entities.locator('pre');
    await expect(raw).toBeHidden();
    await entities.getByText('Raw answer').click();
    await expect(raw).toBeVisible();
    const answer: { entity: string; name: string }[] = JSON.parse(await raw.innerText());
    expect(answer.length).toBeGreaterThan(0);
    expect(answer.filter(({ name }) => !pastedText.includes(name))).toEqual([]);
    expect(answer.filter(({ entity }) => !['Chemical', 'Disease'].includes(entity))).toEqual([]);
    await expect(entities.getByText('named, but not in the text')).toBeHidden();
  });

  expect(complaints).toEqual([]);
});

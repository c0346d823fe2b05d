import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { rootDir } from '../scripts/run-command.mjs';
import { downloadExport } from './download-export.ts';
import { test } from './local-test.ts';
import { stepNames, StudioPage } from './studio-page.ts';

/** Public corpora that may lie beside the repository. */
const corpora = [
  { name: 'CDR', file: '../shared/corpora/pubtator/CDR_TestSet.PubTator.txt' },
  { name: 'NCBI-disease', file: '../shared/corpora/iob/NCBI-disease/test.tsv' },
] as const;

const viewports = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

const pastedText =
  'Seizures and respiratory depression were seen in two infants after lidocaine; both recovered with diazepam. None of 30 controls had a seizure.';

/** `npm run walk`: the line on a real corpus, each step timed and each screen photographed. */
for (const { name, file } of corpora) {
  test(`the walk through ${name}`, async ({ page }, testInfo) => {
    const corpusPath = path.resolve(rootDir, file);
    if (!existsSync(corpusPath)) console.log(`skipped: ${file} is not there`);
    test.skip(!existsSync(corpusPath), `${file} is not there`);
    test.setTimeout(30 * 60_000);
    const studio = new StudioPage(page);
    const { main } = studio;
    const pictures = path.join(testInfo.project.outputDir, 'walk', name);
    mkdirSync(pictures, { recursive: true });
    const timed = async <Result>(step: string, work: () => Promise<Result>): Promise<Result> => {
      const startMs = performance.now();
      const result = await test.step(step, work);
      console.log(`${name}: ${step}, ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
      return result;
    };

    await studio.open();
    await photograph(page, path.join(pictures, '0-nothing-open'));
    await timed('open', async () => {
      await studio.chooseFiles(corpusPath);
      await expect(studio.sourceRow(path.basename(corpusPath))).toBeVisible({ timeout: 60_000 });
    });
    const sampleCount = Number((await studio.sourceCell(path.basename(corpusPath), 'Samples')).replaceAll(',', ''));
    await studio.goTo('Score');
    await timed(`score ${sampleCount} samples`, async () => {
      await main.getByRole('button', { name: /^Score / }).click();
      await expect.poll(() => studio.count('Done'), { timeout: 120_000 }).toBeGreaterThan(0);
      await photograph(page, path.join(pictures, '1-while-scoring'));
      await studio.expectScored(25 * 60_000);
    });
    await timed('select', async () => {
      await studio.goTo('Select');
      const keepRatio = main.getByRole('slider', { name: 'Keep ratio' });
      await keepRatio.press('ArrowRight');
      const kept = await studio.count('Positives kept');
      await keepRatio.press('ArrowLeft');
      await expect.poll(() => studio.count('Positives kept')).toBeLessThan(kept);
    });
    const decisionCount = 20;
    await timed(`decide ${decisionCount} samples by key`, async () => {
      await studio.goTo('Review');
      const filter = main.getByRole('search', { name: 'Filter samples' });
      await filter.getByRole('combobox', { name: 'Pick of the filter' }).selectOption('Dropped by filter');
      await expect(main.getByText('Filter drops it')).toBeVisible();
      await main.getByRole('grid', { name: 'Samples' }).focus();
      for (let count = 0; count < decisionCount; count += 1) await page.keyboard.press(count % 2 === 0 ? 'a' : 'r');
      await expect(studio.stepLink('Review')).toContainText(`${decisionCount} decided`);
      await studio.expectSaved();
    });
    const { train, dev, dropped } = await timed('export', async () => {
      await studio.goTo('Export');
      return downloadExport(studio);
    });
    expect(train.length + dev.length + dropped.length).toBe(sampleCount);
    console.log(`${name}: ${train.length} train, ${dev.length} dev, ${dropped.length} dropped`);
    await timed('preview', async () => {
      await studio.goTo('Preview');
      await main.getByRole('textbox', { name: 'Text to read' }).fill(pastedText);
      await main.getByRole('button', { name: 'Run' }).click();
      await expect(studio.panel('Entities').getByText(/per second\.$/)).toBeVisible({ timeout: 120_000 });
    });
    for (const [index, step] of stepNames.entries()) {
      await studio.goTo(step);
      if (step === 'Review') await page.keyboard.press('j');
      await photograph(page, path.join(pictures, `${index + 2}-${step.toLowerCase()}`));
    }
    await timed('come back after a reload', async () => {
      await studio.goTo('Review');
      await page.reload();
      await expect(studio.stepLink('Review')).toContainText(`${decisionCount} decided`, { timeout: 60_000 });
    });
  });
}

/** In both colour schemes and at both sizes; what is below the fold is left out, as it is for a person. */
async function photograph(page: Page, base: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const viewport of viewports) {
      await page.setViewportSize(viewport);
      await page.screenshot({ path: `${base}-${viewport.width}x${viewport.height}-${colorScheme}.png` });
    }
  }
}

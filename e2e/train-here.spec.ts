import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { unzipSync } from 'fflate';
import { expectQuick } from './expect-quick.ts';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

const TRAINED = 'a few updates are trained in the page, which stays free, and the Preview shows the trained model';

test(TRAINED, { tag: '@measured' }, async ({ page }, testInfo) => {
  test.setTimeout(240_000);
  const studio = new StudioPage(page);
  await studio.open();
  await studio.openDemonstration();
  await studio.goTo('Score');
  await studio.chooseDevice('WASM');
  // What a person approves is kept, score or not.
  await studio.goTo('Review');
  await studio.main.getByRole('grid', { name: 'Samples' }).getByRole('row').nth(1).click();
  for (let index = 0; index < 8; index += 1) await page.keyboard.press('a');
  await studio.goTo('Preview');
  const panel = studio.panel('Train here');
  await panel.getByRole('textbox', { name: 'Updates at most' }).fill('3');
  await page.evaluate(() => {
    window.longTasksMs = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longTasksMs?.push(duration);
    });
    observer.observe({ type: 'longtask' });
  });
  await panel.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(panel.getByText(/^(Trained|Stopped) after \d+ updates? on/)).toBeVisible({ timeout: 180_000 });
  const words = (await panel.getByRole('img', { name: /^Loss of/ }).getAttribute('aria-label')) ?? '';
  const [from = Number.NaN, to = Number.NaN] = [...words.matchAll(/(?:from|to) ([\d.]+)/g)].map(([, loss]) =>
    Number(loss),
  );
  console.log(words);
  expect(to).toBeLessThan(from + 1);
  const longest = Math.max(0, ...((await page.evaluate(() => window.longTasksMs)) ?? []));
  // The work is in a thread: a busy machine stretches what the page does itself, not by the seconds of a step.
  expectQuick(testInfo, { what: 'longest task while it trains', ms: longest, limitMs: 500 });

  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Download the adapter' }).click();
  const zip = unzipSync(new Uint8Array(await readFile(await (await download).path())));
  expect(Object.keys(zip)).toEqual(['adapter_model.safetensors', 'adapter_config.json']);

  await panel.getByRole('button', { name: 'Use this model' }).click();
  await expect(panel.getByRole('button', { name: 'Use this model' })).toBeEnabled({ timeout: 60_000 });
  await studio.main.getByRole('textbox', { name: 'Text to read' }).press('Control+Enter');
  await expect(studio.panel('Entities').getByText(/^\d+ mentions? in /)).toBeVisible({ timeout: 60_000 });
  await studio.goTo('Models');
  await expect(studio.main.getByText('bioselect-weak-trained').first()).toBeVisible();
});

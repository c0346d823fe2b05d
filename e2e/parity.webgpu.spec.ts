import { expect } from '@playwright/test';
import { test } from './local-test.ts';
import { differingRows, measureIfd } from './measure-ifd.ts';
import { readDemonstrationRows, readSuperfilteringRows, superfilteringModel } from './reference-rows.ts';

/** What a software adapter gets: it takes seconds for each row. */
const fewRows = 4;
const manyRows = 40;

test('IFD in Chromium on WebGPU is the reference’s', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('/');
  const adapter = await page.evaluate(async () => {
    const found = await navigator.gpu?.requestAdapter();
    if (found === undefined || found === null) return undefined;
    const { vendor, architecture, isFallbackAdapter } = found.info;
    return { name: `${vendor} ${architecture}`, isSoftware: isFallbackAdapter || architecture === 'swiftshader' };
  });
  if (adapter === undefined) console.log('skipped: this Chromium has no WebGPU adapter');
  test.skip(adapter === undefined, 'this Chromium has no WebGPU adapter');

  const released = readSuperfilteringRows();
  const all = released ?? readDemonstrationRows();
  const scored = all.filter(({ ifd }) => ifd !== null).slice(0, adapter?.isSoftware === true ? fewRows : manyRows);
  const unscored = all.filter(({ ifd }) => ifd === null).slice(0, 1);
  const rows = [...scored, ...unscored];
  console.log(`WebGPU adapter ${adapter?.name}: ${scored.length} rows`);

  const { ifds } = await measureIfd(page, rows, {
    device: 'WebGPU',
    timeoutMs: 180_000,
    modelFolder: released === undefined ? undefined : superfilteringModel,
  });
  expect(differingRows(rows, ifds, 1e-3)).toEqual([]);
});

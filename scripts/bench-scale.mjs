// @ts-check
/**
 * Prints how fast a project of many made-up samples opens and answers in Chromium, on its own disk.
 *
 *     npm run bench:scale                    100,000 and 1,000,000 samples, and the ratios between the two
 *     npm run bench:scale -- --samples 20000
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureChromium } from './find-chromium.mjs';
import { rootDir, runBin } from './run-command.mjs';
import { createStudioServer, listen } from './serve.mjs';

/** @typedef {import('../bench/scale-job.ts').ScaleFigures} ScaleFigures */

async function main() {
  const { values } = parseArgs({ options: { samples: { type: 'string' } } });
  await ensureInstalled();
  const code = await runBin('vite', ['build', '--config', 'vite.bench.config.ts', '--logLevel', 'warn'], {
    output: 'inherit',
  });
  if (code !== 0) throw new Error(`vite build ended with ${code}`);
  const load = os.loadavg()[0]?.toFixed(1);
  console.log(`${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.cpus().length} cores, load ${load}`);
  const counts = values.samples === undefined ? [100_000, 1_000_000] : [Number(values.samples)];
  const all = [];
  for (const count of counts) {
    const figures = await measure(count);
    print(figures);
    all.push(figures);
  }
  const [small, large] = all;
  if (small !== undefined && large !== undefined) printRatios(small, large);
}

/** @param {number} sampleCount */
async function measure(sampleCount) {
  const { chromium } = await import('@playwright/test');
  const server = await createStudioServer({ root: path.join(rootDir, 'node_modules', '.cache', 'bench', 'page') });
  const address = await listen(server, { port: 4274, strictPort: false });
  // A profile of its own on the disk: the one of a private window lies in memory.
  const profile = await mkdtemp(path.join(os.tmpdir(), 'bioselect-scale-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const maker = await openPage(browser, address);
    const { importMs } = await maker.evaluate((count) => window.makeScale(count), sampleCount);
    await maker.close();
    const page = await openPage(browser, address);
    const figures = await page.evaluate(() => window.measureScale());
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const fileBytes = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? Number.NaN);
    return { ...figures, importMs, fileBytes, heapBytes: usedSize };
  } finally {
    await browser.close();
    server.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** @param {import('@playwright/test').BrowserContext} browser @param {string} address */
async function openPage(browser, address) {
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForFunction(() => 'measureScale' in window);
  return page;
}

/** @param {ScaleFigures & { heapBytes: number }} figures */
function print(figures) {
  const { sampleCount, fileBytes, importMs, asked, heapBytes, longTaskCount } = figures;
  console.log(
    `\n${sampleCount} samples, ${(fileBytes / 1e6).toFixed(0)} MB, made in ${(importMs / 1000).toFixed(1)} s`,
  );
  for (const [what, milliseconds] of timesOf(figures)) console.log(`  ${what.padEnd(28)}${milliseconds.toFixed(1)} ms`);
  for (const { what, found } of asked) console.log(`    ${what}: ${found} found`);
  console.log(`  JS heap of the page ${(heapBytes / 1e6).toFixed(1)} MB, ${longTaskCount} tasks over 50 ms`);
}

/** @param {ScaleFigures} small @param {ScaleFigures} large */
function printRatios(small, large) {
  console.log(`\n${large.sampleCount} against ${small.sampleCount}`);
  const before = new Map(timesOf(small));
  for (const [what, milliseconds] of timesOf(large)) {
    console.log(`  ${what.padEnd(28)}${(milliseconds / (before.get(what) ?? Number.NaN)).toFixed(1)} times`);
  }
}

/** @param {ScaleFigures} figures @returns {[string, number][]} */
function timesOf({ openMs, firstRowsMs, windowMs, decisionMs, selectMs, reselectMs, asked }) {
  return [
    ['open', openMs],
    ['first rows', firstRowsMs],
    ['a window of rows', windowMs],
    ['a decision saved', decisionMs],
    ['select, ranked anew', selectMs],
    ['select, a slider moved', reselectMs],
    ...asked.map(({ what, medianMs }) => /** @type {[string, number]} */ ([what, medianMs])),
  ];
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

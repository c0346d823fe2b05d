// @ts-check
/**
 * Prints how fast the studio opens a project of many made-up samples in Chromium, from its own disk, and how fast its
 * screens answer: what a person does, from the event to the frame that shows the answer. Then how long files take to come
 * in and to go out, and the page's heap at its highest meanwhile.
 *
 *     npm run bench:scale                    100,000 and 1,000,000 samples, and the ratios between the two
 *     npm run bench:scale -- --samples 20000
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureChromium } from './find-chromium.mjs';
import { choose, click, focus, isThere, pointAt, rest } from './hand.mjs';
import { rootDir, runBin } from './run-command.mjs';
import { measureExport, measureImport } from './measure-files.mjs';
import { createStudioServer, listen } from './serve.mjs';
import { startUnwatched } from './unwatched-chromium.mjs';
import { openedIn, stampAnswers, watchPage } from './watch-page.mjs';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {{ what: string, medianMs: number, found: number }} Asked */

const repeats = 7;
const decisionCount = 15;
const scrolledFrames = 90;
const rowHeight = 32;
const table = '#review-samples';
const sorts = `${table} [role="columnheader"] button`;
const back = { selector: '[role="search"] button', words: 'Clear' };

async function main() {
  const { values } = parseArgs({ options: { samples: { type: 'string' } } });
  await ensureInstalled();
  await ensureBuilt(['app']);
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
  // The page that makes the project and the studio share an origin, and so a disk.
  const root = await mkdtemp(path.join(os.tmpdir(), 'bioselect-scale-root-'));
  await cp(path.join(rootDir, 'dist'), root, { recursive: true });
  await cp(path.join(rootDir, 'node_modules', '.cache', 'bench', 'page'), path.join(root, 'bench'), {
    recursive: true,
  });
  await stampAnswers(path.join(root, 'assets'));
  await watchPage(root, `${sampleCount.toLocaleString('en-US')} samples`);
  const server = await createStudioServer({ root });
  const address = await listen(server, { port: 4274, strictPort: false });
  // A profile of its own on the disk: the one of a private window lies in memory.
  const profile = await mkdtemp(path.join(os.tmpdir(), 'bioselect-scale-'));
  try {
    const importMs = await make(profile, address, sampleCount);
    // A gigabyte that was written a moment ago is on its way to the disk for a while, and every save would wait for it.
    await promisify(execFile)('sync').catch((error) => {
      console.log(`the system's writes were not waited for: ${error.message}`);
    });
    const fileBytes = await sizeOf(path.join(profile, 'Default', 'File System'));
    const opened = openedIn(server);
    const started = await startUnwatched(profile);
    try {
      await started.open(address);
      await opened;
      const browser = await started.connect();
      const page = browser
        .contexts()[0]
        ?.pages()
        .find((each) => each.url().startsWith(address));
      if (page === undefined) throw new Error('the page is gone');
      await page.setViewportSize({ width: 1440, height: 900 });
      const figures = { sampleCount, importMs, fileBytes, ...(await measurePage(page)) };
      return { ...figures, files: [...(await measureImport(address, sampleCount)), ...(await measureExport(page))] };
    } finally {
      await started.end();
    }
  } finally {
    server.close();
    await rm(profile, { recursive: true, force: true });
    await rm(root, { recursive: true, force: true });
  }
}

/**
 * Leaves a project on the disk of the origin.
 *
 * @param {string} profile @param {string} address @param {number} sampleCount
 * @returns {Promise<number>} milliseconds it took
 */
async function make(profile, address, sampleCount) {
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage();
    await page.goto(new URL('bench/index.html', address).href);
    await page.waitForFunction(() => 'makeScale' in window);
    const { importMs } = await page.evaluate((count) => window.makeScale(count), sampleCount);
    return importMs;
  } finally {
    await browser.close();
  }
}

/** Bytes of the files in a folder, which is where Chromium keeps the files of an origin. @param {string} folder */
async function sizeOf(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

/** What is found out on the page of an opened project. @param {Page} page */
async function measurePage(page) {
  const openMs = Number(await page.evaluate(() => Reflect.get(window, 'openMs')));
  const review = await measureReview(page);
  // Before the memory is cleaned up for the next figure, which is a long task that no person's page has.
  const longTasks = await page.evaluate(() => {
    /** @type {{ startTime: number, duration: number }[]} */
    const tasks = Reflect.get(window, 'longTasks');
    const marks = performance.getEntriesByType('mark').filter(({ name }) => name.startsWith('bench: '));
    const settledMs = Reflect.get(window, 'openMs') + 300;
    const firstMs = marks[0]?.startTime ?? 0;
    // Between the two the bench puts itself on the page.
    const ofThePage = tasks.filter(({ startTime }) => startTime < settledMs || startTime >= firstMs);
    return ofThePage.map(({ startTime, duration }) => {
      const mark = marks.findLast((each) => each.startTime <= startTime);
      return { during: mark?.name.slice('bench: '.length) ?? 'opening', duration };
    });
  });
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return { openMs, ...review, heapBytes: usedSize, longTasks };
}

/** From here on a long task is one of this. @param {Page} page @param {string} what */
function begin(page, what) {
  return page.evaluate((name) => void performance.mark(`bench: ${name}`), what);
}

/** @param {Page} page */
async function measureReview(page) {
  await begin(page, 'first rows');
  const firstRowsMs = await page.evaluate(async () => {
    const beganMs = performance.now();
    window.location.hash = '#/review';
    while (document.querySelectorAll('#review-samples [role="row"]').length < 10) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - beganMs;
  });
  /** @type {Asked[]} */
  const asked = [];
  const questions = [
    { what: 'sort by length', ask: () => click(page, { selector: sorts, words: 'Text' }) },
    { what: 'sort by IFD', ask: () => click(page, { selector: sorts, words: 'IFD' }) },
    { what: 'kept by the filter', ask: () => choose(page, '[aria-label="Pick of the filter"]', 'kept') },
    { what: 'with a disease', ask: () => choose(page, '[aria-label="Entity type"]', 'Disease') },
    { what: 'a rare word', ask: () => type(page, 'patient 4711') },
    { what: 'a word in a seventh', ask: () => type(page, 'naloxone') },
    { what: 'two words', ask: () => type(page, 'clonidine nausea') },
  ];
  for (const { what, ask } of questions) {
    await begin(page, what);
    const times = [];
    let found = 0;
    for (let count = 0; count < repeats; count += 1) {
      await rest(page);
      const answer = listChange(page);
      await ask();
      const { ms, rows } = await answer;
      times.push(ms);
      found = rows;
      await rest(page);
      if (!(await isThere(page, back))) continue;
      const cleared = listChange(page);
      await click(page, back);
      await cleared;
    }
    asked.push({ what, medianMs: median(times), found });
  }

  await begin(page, 'decisions');
  await focus(page, table);
  for (let count = 0; count < decisionCount; count += 1) {
    await page.keyboard.press('a');
    await page.waitForFunction((wanted) => Reflect.get(window, 'stepSaves').length > wanted, count);
    await page.waitForTimeout(100);
  }
  /** @type {{ storedMs: number, knownMs: number }[]} */
  const saves = await page.evaluate(() => [...Reflect.get(window, 'stepSaves')]);
  const storedMs = median(saves.map((save) => save.storedMs));
  const knownMs = median(saves.map((save) => save.knownMs));
  await begin(page, 'scrolling');
  const blankFrames = await scroll(page);
  return { firstRowsMs, asked, storedMs, knownMs, blankFrames };
}

/** @param {Page} page @param {string} words */
async function type(page, words) {
  await focus(page, '[role="search"] input');
  // At once: a person types slower than the answers come.
  await page.keyboard.insertText(words);
}

/**
 * Resolves with the time from the next event to the frame behind the change of the list that it brings.
 *
 * @param {Page} page @returns {Promise<{ ms: number, rows: number }>}
 */
function listChange(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const grid = document.querySelector('#review-samples');
        if (grid === null) throw new Error('there is no table');
        let beganMs = Number.NaN;
        const begin = () => {
          beganMs = performance.now();
        };
        const events = ['click', 'input', 'change'];
        for (const event of events) window.addEventListener(event, begin, { capture: true, once: true });
        const observer = new MutationObserver(() => {
          observer.disconnect();
          for (const event of events) window.removeEventListener(event, begin, { capture: true });
          requestAnimationFrame(() => {
            resolve({ ms: performance.now() - beganMs, rows: Number(grid.getAttribute('aria-rowcount')) - 1 });
          });
        });
        observer.observe(grid, { attributes: true, attributeFilter: ['aria-rowcount', 'aria-sort'], subtree: true });
      }),
  );
}

/** Frames in which a row in view was not there, while the wheel turns. @param {Page} page */
async function scroll(page) {
  await pointAt(page, { selector: table });
  const counting = page.evaluate(
    async ({ frames, height }) => {
      const grid = document.querySelector('#review-samples');
      if (grid === null) throw new Error('there is no table');
      let blank = 0;
      for (let frame = 0; frame < frames; frame += 1) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const view = grid.getBoundingClientRect();
        const inView = [...grid.querySelectorAll('[role="rowgroup"] [role="row"]')].filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return bottom > view.top + height && top < view.bottom;
        });
        if (inView.length < Math.floor(view.height / height) - 2) blank += 1;
      }
      return blank;
    },
    { frames: scrolledFrames, height: rowHeight },
  );
  let isOver = false;
  void counting.then(() => (isOver = true));
  while (!isOver) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(16);
  }
  return counting;
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** @param {Awaited<ReturnType<typeof measure>>} figures */
function print(figures) {
  const { sampleCount, fileBytes, importMs, asked, heapBytes, longTasks, blankFrames, files } = figures;
  console.log(
    `\n${sampleCount} samples, ${(fileBytes / 1e6).toFixed(0)} MB, made in ${(importMs / 1000).toFixed(1)} s`,
  );
  for (const [what, milliseconds] of timesOf(figures)) console.log(`  ${what.padEnd(28)}${milliseconds.toFixed(1)} ms`);
  for (const { what, found } of asked) console.log(`    ${what}: ${found} shown`);
  console.log(`  frames with a blank row: ${blankFrames} of ${scrolledFrames}`);
  console.log(`  JS heap of the page ${(heapBytes / 1e6).toFixed(1)} MB`);
  const tasks = longTasks.map(({ during, duration }) => `${during} ${duration.toFixed(0)} ms`);
  for (const { what, ms, heapBytes: highest } of files) {
    console.log(`  ${what.padEnd(28)}${(ms / 1000).toFixed(1)} s, page heap up to ${(highest / 1e6).toFixed(1)} MB`);
  }
  console.log(`  tasks over 50 ms: ${tasks.length}${tasks.length === 0 ? '' : ` (${tasks.join(', ')})`}`);
}

/** @param {Awaited<ReturnType<typeof measure>>} small @param {Awaited<ReturnType<typeof measure>>} large */
function printRatios(small, large) {
  console.log(`\n${large.sampleCount} against ${small.sampleCount}`);
  const before = new Map(timesOf(small));
  for (const [what, milliseconds] of timesOf(large)) {
    console.log(`  ${what.padEnd(28)}${(milliseconds / (before.get(what) ?? Number.NaN)).toFixed(1)} times`);
  }
}

/** @param {Awaited<ReturnType<typeof measure>>} figures @returns {[string, number][]} */
function timesOf({ openMs, firstRowsMs, storedMs, knownMs, asked }) {
  return [
    ['open', openMs],
    ['first rows', firstRowsMs],
    ['a decision, on the disk', storedMs],
    ['a decision, the page knows', knownMs],
    ...asked.map(({ what, medianMs }) => /** @type {[string, number]} */ ([what, medianMs])),
  ];
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

// @ts-check
/**
 * Prints how long Review takes to show a long text and to answer a key, in Chromium on the production build, and how
 * many keys a scripted review of 100 samples takes.
 *
 *     npm run bench:ui
 *
 * The text: one sample of 20,000 characters with 2,000 mentions. A key's time is what the browser works for it: from the
 * event's first handler to the last one's end, and from the start of the next frame to the end of its painting. The
 * wait for the frame between them is the screen's and not ours. Behind the frame that shows an edit in the text the rest
 * of the screen follows: `all` is from the key to the moment at which the page has nothing left to do, waits for frames
 * included. Every figure is taken at full speed and with the processor slowed down four times.
 */
import os from 'node:os';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureChromium } from './find-chromium.mjs';
import { rootDir } from './run-command.mjs';
import { createStudioServer, listen } from './serve.mjs';

const mentionCount = 2000;
const charactersPerMention = 10;
const betweenKeysMs = 60;
const reviewedCount = 100;
/** A curator corrects this share of the samples, which is what one in five mentions being wrong comes to. */
const correctedEvery = 5;

/** @typedef {import('@playwright/test').Page} Page */

/** Words without a full stop, so that all of it is one sample; every mention is two words, some lie in others. */
function longCorpus() {
  const text = Array.from({ length: mentionCount * 2 }, (_, index) => `w${String(index).padStart(3, '0').slice(-3)}`)
    .join(' ')
    .slice(0, mentionCount * charactersPerMention);
  const annotations = Array.from({ length: mentionCount }, (_, index) => {
    const start = Math.floor(index / 4) * 40 + ([0, 0, 10, 20][index % 4] ?? 0);
    const length = [4, 9, 4, 9][index % 4] ?? 4;
    return {
      id: `m${index}`,
      infons: { type: ['Disease', 'Chemical', 'Gene'][index % 3] },
      text: text.slice(start, start + length),
      locations: [{ offset: start, length }],
    };
  });
  const passage = { offset: 0, infons: { type: 'abstract' }, text, annotations };
  return JSON.stringify({ documents: [{ id: 'long', passages: [passage] }] });
}

/** Counts what the page works for each key; runs in the page. */
function watchKeys() {
  /** @type {{ painted: number, all: number }[]} */
  const durations = [];
  let onKey = () => {};
  Reflect.set(window, 'keyDurations', durations);
  // Asking again and again would take part of the time that is measured.
  const keysDone = (/** @type {number} */ count) =>
    new Promise((resolve) => {
      onKey = () => {
        if (durations.length >= count) resolve(undefined);
      };
      onKey();
    });
  Reflect.set(window, 'keysDone', keysDone);
  window.addEventListener(
    'keydown',
    ({ key }) => {
      // Does nothing by itself.
      if (key === 'Shift') return;
      const beganMs = performance.now();
      let handledMs = beganMs;
      // Tasks of their own, before all others that wait: behind every handler of the event and what React does in its
      // microtasks, and behind the frame. A message to oneself would come some milliseconds later.
      const soon = /** @type {const} */ ({ priority: 'user-blocking' });
      void scheduler.postTask(() => {
        handledMs = performance.now();
      }, soon);
      requestAnimationFrame(() => {
        const frameMs = performance.now();
        void scheduler.postTask(() => {
          const painted = Math.min(handledMs, frameMs) - beganMs + (performance.now() - frameMs);
          requestAnimationFrame(() => {
            requestIdleCallback(
              () => {
                durations.push({ painted, all: performance.now() - beganMs });
                onKey();
              },
              { timeout: 5000 },
            );
          });
        }, soon);
      });
    },
    { capture: true },
  );
}

/** @typedef {{ painted: number, all: number }} KeyDuration milliseconds */

/** @param {Page} page @param {string} key @param {number} times @returns {Promise<KeyDuration[]>} */
async function measureKey(page, key, times) {
  await page.evaluate(() => {
    Reflect.get(window, 'keyDurations').length = 0;
  });
  for (let count = 0; count < times; count += 1) {
    await page.keyboard.press(key);
    await page.evaluate((wanted) => Reflect.get(window, 'keysDone')(wanted), count + 1);
    // The other threads are still painting what the page has long handed over; a hand takes longer than that.
    await page.waitForTimeout(betweenKeysMs);
  }
  return page.evaluate(() => [...Reflect.get(window, 'keyDurations')]);
}

/** @param {Page} page */
async function openLongText(page) {
  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files…' }).click();
  // A second document, so that the long one can be left and come back to.
  const short = 'Nothing to see here.';
  const other = { id: 'short', passages: [{ offset: 0, infons: { type: 'abstract' }, text: short, annotations: [] }] };
  const { documents } = JSON.parse(longCorpus());
  const buffer = Buffer.from(JSON.stringify({ documents: [other, ...documents] }));
  await (await dialog).setFiles({ name: 'long.bioc.json', mimeType: 'application/json', buffer });
  await page.getByRole('rowheader', { name: 'long.bioc.json' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.getByRole('grid', { name: 'Samples' }).waitFor();
}

/** @param {string} name @param {readonly KeyDuration[]} durations */
function print(name, durations) {
  const painted = inOrder(durations.map((each) => each.painted));
  const all = inOrder(durations.map((each) => each.all));
  const figures = `median ${painted.median.toFixed(1)} ms, worst ${painted.worst.toFixed(1)} ms`;
  const allFigures = `all ${all.median.toFixed(1)} and ${all.worst.toFixed(1)} ms`;
  console.log(`  ${name.padEnd(26)} ${figures.padEnd(38)} ${allFigures} (${durations.length} times)`);
}

/** @param {readonly number[]} values */
function inOrder(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? NaN, worst: sorted.at(-1) ?? NaN };
}

/** @param {Page} page */
async function measureLongText(page) {
  const opened = await measureOpening(page);
  print('open the text', opened);
  await page.keyboard.press('e');
  print('next word', await measureKey(page, 'ArrowRight', 30));
  print('grow the selection', await measureKey(page, 'Shift+ArrowRight', 40));
  await page.keyboard.press('ArrowRight');
  print('next mention', await measureKey(page, 'Tab', 30));
  print('relabel, there and back', await measureKeys(page, ['1', '2'], 20));
  await goToMovable(page);
  print('move an edge, out and in', await measureKeys(page, [']', 'Shift+BracketRight'], 20));
  if (!(await isMoved(page))) throw new Error('the last move of an edge was refused');
  await page.keyboard.press('Escape');
}

/** To a mention whose end can go out by a word: an equal one may stand there already. @param {Page} page */
async function goToMovable(page) {
  for (let count = 0; count < 20; count += 1) {
    await measureKey(page, ']', 1);
    const isThere = await isMoved(page);
    await measureKey(page, isThere ? 'Shift+BracketRight' : 'Tab', 1);
    if (isThere) return;
  }
  throw new Error('no mention has an edge that can be moved');
}

/** @param {Page} page */
async function isMoved(page) {
  return (
    (await page
      .getByRole('status')
      .filter({ hasText: /^Move the end/u })
      .count()) > 0
  );
}

/** @param {Page} page @param {readonly string[]} keys @param {number} times */
async function measureKeys(page, keys, times) {
  const durations = [];
  for (let count = 0; count < times; count += 1) {
    for (const key of keys) durations.push(...(await measureKey(page, key, 1)));
  }
  return durations;
}

/** From the short sample to the long one and back. @param {Page} page */
async function measureOpening(page) {
  const durations = [];
  for (let count = 0; count < 5; count += 1) {
    await measureKey(page, 'k', 1);
    durations.push(...(await measureKey(page, 'j', 1)));
  }
  return durations;
}

/** Approves, and corrects one sample in five: another label, an edge, a mention deleted. @param {Page} page */
async function countKeys(page) {
  let keyCount = 0;
  const press = async (/** @type {readonly string[]} */ keys) => {
    for (const key of keys) await page.keyboard.press(key);
    keyCount += keys.length;
  };
  const corrections = [
    ['e', 'Tab', '2'],
    ['e', 'Tab', ']'],
    ['e', 'Tab', 'Delete'],
  ];
  for (let count = 0; count < reviewedCount; count += 1) {
    // `a` goes on from within the text too, and moves to the next sample.
    if (count % correctedEvery === 0) await press(corrections[(count / correctedEvery) % corrections.length] ?? []);
    await press(['a']);
  }
  return keyCount;
}

async function main() {
  await ensureInstalled();
  await ensureBuilt(['app']);
  const executablePath = await ensureChromium();
  const { chromium } = await import('@playwright/test');
  const server = await createStudioServer({ root: path.join(rootDir, 'dist') });
  const address = await listen(server, { port: 0, strictPort: true });
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] });
  try {
    console.log(
      `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.cpus().length} cores, Chromium ${browser.version()}`,
    );
    console.log(`load ${os.loadavg()[0]?.toFixed(1)}\n`);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(watchKeys);
    await page.goto(address);
    await openLongText(page);
    const session = await page.context().newCDPSession(page);
    for (const rate of [1, 4]) {
      await session.send('Emulation.setCPUThrottlingRate', { rate });
      console.log(
        `${(mentionCount * charactersPerMention).toLocaleString('en')} characters, ${mentionCount.toLocaleString('en')} mentions${rate === 1 ? '' : `, processor ${rate} times slower`}:`,
      );
      await measureLongText(page);
    }
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await page.context().close();
    const fresh = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await fresh.goto(address);
    await fresh.getByRole('button', { name: 'Open the demonstration corpus' }).click();
    await fresh.getByRole('rowheader', { name: /^demonstration/ }).waitFor();
    await fresh.keyboard.press('g');
    await fresh.keyboard.press('r');
    await fresh.getByRole('grid', { name: 'Samples' }).waitFor();
    const keyCount = await countKeys(fresh);
    const corrected = Math.ceil(reviewedCount / correctedEvery);
    console.log(
      `\n${reviewedCount} samples reviewed, ${corrected} of them corrected: ${keyCount} keys, ${(keyCount / reviewedCount).toFixed(2)} a sample`,
    );
    // A tool that labels by mouse and has a key to accept: select the span anew, delete the old one, accept.
    const rival = reviewedCount + corrected * 3;
    console.log(
      `the same where a wrong mention is deleted and drawn again by mouse: ${rival} keys and gestures, ${corrected * 2} of them with the mouse`,
    );
  } finally {
    await browser.close();
    server.close();
  }
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

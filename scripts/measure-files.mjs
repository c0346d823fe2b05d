// @ts-check
/** For `bench-scale.mjs`: how long files take to come in and to go out, and how much memory that takes in the page. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ensureChromium } from './find-chromium.mjs';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {{ readonly what: string, readonly ms: number, readonly heapBytes: number }} FileWork the page's heap at its highest */

const sentencesPerDocument = 10;
const heapEveryMs = 50;
/** Longer than that no person would wait. */
const patienceMs = 600_000;

/**
 * Opens a PubTator file of that many sentences in an empty studio.
 *
 * @param {string} address @param {number} sampleCount @returns {Promise<readonly FileWork[]>}
 */
export async function measureImport(address, sampleCount) {
  const { chromium } = await import('@playwright/test');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bioselect-import-'));
  const file = path.join(folder, 'made-up.txt');
  await writePubtator(file, sampleCount / sentencesPerDocument);
  const browser = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
    executablePath: await ensureChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.getByRole('button', { name: 'Choose files…' }).first().waitFor();
    const first = await watched(page, 'import of a file', async () => {
      await page.locator('input[type="file"]').first().setInputFiles(file);
      await page
        .getByText(`${sampleCount.toLocaleString('en-US')} samples`)
        .first()
        .waitFor({ timeout: patienceMs });
    });
    await writePubtator(file, 1, sampleCount);
    const second = await watched(page, 'one more document', async () => {
      await page.locator('input[type="file"]').first().setInputFiles(file);
      const count = sampleCount + sentencesPerDocument;
      await page
        .getByText(`${count.toLocaleString('en-US')} samples`)
        .first()
        .waitFor({ timeout: patienceMs });
    });
    return [first, second];
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of an open project: its export, and its corpus in another format. @param {Page} page @returns {Promise<readonly FileWork[]>} */
export async function measureExport(page) {
  await page.evaluate(() => void (window.location.hash = '#/export'));
  const zip = page.getByRole('button', { name: 'Download the zip' });
  await zip.waitFor({ timeout: patienceMs });
  const exported = await watched(page, 'export', async () => {
    await zip.click();
    await page
      .getByText(/bioselect-export-[\d-]+\.zip/u)
      .first()
      .waitFor({ timeout: patienceMs });
  });
  const written = await watched(page, 'the corpus as BioC XML', async () => {
    const write = page.getByRole('button', { name: 'Write the corpus' });
    if (await write.isVisible()) await write.click();
    await page.getByText('stands at its offsets').waitFor({ timeout: patienceMs });
  });
  return [exported, written];
}

/** @param {Page} page @param {string} what @param {() => Promise<void>} work @returns {Promise<FileWork>} */
async function watched(page, what, work) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const beganMs = performance.now();
  let heapBytes = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      heapBytes = Math.max(heapBytes, usedSize);
      await new Promise((resolve) => setTimeout(resolve, heapEveryMs));
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await watching;
  }
  return { what, ms: performance.now() - beganMs, heapBytes };
}

/** Sentences of some 90 characters with a chemical and a disease. @param {string} file @param {number} count @param {number} [from] */
async function writePubtator(file, count, from = 0) {
  const stream = createWriteStream(file);
  for (let index = from; index < from + count; index += 1) {
    const id = 10_000_000 + index;
    let text = '';
    let mentions = '';
    for (let place = 0; place < sentencesPerDocument; place += 1) {
      const number = index * sentencesPerDocument + place;
      for (const [quote, type] of [
        [['Naloxone', 'Clonidine', 'Aspirin'][number % 3], 'Chemical'],
        [['nausea', 'headache', 'seizures'][(number >> 2) % 3], 'Disease'],
      ]) {
        if (type === 'Disease') text += ' reversed the ';
        mentions += `${id}\t${text.length}\t${text.length + (quote ?? '').length}\t${quote}\t${type}\n`;
        text += quote;
      }
      text += ` of patient ${number} in group ${(number * 7919) % 1009} after ${number % 48} hours of follow-up. `;
    }
    // A title of no length: offsets count it and the space behind it.
    if (!stream.write(`${id}|t|\n${id}|a|${text.trimEnd()}\n${mentions.replaceAll(/\t(\d+)\t(\d+)\t/gu, shifted)}\n`)) {
      await once(stream, 'drain');
    }
  }
  stream.end();
  await once(stream, 'finish');
}

/** @param {string} _ @param {string} start @param {string} end */
function shifted(_, start, end) {
  return `\t${Number(start) + 1}\t${Number(end) + 1}\t`;
}

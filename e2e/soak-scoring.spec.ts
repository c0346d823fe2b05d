import { readFileSync } from 'node:fs';
import { expect, type Browser, type CDPSession } from '@playwright/test';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

const isLong = process.env['TEST_LONG'] === '1';
const sampleCount = 10_000;
const measureEveryMs = 4000;
/** A content hash, three numbers and two flags, with the objects around them. */
const RESULT_BYTES = 640;

/** Short, and no two alike. */
const corpus = Array.from({ length: sampleCount }, (_, index) =>
  JSON.stringify({
    instruction: 'Find the entities.',
    input: `Drug ${index * 7919} eased the pain of ${index + 3} rats.`,
    output: `[{"entity": "Chemical", "name": "Drug ${index * 7919}"}]`,
  }),
).join('\n');

interface MemoryPoint {
  readonly doneCount: number;
  readonly javascriptBytes: number;
  /** Resident memory of the page's process: WASM memory and every worker are in it. */
  readonly processBytes: number;
}

test(`${sampleCount} samples are scored in memory that stays flat`, async ({ page, browser }) => {
  test.skip(!isLong, 'takes minutes: TEST_LONG=1');
  test.setTimeout(1_800_000);
  const studio = new StudioPage(page);
  await studio.open();
  await studio.chooseFiles({ name: 'rows.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(corpus) });
  await studio.sourceRow('rows.jsonl').waitFor();
  await studio.goTo('Score');
  await studio.chooseDevice('WASM');
  await studio.main.getByRole('button', { name: /^Score / }).click();
  const session = await page.context().newCDPSession(page);
  const points: MemoryPoint[] = [];
  const end = studio.main.getByRole('button', { name: 'Select by IFD' });
  while (!(await end.isVisible())) {
    const doneCount = await countDone(studio);
    if (doneCount > 0)
      points.push({
        doneCount,
        javascriptBytes: await measureHeap(session),
        processBytes: await measureProcess(browser),
      });
    await page.waitForTimeout(measureEveryMs);
  }
  const fifths = [0, 1, 2, 3, 4].map((fifth) => {
    const inside = points.filter(({ doneCount }) => Math.min(4, Math.floor((5 * doneCount) / sampleCount)) === fifth);
    expect(inside.length, `measurements in fifth ${fifth + 1}`).toBeGreaterThan(0);
    const mean = (of: (point: MemoryPoint) => number) =>
      inside.reduce((sum, point) => sum + of(point), 0) / inside.length / 2 ** 20;
    return { javascript: mean((point) => point.javascriptBytes), process: mean((point) => point.processBytes) };
  });
  for (const what of ['javascript', 'process'] as const) {
    console.log(`${what}, mean MiB by fifths of the run: ${fifths.map((fifth) => fifth[what].toFixed(1)).join(', ')}`);
  }
  const [, warm, ...later] = fifths;
  // Garbage of the workers that is not collected yet comes and goes in it.
  for (const fifth of later) expect(fifth.process / (warm?.process ?? Number.NaN)).toBeLessThan(1.1);
  // What is left of a sample in the page is its result, which ranks it; anything more would be a leak.
  const kept =
    (((later.at(-1)?.javascript ?? Number.NaN) - (warm?.javascript ?? Number.NaN)) * 2 ** 20) / (0.6 * sampleCount);
  console.log(`${kept.toFixed(0)} bytes of the page's heap a sample`);
  expect(kept).toBeLessThan(RESULT_BYTES);
});

async function countDone(studio: StudioPage): Promise<number> {
  const words = await studio.main
    .getByText(/^[\d,]+ of [\d,]+$/)
    .first()
    .textContent({ timeout: 2000 })
    .catch(() => null);
  return words === null ? 0 : Number(words.split(' of ')[0]?.replaceAll(',', ''));
}

/** Objects of the page that are left after a collection. */
async function measureHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/** Of the largest renderer, which is the studio's: the others are the empty pages of the browser itself. */
async function measureProcess(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) * 1024);
  return Math.max(...sizes);
}

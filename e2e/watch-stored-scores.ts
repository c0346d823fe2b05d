import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { openBytes } from '../src/storage/database-bytes.ts';
import { readText } from '../src/storage/sql-value.ts';
import { loadNodeSqlite } from '../src/testing/node-sqlite.ts';
import type { WorkerReply } from '../src/worker/protocol.ts';

declare global {
  interface Window {
    /** Batches that the scorer has given this page. */
    scoredBatchCount?: number;
  }
}

/** From the next page on, counts the batches that arrive. */
export async function countScoredBatches(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.scoredBatchCount = 0;
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }: MessageEvent<WorkerReply | undefined>) => {
          if (data !== undefined && 'kind' in data && data.kind === 'scored') {
            window.scoredBatchCount = (window.scoredBatchCount ?? 0) + 1;
          }
        });
      }
    };
  });
}

/** By content hash, as a copy of the page's project has them; undefined where there is no IFD. */
export async function readStoredIfds(page: Page): Promise<ReadonlyMap<string, number | undefined>> {
  await page.getByRole('banner').getByRole('button', { name: 'Untitled project', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  const bytes = await readFile(await (await download).path());
  await page.keyboard.press('Escape');
  const db = openBytes(await loadNodeSqlite(), new Uint8Array(bytes));
  try {
    return new Map(
      db
        .selectArrays('SELECT content_hash, ifd FROM score')
        .map(([hash, ifd]) => [readText(hash), typeof ifd === 'number' ? ifd : undefined]),
    );
  } finally {
    db.close();
  }
}

import type { BrowserContext, Page } from '@playwright/test';
import type { StorageReply } from '../src/storage/storage-protocol.ts';
import type { WorkerReply } from '../src/worker/protocol.ts';

declare global {
  interface Window {
    storedIfds?: [contentHash: string, ifd: number | undefined][];
    /** Batches that the scorer has given this page. */
    scoredBatchCount?: number;
  }
}

/** From the next page on, counts the batches that arrive and notes the scores that the page reads from its disk. */
export async function watchStoredScores(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const stored: [string, number | undefined][] = [];
    window.storedIfds = stored;
    window.scoredBatchCount = 0;
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }: MessageEvent<WorkerReply | StorageReply | undefined>) => {
          if (data === undefined) return;
          if ('kind' in data && data.kind === 'scored') window.scoredBatchCount = (window.scoredBatchCount ?? 0) + 1;
          if (!('answer' in data) || !('kind' in data.answer) || data.answer.kind !== 'scores') return;
          for (const { contentHash, result } of data.answer.page.scores) {
            stored.push([contentHash, result.kind === 'scored' ? result.ifd : undefined]);
          }
        });
      }
    };
  });
}

/** By content hash; undefined where there is no IFD. Call it on a page that has brought its project back. */
export async function readStoredIfds(page: Page): Promise<ReadonlyMap<string, number | undefined>> {
  return new Map(await page.evaluate(() => window.storedIfds ?? []));
}

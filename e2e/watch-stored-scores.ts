import type { BrowserContext, Page } from '@playwright/test';
import { readText } from '../src/storage/database/sql-value.ts';
import type { ServerMessage } from '../src/thread/messages.ts';
import { readCopy, saveCopy } from './read-project-copy.ts';

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
        this.addEventListener('message', ({ data }: MessageEvent<ServerMessage>) => {
          // What the scorer calls back with a list of scores first.
          const [scored] = data.kind === 'ask' ? data.args : [];
          if (options?.name === 'bioselect-scorer' && Array.isArray(scored)) {
            window.scoredBatchCount = (window.scoredBatchCount ?? 0) + 1;
          }
        });
      }
    };
  });
}

/** By content hash, as a copy of the page's project has them; undefined where there is no IFD. */
export async function readStoredIfds(page: Page): Promise<ReadonlyMap<string, number | undefined>> {
  return readCopy(
    await saveCopy(page),
    (db) =>
      new Map(
        db
          .selectArrays('SELECT content_hash, ifd FROM score')
          .map(([hash, ifd]) => [readText(hash), typeof ifd === 'number' ? ifd : undefined]),
      ),
  );
}

import type { Page } from '@playwright/test';
import type { WorkerReply, WorkerRequest } from '../src/worker/scorer-protocol.ts';

interface WatchedScore {
  readonly prompt: string;
  readonly answer: string;
  /** Undefined where the studio gives none. */
  readonly ifd: number | undefined;
}

declare global {
  interface Window {
    watchedScores?: WatchedScore[];
  }
}

/** From the next page on, listens to what its workers are asked to score and what they answer. */
export async function watchScores(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched: WatchedScore[] = [];
    window.watchedScores = watched;
    const asked = new Map<string, { readonly prompt: string; readonly answer: string }>();
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }: MessageEvent<WorkerReply | undefined>) => {
          if (data?.kind !== 'scored') return;
          for (const { contentHash, result } of data.scored) {
            const input = asked.get(contentHash);
            const ifd = result.kind === 'scored' ? result.ifd : undefined;
            if (input !== undefined) watched.push({ ...input, ifd });
          }
        });
      }

      override postMessage(message: WorkerRequest, transfer?: Transferable[] | StructuredSerializeOptions): void {
        if (message.kind === 'score') for (const input of message.inputs) asked.set(input.contentHash, input);
        if (Array.isArray(transfer)) super.postMessage(message, transfer);
        else super.postMessage(message, transfer);
      }
    };
  });
}

/** Full precision, in the order in which they came. */
export async function readScores(page: Page): Promise<readonly WatchedScore[]> {
  return page.evaluate(() => window.watchedScores ?? []);
}

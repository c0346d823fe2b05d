import type { Page } from '@playwright/test';
import type { ScoredSample, ScoringInput } from '../src/core/ifd/scored-sample.ts';
import type { CallerMessage, ServerMessage } from '../src/thread/messages.ts';

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
    const scoreCalls = new Set<number>();
    const asked = new Map<string, { readonly prompt: string; readonly answer: string }>();
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }: MessageEvent<ServerMessage>) => {
          if (data.kind !== 'ask' || !scoreCalls.has(data.callId)) return;
          // `onScored` comes with scores first, `onProgress` with none.
          const scored: readonly ScoredSample[] = Array.isArray(data.args[0]) ? data.args[0] : [];
          for (const { contentHash, result } of scored) {
            const input = asked.get(contentHash);
            const ifd = result.kind === 'scored' ? result.ifd : undefined;
            if (input !== undefined) watched.push({ ...input, ifd });
          }
        });
      }

      override postMessage(message: CallerMessage, transfer?: Transferable[] | StructuredSerializeOptions): void {
        if (message.kind === 'call' && `${message.of}.${message.method}` === 'scorer.score') {
          scoreCalls.add(message.callId);
          const inputs: readonly ScoringInput[] = Array.isArray(message.args[0]) ? message.args[0] : [];
          for (const input of inputs) asked.set(input.contentHash, input);
        }
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

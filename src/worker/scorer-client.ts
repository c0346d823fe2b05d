import { FailureError } from '../core/failure.ts';
import { ThreadClient, type ThreadEndpoint } from '../thread/thread-client.ts';
import { withOwn } from '../thread/remote.ts';
import type { Scorer, ScorerClient } from './scorer-protocol.ts';

/**
 * Talks to the scorer's thread. Every load starts a fresh worker and ends the old one: WASM memory never shrinks, and
 * thread counts are fixed by the first use. What an ended worker was doing rejects as cancelled.
 */
export function createScorerClient(startWorker: () => ThreadEndpoint): ScorerClient {
  const client = new ThreadClient<{ readonly scorer: Scorer }>(startWorker, {
    name: 'the scorer',
    broken: (detail) => ({ code: 'worker-crashed', detail }),
    restarts: true,
  });
  const { scorer } = client.remote;
  const stop = (): void => client.stop({ code: 'cancelled' });

  /** Says something to the run that may be under way; with its thread the run is over, and `score` says why. */
  const tellRun = async (tell: () => Promise<void>): Promise<void> => {
    if (!client.isRunning) return;
    try {
      await tell();
    } catch (thrown) {
      if (!(thrown instanceof FailureError) || client.isRunning) throw thrown;
    }
  };

  return withOwn(scorer, {
    load: (...asked: Parameters<Scorer['load']>) => {
      stop();
      return scorer.load(...asked);
    },
    pause: () => tellRun(() => scorer.pause()),
    resume: () => {
      void tellRun(() => scorer.resume());
    },
    dispose: stop,
  });
}

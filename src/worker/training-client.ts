import type { Remote } from '../thread/remote.ts';
import { ThreadClient, type ThreadEndpoint } from '../thread/thread-client.ts';
import type { Trainer, TrainingClient } from './training-protocol.ts';

/** Every call has a thread of its own, which ends with it: the memory that WASM took for a training never shrinks. */
export function createTrainingClient(startWorker: () => ThreadEndpoint): TrainingClient {
  const inOwnThread = async <Result>(ask: (trainer: Remote<Trainer>) => Promise<Result>): Promise<Result> => {
    const client = new ThreadClient<{ readonly trainer: Trainer }>(startWorker, {
      name: 'the training',
      broken: (detail) => ({ code: 'worker-crashed', detail }),
      restarts: false,
    });
    try {
      return await ask(client.remote.trainer);
    } finally {
      client.stop({ code: 'cancelled' });
    }
  };
  return {
    train: (...asked) => inOwnThread((trainer) => trainer.train(...asked)),
    pack: (...asked) => inOwnThread((trainer) => trainer.pack(...asked)),
  };
}

import { FailureError } from '../core/failure.ts';
import type { TrainClient, TrainedModel, TrainReply, TrainRequest } from './train-protocol.ts';

/** What the client needs of a `Worker`. */
export interface TrainPort {
  postMessage(message: TrainRequest): void;
  onmessage: ((event: MessageEvent<TrainReply>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror?: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** Every call has a thread of its own, which ends with it: the memory that WASM took for a training never shrinks. */
export function createTrainClient(startWorker: () => TrainPort): TrainClient {
  const call = <Result>(
    request: TrainRequest,
    pick: (reply: TrainReply) => { readonly result: Result } | undefined,
    signal?: AbortSignal,
  ): Promise<Result> => {
    if (signal?.aborted === true) return Promise.reject(new FailureError({ code: 'cancelled' }));
    const port = startWorker();
    const stop = (): void => {
      port.postMessage({ kind: 'stop' });
    };
    return new Promise<Result>((resolve, reject) => {
      const crash = (detail: string): void => {
        reject(new FailureError({ code: 'worker-crashed', detail }));
      };
      port.onmessage = ({ data }) => {
        const picked = pick(data);
        if (picked !== undefined) resolve(picked.result);
        if (data.kind === 'failed') reject(new FailureError(data.failure));
      };
      port.onmessageerror = () => {
        crash('a message could not be read');
      };
      port.onerror = ({ message }) => {
        crash(message || 'the worker could not start');
      };
      signal?.addEventListener('abort', stop, { once: true });
      port.postMessage(request);
    }).finally(() => {
      signal?.removeEventListener('abort', stop);
      port.terminate();
    });
  };
  return {
    train: (source, rows, { signal, onProgress, ...options }) =>
      call<TrainedModel>(
        { kind: 'train', source, rows, options },
        (reply) => {
          if (reply.kind === 'progress') onProgress(reply.progress);
          return reply.kind === 'trained' ? { result: reply.trained } : undefined;
        },
        signal,
      ),
    pack: (files, timeMs) =>
      call({ kind: 'pack', files, timeMs }, (reply) => (reply.kind === 'packed' ? { result: reply.bytes } : undefined)),
  };
}

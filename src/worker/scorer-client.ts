import { FailureError, type Failure } from '../core/failure.ts';
import type {
  GeneratedAnswer,
  LoadedModel,
  LoadStage,
  ScorerClient,
  ScoringSpeed,
  WorkerReply,
  WorkerRequest,
} from './protocol.ts';

/** What the client needs of a `Worker`; a `MessagePort` fits as well. */
export interface WorkerPort {
  postMessage(message: WorkerRequest): void;
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror?: ((event: ErrorEvent) => void) | null;
  terminate?(): void;
}

interface Pending {
  readonly onReply: (reply: WorkerReply) => void;
  readonly reject: (error: FailureError) => void;
}

/**
 * Talks to the scorer's thread. Every load starts a fresh worker and ends the old one: WASM memory never shrinks, and
 * thread counts are fixed by the first use. Replies to requests of an ended worker are dropped.
 */
export function createScorerClient(startWorker: () => WorkerPort): ScorerClient {
  const pending = new Map<number, Pending>();
  let port: WorkerPort | undefined;
  let nextRequestId = 1;
  let scoringId: number | undefined;
  /** Those who wait for a pause to hold. */
  let pausing: (() => void)[] = [];

  const settlePause = (): void => {
    for (const settle of pausing) settle();
    pausing = [];
  };

  const failAll = (failure: Failure): void => {
    for (const { reject } of pending.values()) reject(new FailureError(failure));
    pending.clear();
    scoringId = undefined;
    settlePause();
  };

  const stopWorker = (failure: Failure): void => {
    failAll(failure);
    if (port === undefined) return;
    port.onmessage = null;
    port.terminate?.();
    port = undefined;
  };

  const startFresh = (): WorkerPort => {
    stopWorker({ code: 'cancelled' });
    const fresh = startWorker();
    fresh.onmessage = ({ data }) => pending.get(data.requestId)?.onReply(data);
    fresh.onmessageerror = () => stopWorker({ code: 'worker-crashed', detail: 'a message could not be read' });
    fresh.onerror = (event) =>
      stopWorker({ code: 'worker-crashed', detail: event.message || 'the worker could not start' });
    port = fresh;
    return fresh;
  };

  const send = (request: WorkerRequest): void => {
    if (port === undefined) throw new FailureError({ code: 'unexpected', detail: 'no model is loaded' });
    port.postMessage(request);
  };

  /** Sends a request and settles with the first reply for which `pick` gives a value, or with the failure. */
  const call = <Result>(
    build: (requestId: number) => WorkerRequest,
    pick: (reply: WorkerReply) => { readonly result: Result } | undefined,
    signal?: AbortSignal,
  ): Promise<Result> => {
    const requestId = nextRequestId;
    nextRequestId += 1;
    const cancel = (): void => port?.postMessage({ kind: 'cancel', requestId });
    return new Promise<Result>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new FailureError({ code: 'cancelled' }));
        return;
      }
      const onReply = (reply: WorkerReply): void => {
        if (reply.kind === 'failed') {
          reject(new FailureError(reply.failure));
          return;
        }
        const picked = pick(reply);
        if (picked !== undefined) resolve(picked.result);
      };
      pending.set(requestId, { onReply, reject });
      signal?.addEventListener('abort', cancel, { once: true });
      send(build(requestId));
    }).finally(() => {
      pending.delete(requestId);
      signal?.removeEventListener('abort', cancel);
      if (scoringId !== requestId) return;
      scoringId = undefined;
      settlePause();
    });
  };

  return {
    load: (source, { device, precision, threadCount, onProgress }) => {
      startFresh();
      return call<LoadedModel>(
        (requestId) => ({ kind: 'load', requestId, source, device, precision, threadCount }),
        (reply) => pickLoaded(reply, onProgress),
      );
    },
    score: (inputs, { variant, maxLength, signal, onScored, onProgress }) =>
      call<void>(
        (requestId) => {
          scoringId = requestId;
          return { kind: 'score', requestId, inputs, options: { variant, maxLength } };
        },
        (reply) => {
          if (reply.kind === 'scored') onScored(reply.scored, reply.progress);
          if (reply.kind === 'score-progress') onProgress?.(reply.progress);
          if (reply.kind === 'paused') settlePause();
          return reply.kind === 'score-done' ? { result: undefined } : undefined;
        },
        signal,
      ),
    probe: (inputs, { variant, maxLength, signal }) =>
      call<ScoringSpeed>(
        (requestId) => ({ kind: 'probe', requestId, inputs, options: { variant, maxLength } }),
        (reply) => (reply.kind === 'probed' ? { result: reply.speed } : undefined),
        signal,
      ),
    pause: async () => {
      if (scoringId === undefined) return;
      const held = new Promise<void>((resolve) => {
        pausing.push(resolve);
      });
      send({ kind: 'pause', requestId: scoringId });
      await held;
    },
    resume: () => {
      settlePause();
      if (scoringId !== undefined) send({ kind: 'resume', requestId: scoringId });
    },
    generate: (request, { signal, onText }) =>
      call<GeneratedAnswer>(
        (requestId) => ({ kind: 'generate', requestId, request }),
        (reply) => {
          if (reply.kind === 'token') onText?.(reply.text, reply.mentions);
          return reply.kind === 'generated' ? { result: reply.answer } : undefined;
        },
        signal,
      ),
    predict: (inputs, { maxNewTokens, signal, onPredicted }) =>
      call<void>(
        (requestId) => ({ kind: 'predict', requestId, inputs, maxNewTokens }),
        (reply) => {
          if (reply.kind === 'predicted') onPredicted(reply.predicted, reply.progress);
          return reply.kind === 'predict-done' ? { result: undefined } : undefined;
        },
        signal,
      ),
    dispose: () => stopWorker({ code: 'cancelled' }),
  };
}

function pickLoaded(
  reply: WorkerReply,
  onProgress: ((stage: LoadStage, loadedBytes: number, totalBytes: number | undefined) => void) | undefined,
): { readonly result: LoadedModel } | undefined {
  if (reply.kind === 'load-progress') onProgress?.(reply.stage, reply.loadedBytes, reply.totalBytes);
  return reply.kind === 'loaded' ? { result: reply.model } : undefined;
}

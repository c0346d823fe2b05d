import { FailureError, type Failure } from '../core/failure.ts';
import { createRateMeter } from '../core/ifd/score-progress.ts';
import type { DecoderModel } from '../decoder/decoder-model.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { DEFAULT_TOKEN_BUDGET } from '../scoring/row-meter.ts';
import { scoreSamples } from '../scoring/score-samples.ts';
import type { TrustReference } from '../scoring/trust-check.ts';
import { createAnswerRequests } from './answer-requests.ts';
import type { LoadedModel, LoadStage, WorkerReply, WorkerRequest } from './protocol.ts';

export type LoadModel = (
  request: LoadRequest,
  onProgress: (stage: LoadStage, loadedBytes: number, totalBytes: number | undefined) => void,
) => Promise<{ readonly model: DecoderModel; readonly loaded: LoadedModel; readonly trust: TrustReference }>;

type LoadRequest = Extract<WorkerRequest, { kind: 'load' }>;
type ScoreRequest = Extract<WorkerRequest, { kind: 'score' }>;

/** A device may go once for reasons of its own (a driver's update, a sleeping laptop); twice more with smaller batches. */
const MAX_DEVICE_LOSSES = 3;

/** The worker's side of the protocol: takes requests, sends replies, holds one model. */
export function createScorerHandler(
  loadModel: LoadModel,
  reply: (message: WorkerReply) => void,
): (request: WorkerRequest) => void {
  let model: DecoderModel | undefined;
  let trust: TrustReference | undefined;
  let lastLoad: LoadRequest | undefined;
  const running = new Map<number, AbortController>();
  const pauses = new Map<number, PauseGate>();

  const requireModel = (): DecoderModel => {
    if (model === undefined) throw new FailureError({ code: 'unexpected', detail: 'no model is loaded' });
    return model;
  };

  const answers = createAnswerRequests(requireModel, reply);

  const load = async (request: LoadRequest): Promise<void> => {
    const { requestId } = request;
    await model?.dispose();
    model = undefined;
    const result = await loadModel(request, (stage, loadedBytes, totalBytes) => {
      reply({ kind: 'load-progress', requestId, stage, loadedBytes, totalBytes });
    });
    model = result.model;
    trust = result.trust;
    // What a lost device is replaced by: the same backend, whatever "auto" would choose then.
    lastLoad = { ...request, device: result.loaded.backend };
    reply({ kind: 'loaded', requestId, model: result.loaded });
  };

  /** Loads the same model on the same backend again; the lost session's resources went with its device. */
  const reload = async (): Promise<void> => {
    if (lastLoad === undefined) throw new FailureError({ code: 'unexpected', detail: 'no model was loaded' });
    const result = await loadModel(lastLoad, () => undefined);
    model = result.model;
    trust = result.trust;
  };

  const score = async ({ requestId, inputs, options }: ScoreRequest, signal: AbortSignal): Promise<void> => {
    const gate = createPauseGate();
    pauses.set(requestId, gate);
    const meter = createRateMeter(inputs.length, performance.now());
    const done = new Set<string>();
    let tokensBefore = 0;
    for (let lossCount = 0; done.size < inputs.length;) {
      let tokens = 0;
      const rest = inputs.filter(({ contentHash }) => !done.has(contentHash));
      try {
        await scoreSamples(requireModel(), rest, {
          ...options,
          signal,
          gate: gate.pass,
          tokenBudget: DEFAULT_TOKEN_BUDGET / 2 ** lossCount,
          ...(trust === undefined ? {} : { trust }),
          onScored: (scored, { tokenCount }) => {
            tokens = tokenCount;
            for (const { contentHash } of scored) done.add(contentHash);
            const progress = meter(done.size, tokensBefore + tokens, performance.now());
            reply({ kind: 'scored', requestId, scored, progress });
          },
        });
      } catch (thrown) {
        lossCount += 1;
        if (toRuntimeFailure(thrown).code !== 'device-lost' || lossCount > MAX_DEVICE_LOSSES) throw thrown;
        tokensBefore += tokens;
        await reload();
      }
    }
    reply({ kind: 'score-done', requestId });
  };

  const perform = (requestId: number, work: (signal: AbortSignal) => Promise<void>): void => {
    const controller = new AbortController();
    running.set(requestId, controller);
    work(controller.signal)
      .catch((thrown: unknown) => {
        const failure: Failure = controller.signal.aborted ? { code: 'cancelled' } : toRuntimeFailure(thrown);
        reply({ kind: 'failed', requestId, failure });
      })
      .finally(() => {
        running.delete(requestId);
        pauses.delete(requestId);
      });
  };

  return (request) => {
    switch (request.kind) {
      case 'load':
        return perform(request.requestId, () => load(request));
      case 'score':
        return perform(request.requestId, (signal) => score(request, signal));
      case 'generate':
        return perform(request.requestId, (signal) => answers.generate(request, signal));
      case 'predict':
        return perform(request.requestId, (signal) => answers.predict(request, signal));
      case 'pause':
        return pauses.get(request.requestId)?.close();
      case 'resume':
        return pauses.get(request.requestId)?.open();
      case 'cancel':
        running.get(request.requestId)?.abort();
        // A paused run has to wake up to see that it is over.
        return pauses.get(request.requestId)?.open();
      default:
        return request satisfies never;
    }
  };
}

interface PauseGate {
  readonly pass: () => Promise<void>;
  readonly close: () => void;
  readonly open: () => void;
}

function createPauseGate(): PauseGate {
  let closed: Promise<void> | undefined;
  let release = (): void => undefined;
  return {
    pass: () => closed ?? Promise.resolve(),
    close: () => {
      closed ??= new Promise((resolve) => {
        release = resolve;
      });
    },
    open: () => {
      closed = undefined;
      release();
    },
  };
}

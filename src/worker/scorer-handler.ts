import { FailureError, type Failure } from '../core/failure.ts';
import { createRateMeter } from '../core/ifd/score-progress.ts';
import type { DecoderModel } from '../decoder/decoder-model.ts';
import { generateAnswer } from '../decoder/generate-answer.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { scoreSamples } from '../scoring/score-samples.ts';
import type { TrustReference } from '../scoring/trust-check.ts';
import type { LoadedModel, LoadStage, WorkerReply, WorkerRequest } from './protocol.ts';

export type LoadModel = (
  request: Extract<WorkerRequest, { kind: 'load' }>,
  onProgress: (stage: LoadStage, loadedBytes: number, totalBytes: number | undefined) => void,
) => Promise<{ readonly model: DecoderModel; readonly loaded: LoadedModel; readonly trust: TrustReference }>;

type ScoreRequest = Extract<WorkerRequest, { kind: 'score' }>;
type GenerateCall = Extract<WorkerRequest, { kind: 'generate' }>;

/** The worker's side of the protocol: takes requests, sends replies, holds one model. */
export function createScorerHandler(
  loadModel: LoadModel,
  reply: (message: WorkerReply) => void,
): (request: WorkerRequest) => void {
  let model: DecoderModel | undefined;
  let trust: TrustReference | undefined;
  const running = new Map<number, AbortController>();
  const pauses = new Map<number, PauseGate>();

  const requireModel = (): DecoderModel => {
    if (model === undefined) throw new FailureError({ code: 'unexpected', detail: 'no model is loaded' });
    return model;
  };

  const load = async (request: Extract<WorkerRequest, { kind: 'load' }>): Promise<void> => {
    const { requestId } = request;
    await model?.dispose();
    model = undefined;
    const result = await loadModel(request, (stage, loadedBytes, totalBytes) => {
      reply({ kind: 'load-progress', requestId, stage, loadedBytes, totalBytes });
    });
    model = result.model;
    trust = result.trust;
    reply({ kind: 'loaded', requestId, model: result.loaded });
  };

  const score = async ({ requestId, inputs, options }: ScoreRequest, signal: AbortSignal): Promise<void> => {
    const gate = createPauseGate();
    pauses.set(requestId, gate);
    const meter = createRateMeter(inputs.length, performance.now());
    let doneCount = 0;
    await scoreSamples(requireModel(), inputs, {
      ...options,
      signal,
      gate: gate.pass,
      ...(trust === undefined ? {} : { trust }),
      onScored: (scored, { tokenCount }) => {
        doneCount += scored.length;
        reply({ kind: 'scored', requestId, scored, progress: meter(doneCount, tokenCount, performance.now()) });
      },
    });
    reply({ kind: 'score-done', requestId });
  };

  const generate = async ({ requestId, request }: GenerateCall, signal: AbortSignal): Promise<void> => {
    const startMs = performance.now();
    const answer = await generateAnswer(requireModel(), request.prompt, {
      maxNewTokens: request.maxNewTokens,
      signal,
      constraint: { text: request.input, entityTypes: request.entityTypes },
      onText: (text, mentions) => reply({ kind: 'token', requestId, text, mentions }),
    });
    const mentions = answer.mentions ?? [];
    reply({ kind: 'generated', requestId, answer: { ...answer, mentions, elapsedMs: performance.now() - startMs } });
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
        return perform(request.requestId, (signal) => generate(request, signal));
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

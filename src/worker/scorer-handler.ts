import { FailureError, type Failure } from '../core/failure.ts';
import { createWorkMeter } from '../core/ifd/score-progress.ts';
import { scoringWork, sharedLength } from '../core/ifd/scoring-work.ts';
import type { DecoderModel } from '../decoder/model/decoder-model.ts';
import type { ScoringInput } from '../core/ifd/scored-sample.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { DEFAULT_TOKEN_BUDGET } from '../scoring/row-meter.ts';
import { scoreSamples } from '../scoring/score-samples.ts';
import type { TrustReference } from '../scoring/trust-check.ts';
import { createAnswerRequests } from './answer-requests.ts';
import { modelBytes, probeSpeed } from './probe-speed.ts';
import type { LoadedModel, LoadStage, ScoringProgress, WorkerReply, WorkerRequest } from './protocol.ts';
import { takeMessages } from './take-messages.ts';

export type LoadModel = (
  request: LoadRequest,
  onProgress: (stage: LoadStage, loadedBytes: number, totalBytes: number | undefined) => void,
) => Promise<{ readonly model: DecoderModel; readonly loaded: LoadedModel; readonly trust: TrustReference }>;

type LoadRequest = Extract<WorkerRequest, { kind: 'load' }>;
type ProbeRequest = Extract<WorkerRequest, { kind: 'probe' }>;
type ScoreRequest = Extract<WorkerRequest, { kind: 'score' }>;

/** Batches are told of at this pace: each message costs the page a drawing. */
const TELL_EVERY_MS = 250;

/** A device may go once for reasons of its own (a driver's update, a sleeping laptop); twice more with smaller batches. */
const MAX_DEVICE_LOSSES = 3;

/**
 * The worker's side of the protocol: takes requests, sends replies, holds one model.
 *
 * @param runtimeBytes of memory that the runtime has taken.
 */
export function createScorerHandler(
  loadModel: LoadModel,
  reply: (message: WorkerReply) => void,
  runtimeBytes: () => number = () => 0,
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
    const gate = createPauseGate(() => reply({ kind: 'paused', requestId }));
    pauses.set(requestId, gate);
    const now = (): number => performance.now();
    const shared = sharedLength(inputs);
    const workOf = (some: readonly ScoringInput[]): number =>
      some.reduce((sum, input) => sum + scoringWork(input, shared), 0);
    const workTotal = workOf(inputs);
    const meter = createWorkMeter({ totalCount: inputs.length, workTotal }, now());
    const done = new Set<string>();
    let [tokenCount, work, toldAtMs] = [0, 0, now()];
    const measure = (): ScoringProgress => {
      toldAtMs = now();
      return meter({ doneCount: done.size, tokenCount, work }, toldAtMs);
    };
    for (let lossCount = 0; done.size < inputs.length;) {
      const rest = inputs.filter(({ contentHash }) => !done.has(contentHash));
      // What a lost device had read and not handed out is read again.
      work = workTotal - workOf(rest);
      try {
        await scoreSamples(requireModel(), rest, {
          ...options,
          signal,
          gate: gate.pass,
          now,
          tokenBudget: DEFAULT_TOKEN_BUDGET / 2 ** lossCount,
          ...(trust === undefined ? {} : { trust }),
          onBatch: (ownTokens) => {
            tokenCount += ownTokens;
          },
          onWork: (more) => {
            work += more;
            if (now() - toldAtMs < TELL_EVERY_MS) return;
            reply({ kind: 'score-progress', requestId, progress: measure() });
          },
          onScored: (scored) => {
            for (const { contentHash } of scored) done.add(contentHash);
            reply({ kind: 'scored', requestId, scored, progress: measure() });
          },
        });
      } catch (thrown) {
        lossCount += 1;
        if (toRuntimeFailure(thrown).code !== 'device-lost' || lossCount > MAX_DEVICE_LOSSES) throw thrown;
        await reload();
      }
    }
    reply({ kind: 'score-done', requestId });
  };

  const probe = async (request: ProbeRequest, signal: AbortSignal): Promise<void> => {
    const { requestId, inputs, options } = request;
    const probed = requireModel();
    const { workPerSecond } = await probeSpeed(probed, inputs, { ...options, signal });
    const memoryBytes = runtimeBytes() + modelBytes(probed, lastLoad?.device === 'webgpu' ? 'webgpu' : 'wasm');
    reply({ kind: 'probed', requestId, speed: { workPerSecond, memoryBytes } });
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
      case 'probe':
        return perform(request.requestId, (signal) => probe(request, signal));
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
  /** Awaited between batches: takes the messages that have come, and holds while the gate is closed. */
  readonly pass: (handOut: () => Promise<void>) => Promise<void>;
  readonly close: () => void;
  readonly open: () => void;
}

/** @param onHeld called when a run stands before the closed gate, with all handed out that it had done. */
function createPauseGate(onHeld: () => void): PauseGate {
  let closed: Promise<void> | undefined;
  let release = (): void => undefined;
  return {
    pass: async (handOut) => {
      await takeMessages();
      while (closed !== undefined) {
        await handOut();
        onHeld();
        await closed;
      }
    },
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

import { FailureError } from '../core/failure.ts';
import { createWorkMeter } from '../core/ifd/score-progress.ts';
import { scoringWork, sharedLength } from '../core/ifd/scoring-work.ts';
import type { DecoderModel } from '../decoder/model/decoder-model.ts';
import type { ScoringInput } from '../core/ifd/scored-sample.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { DEFAULT_TOKEN_BUDGET } from '../scoring/row-meter.ts';
import { scoreSamples } from '../scoring/score-samples.ts';
import type { TrustReference } from '../scoring/trust-check.ts';
import { answerOne, answerMany } from './answer-requests.ts';
import { PauseGate } from './pause-gate.ts';
import { modelBytes, probeSpeed } from './probe-speed.ts';
import type {
  GeneratedAnswer,
  GenerateRequest,
  GenerateRun,
  LoadedModel,
  LoadOptions,
  ModelSource,
  PredictInput,
  PredictRun,
  ScoreOptions,
  Scorer,
  ScoreRun,
  ScoringProgress,
  ScoringSpeed,
} from './scorer-protocol.ts';

/** Reads a model. Throws what the runtime throws. */
export type LoadModel = (
  source: ModelSource,
  options: LoadOptions,
) => Promise<{ readonly model: DecoderModel; readonly loaded: LoadedModel; readonly trust: TrustReference }>;

/** Batches are told of at this pace: each message costs the page a drawing. */
const TELL_EVERY_MS = 250;

/** A device may go once for reasons of its own (a driver's update, a sleeping laptop); twice more with smaller batches. */
const MAX_DEVICE_LOSSES = 3;

/** Answers in the scorer's thread; holds one model. Throws what the runtime throws. */
export class ScorerService implements Scorer {
  readonly #loadModel: LoadModel;
  readonly #runtimeBytes: () => number;
  #model: DecoderModel | undefined;
  #trust: TrustReference | undefined;
  #lastLoad: { readonly source: ModelSource; readonly options: LoadOptions } | undefined;
  /** Of the run under way. */
  #gate: PauseGate | undefined;

  /** @param runtimeBytes of memory that the runtime has taken. */
  constructor(loadModel: LoadModel, runtimeBytes: () => number = () => 0) {
    this.#loadModel = loadModel;
    this.#runtimeBytes = runtimeBytes;
  }

  async load(source: ModelSource, options: LoadOptions): Promise<LoadedModel> {
    await this.#model?.dispose();
    this.#model = undefined;
    const { model, trust, loaded } = await this.#loadModel(source, options);
    this.#model = model;
    this.#trust = trust;
    const { precision, threadCount } = options;
    // What a lost device is replaced by: the same backend, whatever "auto" would choose then.
    this.#lastLoad = {
      source,
      options: { device: loaded.backend, precision, ...(threadCount !== undefined && { threadCount }) },
    };
    return loaded;
  }

  async score(inputs: readonly ScoringInput[], { signal, onScored, onProgress, ...options }: ScoreRun): Promise<void> {
    const gate = new PauseGate();
    this.#gate = gate;
    // A paused run has to wake up to see that it is over.
    signal?.addEventListener('abort', () => gate.open());
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
    try {
      for (let lossCount = 0; done.size < inputs.length;) {
        const rest = inputs.filter(({ contentHash }) => !done.has(contentHash));
        // What a lost device had read and not handed out is read again.
        work = workTotal - workOf(rest);
        try {
          await scoreSamples(this.#requireModel(), rest, {
            ...options,
            ...(signal && { signal }),
            gate: gate.pass,
            now,
            tokenBudget: DEFAULT_TOKEN_BUDGET / 2 ** lossCount,
            ...(this.#trust === undefined ? {} : { trust: this.#trust }),
            onBatch: (ownTokens) => {
              tokenCount += ownTokens;
            },
            onWork: (more) => {
              work += more;
              if (now() - toldAtMs >= TELL_EVERY_MS) onProgress?.(measure());
            },
            onScored: (scored) => {
              for (const { contentHash } of scored) done.add(contentHash);
              onScored(scored, measure());
            },
          });
        } catch (thrown) {
          lossCount += 1;
          if (toRuntimeFailure(thrown).code !== 'device-lost' || lossCount > MAX_DEVICE_LOSSES) throw thrown;
          await this.#reload();
        }
      }
    } finally {
      gate.open();
      if (this.#gate === gate) this.#gate = undefined;
    }
  }

  async probe(
    inputs: readonly ScoringInput[],
    { signal, ...options }: ScoreOptions & { readonly signal?: AbortSignal },
  ): Promise<ScoringSpeed> {
    const probed = this.#requireModel();
    const { workPerSecond } = await probeSpeed(probed, inputs, { ...options, ...(signal && { signal }) });
    const backend = this.#lastLoad?.options.device === 'webgpu' ? 'webgpu' : 'wasm';
    return { workPerSecond, memoryBytes: this.#runtimeBytes() + modelBytes(probed, backend) };
  }

  async pause(): Promise<void> {
    await this.#gate?.close();
  }

  resume(): void {
    this.#gate?.open();
  }

  async generate(request: GenerateRequest, options: GenerateRun): Promise<GeneratedAnswer> {
    return answerOne(this.#requireModel(), request, options);
  }

  async predict(inputs: readonly PredictInput[], options: PredictRun): Promise<void> {
    await answerMany(this.#requireModel(), inputs, options);
  }

  /** Loads the same model on the same backend again; the lost session's resources went with its device. */
  async #reload(): Promise<void> {
    if (this.#lastLoad === undefined) throw new FailureError({ code: 'unexpected', detail: 'no model was loaded' });
    const { model, trust } = await this.#loadModel(this.#lastLoad.source, this.#lastLoad.options);
    this.#model = model;
    this.#trust = trust;
  }

  #requireModel(): DecoderModel {
    if (this.#model === undefined) throw new FailureError({ code: 'unexpected', detail: 'no model is loaded' });
    return this.#model;
  }
}

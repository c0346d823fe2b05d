import { FailureError, type Failure } from '../../core/failure.ts';
import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import type { ScoredSample, ScoringInput } from '../../core/ifd/scored-sample.ts';
import type {
  GeneratedAnswer,
  LoadedModel,
  ModelSource,
  PredictInput,
  ScorerClient,
  ScoringSpeed,
} from '../../worker/scorer-protocol.ts';

/** A scorer whose batches arrive when the test says so; the IFD of a content is made of its hash. */
export class FakeScorer implements ScorerClient {
  readonly loads: ModelSource[] = [];
  /** What a model loads in where that is left to it. */
  autoDtype: WeightDtype = 'f32';
  /** What it loads in whatever is asked. */
  onlyDtype: WeightDtype | undefined;
  /** What a model runs on. */
  backend: LoadedModel['backend'] = 'wasm';
  /** Contents given to `score`, one list a call. */
  readonly runs: (readonly ScoringInput[])[] = [];
  isPaused = false;
  /** What a pause waits for. */
  batchAtHand: Promise<void> | undefined;
  /** What `load` fails with, where it is to fail. */
  loadFailure: Failure | undefined;
  answer: GeneratedAnswer = { text: '[]', mentions: [], tokenCount: 2, elapsedMs: 1, cut: false, stopped: false };
  /** Text that `generate` streams before it answers. */
  stream: readonly string[] = [];
  readonly #waiting = new Map<number, () => void>();
  #current:
    | {
        readonly inputs: readonly ScoringInput[];
        readonly onScored: Parameters<ScorerClient['score']>[1]['onScored'];
        doneCount: number;
        resolve(): void;
        reject(error: FailureError): void;
      }
    | undefined;

  async load(...[source, { precision }]: Parameters<ScorerClient['load']>): Promise<LoadedModel> {
    this.fail({ code: 'cancelled' });
    this.loads.push(source);
    if (this.loadFailure !== undefined) throw new FailureError(this.loadFailure);
    return {
      name: source.name,
      architecture: 'Qwen3ForCausalLM',
      parameterCount: 1,
      hash: `hash of ${source.name}`,
      backend: this.backend,
      dtype: precision === 'auto' ? (this.onlyDtype ?? this.autoDtype) : (this.onlyDtype ?? precision),
      threadCount: 1,
      adapter: '',
      loadMs: 1,
    };
  }

  async score(...[inputs, options]: Parameters<ScorerClient['score']>): Promise<void> {
    this.runs.push(inputs);
    this.isPaused = false;
    return new Promise((resolve, reject) => {
      const current = { inputs, onScored: options.onScored, doneCount: 0, resolve, reject };
      this.#current = current;
      const cancel = (): void => {
        if (this.#current === current) this.fail({ code: 'cancelled' });
      };
      if (options.signal?.aborted === true) cancel();
      options.signal?.addEventListener('abort', cancel);
      this.#waiting.get(this.runs.length)?.();
    });
  }

  /** Resolves when `score` has been called `runCount` times. */
  async started(runCount: number): Promise<void> {
    if (this.runs.length >= runCount) return;
    return new Promise((resolve) => {
      this.#waiting.set(runCount, resolve);
    });
  }

  /** Delivers the next contents of the running score, and its end with the last. */
  deliver(count = Infinity): void {
    const current = this.#current;
    if (current === undefined) throw new Error('nothing is being scored');
    const batch = current.inputs.slice(current.doneCount, current.doneCount + count);
    current.doneCount += batch.length;
    const progress = {
      doneCount: current.doneCount,
      totalCount: current.inputs.length,
      samplesPerSecond: 10,
      tokensPerSecond: 100,
      remainingMs: undefined,
      workDone: current.doneCount,
      workTotal: current.inputs.length,
      workPerSecond: 10,
    };
    current.onScored(batch.map(fakeScore), progress);
    if (current.doneCount < current.inputs.length) return;
    this.#current = undefined;
    current.resolve();
  }

  /** Ends the running score with a failure. */
  fail(failure: Failure): void {
    const current = this.#current;
    this.#current = undefined;
    current?.reject(new FailureError(failure));
  }

  /** What `probe` says, and the inputs it was given, one list a call. */
  speed: ScoringSpeed = { workPerSecond: 1000, memoryBytes: 3e8 };
  readonly probes: (readonly ScoringInput[])[] = [];

  async probe(...[inputs, { signal }]: Parameters<ScorerClient['probe']>): Promise<ScoringSpeed> {
    this.probes.push(inputs);
    await Promise.resolve();
    if (signal?.aborted === true) throw new FailureError({ code: 'cancelled' });
    return this.speed;
  }

  async pause(): Promise<void> {
    this.isPaused = true;
    await this.batchAtHand;
  }

  resume(): void {
    this.isPaused = false;
  }

  async generate(...[, options]: Parameters<ScorerClient['generate']>): Promise<GeneratedAnswer> {
    for (const text of this.stream) {
      await Promise.resolve();
      if (options.signal?.aborted === true) throw new FailureError({ code: 'cancelled' });
      options.onText?.(text, []);
    }
    return this.answer;
  }

  /** Questions given to `predict`, one list a call; each is answered by its first word, a Thing. */
  readonly questions: (readonly PredictInput[])[] = [];
  /** How many of a call's questions are answered before a failure; all where there is to be none. */
  answersBeforeFailure = Infinity;

  async predict(...[inputs, options]: Parameters<ScorerClient['predict']>): Promise<void> {
    this.questions.push(inputs);
    for (const [index, { questionHash, input }] of inputs.entries()) {
      await Promise.resolve();
      if (options.signal?.aborted === true) return;
      if (index >= this.answersBeforeFailure) throw new FailureError({ code: 'unexpected', detail: 'as asked' });
      const end = input.search(/\W|$/u);
      const mentions = [{ start: 0, end, entityType: 'Thing', confidence: 0.5 }];
      const totalCount = inputs.length;
      const progress = { doneCount: index + 1, totalCount, samplesPerSecond: 10, tokensPerSecond: 100 };
      options.onPredicted([{ questionHash, mentions, end: 'closed' }], { ...progress, remainingMs: undefined });
    }
  }

  dispose(): void {
    this.fail({ code: 'cancelled' });
  }
}

function fakeScore({ contentHash, answer }: ScoringInput): ScoredSample {
  if (answer === '[]') {
    return { contentHash, result: { kind: 'unscored', reason: 'one-token-answer' }, losses: undefined, tokens: ['[]'] };
  }
  const ifd = (Number.parseInt(contentHash.slice(0, 8), 16) % 1000) / 1000;
  return {
    contentHash,
    result: {
      kind: 'scored',
      ifd,
      conditionedAnswerLoss: 1,
      directAnswerLoss: 1 - Math.log(ifd),
      truncated: false,
      borderMerged: false,
    },
    losses: {
      conditioned: new Float32Array([1, 2]),
      direct: new Float32Array([2]),
      truncated: false,
      borderMerged: false,
    },
    tokens: ['[{', '}]'],
  };
}

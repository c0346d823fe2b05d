import { FailureError, type Failure } from '../../core/failure.ts';
import type { ModelSource } from '../../worker/scorer-protocol.ts';
import type {
  TrainedFile,
  TrainedModel,
  TrainingClient,
  TrainProgress,
  TrainRow,
} from '../../worker/training-protocol.ts';

/** A trainer whose updates come when the test says so. */
export class FakeTrainer implements TrainingClient {
  readonly runs: { readonly source: ModelSource; readonly rows: readonly TrainRow[] }[] = [];
  readonly #waiting = new Map<number, () => void>();
  #current:
    | {
        readonly onProgress: (progress: TrainProgress) => void;
        readonly signal: AbortSignal;
        update: number;
        resolve(trained: TrainedModel): void;
        reject(error: FailureError): void;
      }
    | undefined;

  train(
    source: ModelSource,
    rows: readonly TrainRow[],
    { signal, onProgress }: Parameters<TrainingClient['train']>[2],
  ): Promise<TrainedModel> {
    this.runs.push({ source, rows });
    for (const [count, wake] of this.#waiting) if (this.runs.length >= count) wake();
    return new Promise((resolve, reject) => {
      this.#current = { onProgress, signal, update: 0, resolve, reject };
      signal.addEventListener('abort', () => {
        this.finish();
      });
    });
  }

  /** Resolves when `train` has been called `runCount` times. */
  async started(runCount: number): Promise<void> {
    if (this.runs.length >= runCount) return;
    await new Promise<void>((resolve) => {
      this.#waiting.set(runCount, resolve);
    });
  }

  step(loss: number): void {
    const run = this.#running();
    run.update += 1;
    run.onProgress({ update: run.update, total: 4, loss, tokensPerSecond: 100, remainingMs: 1000 * (4 - run.update) });
  }

  finish(): void {
    const run = this.#running();
    run.resolve({
      modelFiles: [{ name: 'config.json', bytes: new TextEncoder().encode('{}') }],
      adapterFiles: [{ name: 'adapter_config.json', bytes: new TextEncoder().encode('{}') }],
      sampleCount: this.runs.at(-1)?.rows.length ?? 0,
      tooLongCount: 0,
      updates: run.update,
      isStopped: run.signal.aborted,
    });
  }

  fail(failure: Failure): void {
    this.#running().reject(new FailureError(failure));
  }

  async pack(files: readonly TrainedFile[]): Promise<Uint8Array> {
    return new TextEncoder().encode(files.map(({ name }) => name).join());
  }

  #running() {
    if (this.#current === undefined) throw new Error('no training runs');
    return this.#current;
  }
}

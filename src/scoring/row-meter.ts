import type { DecoderModel, KeyValueCache, NllRow } from '../decoder/model/decoder-model.ts';
import { toRuntimeFailure } from '../decoder/runtime-failure.ts';
import { nextBatch, targetBudget, widestFirst } from './batch-rows.ts';

/** What keeps the work near the least that exact scores need. */
export interface Savings {
  /** The ids that all prompts share run once; their keys and values are reused. */
  readonly prefixReuse: true;
  /** The vocabulary head runs on answer positions only. */
  readonly answerOnlyHead: true;
  /** Rows of like length share a batch. */
  readonly lengthBuckets: true;
}

export interface RowMeterOptions {
  /** Padded tokens that one run of the model may hold. */
  readonly tokenBudget?: number;
  readonly signal?: AbortSignal;
  readonly gate?: () => Promise<void>;
  readonly without?: keyof Savings;
  readonly onBatch?: (tokenCount: number, paddedTokenCount: number) => void;
  /** Milliseconds; with it batches become so small that none takes long: between two of them a run can be stopped. */
  readonly now?: () => number;
}

/** About 1,000 tokens keep two cores busy; more would only mix rows of more different lengths. */
export const DEFAULT_TOKEN_BUDGET = 1024;
/** What a batch may take where the time is measured: a pause or a stop holds behind the batch at hand. */
const BATCH_MS = 500;
/** One row of a sentence or two; smaller batches would only read the weights more often. */
const LEAST_TOKENS = 64;
/** A prefix shared by fewer rows than this is not worth a run of its own. */
const MIN_PREFIX_ROWS = 4;

/** Ids that many rows begin with, and their keys and values. */
export interface SharedPrefix {
  readonly ids: readonly number[];
  readonly cache: KeyValueCache;
}

/** One row in a batch: its place in the result, and what is left of it behind the cached prefix. */
interface PendingRow {
  readonly index: number;
  readonly row: NllRow;
  /** Tokens the model reads: the last id is only predicted. */
  readonly width: number;
  readonly targetCount: number;
}

/**
 * Measures many rows of one scoring run in batches. When memory runs out a batch is halved and tried again on the same
 * backend, and later batches stay that small.
 */
export class RowMeter {
  readonly #model: DecoderModel;
  readonly #options: RowMeterOptions;
  #tokenBudget: number;
  /** What runs in `BATCH_MS` at the speed of the last batch. */
  #timedBudget: number;
  #prefix: SharedPrefix | undefined;

  constructor(model: DecoderModel, options: RowMeterOptions) {
    this.#model = model;
    this.#options = options;
    this.#tokenBudget = options.tokenBudget ?? DEFAULT_TOKEN_BUDGET;
    // Nobody knows yet how fast this machine is.
    this.#timedBudget = options.now === undefined ? Infinity : 2 * LEAST_TOKENS;
  }

  /**
   * NLLs in nats of every row's targets, handed to `onRow` with the row's index, batch by batch, longest rows first.
   *
   * @param more `prefix` holds the first ids of every row; `onBatchEnd` is awaited before the next batch begins.
   */
  async measure(
    rows: readonly NllRow[],
    onRow: (index: number, losses: Float32Array) => void,
    more: { readonly prefix?: SharedPrefix | undefined; readonly onBatchEnd?: () => Promise<void> } = {},
  ): Promise<void> {
    const cut = more.prefix?.ids.length ?? 0;
    const pending = rows.map((row, index): PendingRow => {
      const rest = { ids: row.ids.slice(cut), targetStart: row.targetStart - cut };
      const headStart = this.#options.without === 'answerOnlyHead' ? 1 : rest.targetStart;
      return { index, row: rest, width: rest.ids.length - 1, targetCount: rest.ids.length - headStart };
    });
    const targets = targetBudget(this.#model.opened.config.vocabSize);
    const ordered = this.#options.without === 'lengthBuckets' ? pending : widestFirst(pending);
    for (let start = 0; start < ordered.length;) {
      const tokens = Math.min(this.#tokenBudget, this.#timedBudget);
      const batch = nextBatch(ordered, start, { tokens, targets });
      const losses = await this.#measureBatch(batch, more.prefix?.cache);
      batch.forEach(({ index }, place) => onRow(index, losses[place] ?? new Float32Array()));
      start += batch.length;
      await more.onBatchEnd?.();
    }
  }

  async #measureBatch(
    batch: readonly PendingRow[],
    cache: KeyValueCache | undefined,
  ): Promise<readonly Float32Array[]> {
    await this.#options.gate?.();
    this.#options.signal?.throwIfAborted();
    try {
      const beganMs = this.#options.now?.();
      const losses = await this.#run(batch, cache);
      const padded = Math.max(...batch.map((row) => row.width)) * batch.length;
      if (this.#options.now !== undefined && beganMs !== undefined) {
        const tookMs = Math.max(1, this.#options.now() - beganMs);
        this.#timedBudget = Math.max(LEAST_TOKENS, Math.floor((padded * BATCH_MS) / tookMs));
      }
      this.#options.onBatch?.(
        batch.reduce((sum, row) => sum + row.width, 0),
        padded,
      );
      return losses;
    } catch (thrown) {
      if (batch.length < 2 || toRuntimeFailure(thrown).code !== 'out-of-memory') throw thrown;
      this.#tokenBudget = Math.ceil(this.#tokenBudget / 2);
      const middle = Math.ceil(batch.length / 2);
      const first = await this.#measureBatch(batch.slice(0, middle), cache);
      return [...first, ...(await this.#measureBatch(batch.slice(middle), cache))];
    }
  }

  async #run(batch: readonly PendingRow[], cache: KeyValueCache | undefined): Promise<readonly Float32Array[]> {
    const rows = batch.map(({ row }) => row);
    if (this.#options.without !== 'answerOnlyHead') return this.#model.measureNll(rows, cache);
    const all = await this.#model.measureNll(
      rows.map((row) => ({ ids: row.ids, targetStart: 1 })),
      cache,
    );
    return all.map((losses, index) => losses.slice((rows[index]?.targetStart ?? 1) - 1));
  }

  /** The longest run of ids that every row begins with, prefilled; the one at hand is used again where it serves. */
  async sharedPrefix(rows: readonly NllRow[]): Promise<SharedPrefix | undefined> {
    if (this.#options.without === 'prefixReuse') return undefined;
    const first = rows[0];
    if (first === undefined || rows.length < MIN_PREFIX_ROWS) return undefined;
    let length = first.targetStart - 1;
    for (const row of rows) {
      // One id of the prompt stays in the row: the answer's first token is predicted from it.
      length = Math.min(length, row.targetStart - 1);
      for (let i = 0; i < length; i += 1) if (row.ids[i] !== first.ids[i]) length = i;
    }
    if (length <= 0) return undefined;
    const known = this.#prefix;
    // Rows may share a few more ids by chance; the prefix already computed serves them as well.
    if (known !== undefined && known.ids.length <= length && known.ids.every((id, i) => id === first.ids[i]))
      return known;
    const ids = first.ids.slice(0, length);
    this.#prefix = { ids, cache: await this.#model.prefill(ids) };
    return this.#prefix;
  }
}

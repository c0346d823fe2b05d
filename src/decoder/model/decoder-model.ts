import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-web';
import { FailureError } from '../../core/failure.ts';
import { MAX_GRAPH_POSITIONS } from '../graph/decoder-body.ts';
import { buildStudioGraph } from '../graph/decoder-graph.ts';
import { joinCaches } from '../graph/join-caches.ts';
import { cacheNames, exportInputs, studioInputs, type GraphInputs, type KeyValueCache } from '../graph/graph-inputs.ts';
import type { OpenedModel } from './model-folder.ts';
import type { OpenedExport } from './onnx-export-folder.ts';

export type { KeyValueCache } from '../graph/graph-inputs.ts';

/** A model that can be run: built from its weights, or exported by others. */
export type RunnableModel = OpenedModel | OpenedExport;

/** The part of ONNX Runtime that is used; onnxruntime-web and onnxruntime-node both fit. */
export interface OrtRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: typeof Tensor;
}

/** A row to measure: NLLs are wanted of `ids[targetStart..]`, so at least one id must stand before them. */
export interface NllRow {
  readonly ids: readonly number[];
  readonly targetStart: number;
}

/**
 * A decoder loaded into ONNX Runtime. The same object works in Node and in a browser worker; the caller chooses the
 * runtime and its options. Call `dispose` when done.
 */
export class DecoderModel {
  readonly opened: RunnableModel;
  readonly #ort: OrtRuntime;
  readonly #session: InferenceSession;
  readonly #inputs: GraphInputs;
  /** Ends when the last run ends: a session must not be run twice at a time, and preview may ask while scoring runs. */
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    loaded: { opened: RunnableModel; ort: OrtRuntime; session: InferenceSession },
    inputs: GraphInputs,
  ) {
    this.opened = loaded.opened;
    this.#ort = loaded.ort;
    this.#session = loaded.session;
    this.#inputs = inputs;
  }

  static async load(
    ort: OrtRuntime,
    opened: RunnableModel,
    options: InferenceSession.SessionOptions,
  ): Promise<DecoderModel> {
    const { graph, inputs } = prepare(ort, opened);
    const externalData = opened.weightFiles.map((file) => ({ path: file.name, data: file.bytes }));
    const session = await ort.InferenceSession.create(graph, { ...options, externalData });
    return new DecoderModel({ opened, ort, session }, inputs);
  }

  /** Longest input in tokens, cached ones included. */
  get maxPositions(): number {
    return Math.min(this.opened.config.maxPositions, MAX_GRAPH_POSITIONS);
  }

  /** Runs `ids` behind `past` (nothing by default) and returns the cache of both. */
  async prefill(ids: readonly number[], past?: KeyValueCache): Promise<KeyValueCache> {
    return (await this.step(ids, past)).cache;
  }

  /** Runs one sequence behind `past` and returns the logits after its last token, f32 [vocab], and the grown cache. */
  async step(ids: readonly number[], past?: KeyValueCache): Promise<{ logits: Float32Array; cache: KeyValueCache }> {
    const { logits, tensors } = await this.#runRows([ids], past);
    const tokenCount = (past?.tokenCount ?? 0) + ids.length;
    if (past === undefined || this.#inputs.cacheOutput === 'present') return { logits, cache: { tokenCount, tensors } };
    return { logits, cache: joinCaches(this.#ort.Tensor, [past, { tokenCount: ids.length, tensors }]) };
  }

  /** The runtime's own class: what else goes into a run must be made of it. */
  get tensorClass(): typeof Tensor {
    return this.#ort.Tensor;
  }

  /** False where `stepRows` cannot be used: an export's rows have to run one by one. */
  get batchesGeneration(): boolean {
    return this.#inputs.cacheOutput === 'fresh';
  }

  /**
   * Runs the next tokens of several rows behind `past`, which has one row for all or as many as there are.
   *
   * @returns logits after each row's last token, f32 [B, vocab], and keys and values of the run's tokens, padding of
   * shorter rows on the right included.
   */
  async stepRows(
    rows: readonly (readonly number[])[],
    past: KeyValueCache | undefined,
  ): Promise<{ logits: Float32Array; fresh: KeyValueCache }> {
    if (!this.batchesGeneration) throw new Error('this graph takes no rows of different lengths behind a cache');
    const { logits, tensors } = await this.#runRows(rows, past);
    const rowCounts = rows.map((ids) => ids.length);
    return { logits, fresh: { tokenCount: Math.max(...rowCounts), tensors, rowCounts } };
  }

  async #runRows(
    rows: readonly (readonly number[])[],
    past: KeyValueCache | undefined,
  ): Promise<{ logits: Float32Array; tensors: readonly Tensor[] }> {
    const feeds = this.#feeds(rows, past);
    const width = Math.max(...rows.map((ids) => ids.length));
    const last = rows.map((ids, index) => index * width + ids.length - 1);
    feeds['gather_index'] = this.#int64(last, [last.length]);
    feeds['targets'] = this.#int64(
      last.map(() => 0),
      [last.length],
    );
    const names = cacheNames(this.#inputs.cacheOutput, this.#inputs.layerCount);
    const outputs = await this.#run(feeds, ['logits', ...names]);
    return { logits: await floats(take(outputs, 'logits')), tensors: names.map((name) => take(outputs, name)) };
  }

  /**
   * NLLs in nats of each row's `ids[targetStart..]` given the ids before them and `past`. All rows run as one batch,
   * padded on the right to the longest (a causal model cannot see that); one by one where the graph cannot take
   * several behind a cache.
   */
  async measureNll(rows: readonly NllRow[], past?: KeyValueCache): Promise<readonly Float32Array[]> {
    if (past === undefined || this.#inputs.batchesBehindCache) return this.#measureBatch(rows, past);
    const measured: Float32Array[] = [];
    for (const row of rows) measured.push(...(await this.#measureBatch([row], past)));
    return measured;
  }

  async #measureBatch(rows: readonly NllRow[], past?: KeyValueCache): Promise<readonly Float32Array[]> {
    // The last id of a row is only predicted, never read.
    const inputs = rows.map((row) => row.ids.slice(0, -1));
    const width = Math.max(...inputs.map((ids) => ids.length));
    const gather: number[] = [];
    const targets: number[] = [];
    rows.forEach((row, index) => {
      if (row.targetStart < 1) throw new Error('the first id of a row has no context to be measured in');
      for (let i = row.targetStart; i < row.ids.length; i += 1) {
        gather.push(index * width + i - 1);
        targets.push(row.ids[i] ?? 0);
      }
    });
    if (gather.length === 0) return rows.map(() => new Float32Array());
    const feeds = this.#feeds(inputs, past);
    feeds['gather_index'] = this.#int64(gather, [gather.length]);
    feeds['targets'] = this.#int64(targets, [targets.length]);
    const outputs = await this.#run(feeds, ['nll']);
    const nll = await floats(take(outputs, 'nll'));
    let offset = 0;
    return rows.map((row) => {
      const count = Math.max(0, row.ids.length - row.targetStart);
      offset += count;
      return nll.slice(offset - count, offset);
    });
  }

  #run(feeds: Record<string, Tensor>, fetches: readonly string[]): Promise<InferenceSession.OnnxValueMapType> {
    const result = this.#queue.then(() => this.#session.run(feeds, fetches));
    // The next caller waits for the end, good or bad; the failure itself goes to the one who asked.
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async dispose(): Promise<void> {
    await this.#queue;
    await this.#session.release();
  }

  #feeds(rows: readonly (readonly number[])[], past: KeyValueCache | undefined): Record<string, Tensor> {
    const width = Math.max(...rows.map((ids) => ids.length));
    const cached = past?.rowCounts === undefined ? (past?.tokenCount ?? 0) : Math.max(...past.rowCounts);
    const total = cached + width;
    if (total > this.maxPositions) {
      throw new FailureError({ code: 'unexpected', detail: `${total} tokens, the model holds ${this.maxPositions}` });
    }
    return this.#inputs.feeds({ rows, width, past });
  }

  #int64(values: readonly number[], dims: readonly number[]): TypedTensor<'int64'> {
    return new this.#ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  }
}

/** The graph to run and how it is fed. */
function prepare(ort: OrtRuntime, opened: RunnableModel): { graph: Uint8Array; inputs: GraphInputs } {
  switch (opened.kind) {
    case 'weights': {
      const { config, tensors } = opened;
      const graph = buildStudioGraph({ config, tensors, locationOf: (file) => file, arithmetic: opened.dtype });
      return { graph, inputs: studioInputs(ort.Tensor, config) };
    }
    case 'export':
      return { graph: opened.graph.model, inputs: exportInputs(ort.Tensor, opened.graph, opened.config) };
    default:
      return opened satisfies never;
  }
}

function take(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor === undefined) throw new Error(`the runtime returned no "${name}"`);
  return tensor;
}

async function floats(tensor: Tensor): Promise<Float32Array> {
  const data = await tensor.getData(true);
  if (!(data instanceof Float32Array)) throw new Error(`expected float32, got ${tensor.type}`);
  return data;
}

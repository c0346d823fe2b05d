import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-web';
import { FailureError } from '../core/failure.ts';
import { MASKED_BIAS, MAX_GRAPH_POSITIONS } from './decoder-body.ts';
import { buildStudioGraph } from './decoder-graph.ts';
import type { OpenedModel } from './model-folder.ts';

/** The part of ONNX Runtime that is used; onnxruntime-web and onnxruntime-node both fit. */
export interface OrtRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: typeof Tensor;
}

/** Keys and values of tokens already seen: per layer f32 [batch, KV heads, tokens, head dim]. */
export interface KeyValueCache {
  readonly tokenCount: number;
  /** Layer by layer: key, then value. */
  readonly tensors: readonly Tensor[];
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
  readonly opened: OpenedModel;
  private readonly ort: OrtRuntime;
  private readonly session: InferenceSession;
  /** Ends when the last run ends: a session must not be run twice at a time, and preview may ask while scoring runs. */
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(opened: OpenedModel, ort: OrtRuntime, session: InferenceSession) {
    this.opened = opened;
    this.ort = ort;
    this.session = session;
  }

  static async load(
    ort: OrtRuntime,
    opened: OpenedModel,
    options: InferenceSession.SessionOptions,
  ): Promise<DecoderModel> {
    const graph = buildStudioGraph({ config: opened.config, tensors: opened.tensors, locationOf: (file) => file });
    const externalData = opened.weightFiles.map((file) => ({ path: file.name, data: file.bytes }));
    const session = await ort.InferenceSession.create(graph, { ...options, externalData });
    return new DecoderModel(opened, ort, session);
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
    const pastCount = past?.tokenCount ?? 0;
    const feeds = this.feeds([ids], { width: ids.length, past });
    feeds['gather_index'] = this.int64([ids.length - 1], [1]);
    feeds['targets'] = this.int64([0], [1]);
    const cacheNames = this.cacheNames('present');
    const outputs = await this.run(feeds, ['logits', ...cacheNames]);
    const tensors = cacheNames.map((name) => take(outputs, name));
    return { logits: await floats(take(outputs, 'logits')), cache: { tokenCount: pastCount + ids.length, tensors } };
  }

  /**
   * NLLs in nats of each row's `ids[targetStart..]` given the ids before them and `past`. All rows run as one batch,
   * padded on the right to the longest (a causal model cannot see that).
   */
  async measureNll(rows: readonly NllRow[], past?: KeyValueCache): Promise<readonly Float32Array[]> {
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
    const feeds = this.feeds(inputs, { width, past });
    feeds['gather_index'] = this.int64(gather, [gather.length]);
    feeds['targets'] = this.int64(targets, [targets.length]);
    const outputs = await this.run(feeds, ['nll']);
    const nll = await floats(take(outputs, 'nll'));
    let offset = 0;
    return rows.map((row) => {
      const count = Math.max(0, row.ids.length - row.targetStart);
      offset += count;
      return nll.slice(offset - count, offset);
    });
  }

  private run(feeds: Record<string, Tensor>, fetches: readonly string[]): Promise<InferenceSession.OnnxValueMapType> {
    const result = this.queue.then(() => this.session.run(feeds, fetches));
    // The next caller waits for the end, good or bad; the failure itself goes to the one who asked.
    this.queue = result.catch(() => undefined);
    return result;
  }

  async dispose(): Promise<void> {
    await this.queue;
    await this.session.release();
  }

  private feeds(
    rows: readonly (readonly number[])[],
    at: { width: number; past: KeyValueCache | undefined },
  ): Record<string, Tensor> {
    const { width } = at;
    const pastCount = at.past?.tokenCount ?? 0;
    const total = pastCount + width;
    if (total > this.maxPositions) {
      throw new FailureError({ code: 'unexpected', detail: `${total} tokens, the model holds ${this.maxPositions}` });
    }
    const ids = new BigInt64Array(rows.length * width);
    const positions = new BigInt64Array(rows.length * width);
    rows.forEach((row, index) => {
      for (let i = 0; i < width; i += 1) {
        ids[index * width + i] = BigInt(row[i] ?? 0);
        positions[index * width + i] = BigInt(pastCount + i);
      }
    });
    const bias = new Float32Array(width * total);
    for (let i = 0; i < width; i += 1) bias.fill(MASKED_BIAS, i * total + pastCount + i + 1, (i + 1) * total);
    const feeds: Record<string, Tensor> = {
      input_ids: new this.ort.Tensor('int64', ids, [rows.length, width]),
      position_ids: new this.ort.Tensor('int64', positions, [rows.length, width]),
      attention_bias: new this.ort.Tensor('float32', bias, [1, 1, width, total]),
    };
    const { keyValueHeadCount, headDim } = this.opened.config;
    this.cacheNames('past_key_values').forEach((name, index) => {
      const empty = (): Tensor =>
        new this.ort.Tensor('float32', new Float32Array(0), [1, keyValueHeadCount, 0, headDim]);
      feeds[name] = at.past?.tensors[index] ?? empty();
    });
    return feeds;
  }

  private cacheNames(stem: 'past_key_values' | 'present'): readonly string[] {
    const layers = Array.from({ length: this.opened.config.layerCount }, (_, layer) => layer);
    return layers.flatMap((layer) => [`${stem}.${layer}.key`, `${stem}.${layer}.value`]);
  }

  private int64(values: readonly number[], dims: readonly number[]): TypedTensor<'int64'> {
    return new this.ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
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

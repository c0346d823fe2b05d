import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { OrtRuntime } from '../../decoder/model/decoder-model.ts';
import { drawDropoutMasks } from './dropout-masks.ts';
import type { FlatTensors } from './flat-tensors.ts';
import { sizeOf } from './gradient-tape.ts';
import { attentionBias, type StepBatch } from '../batches/step-batch.ts';
import { buildTrainingGraph, type TrainingGraph } from './training-graph.ts';
import type { TrainingGraphSpec } from './training-mode.ts';

export interface TrainingStepOptions {
  /** All parameters by name, frozen ones too; read at every run, so changes made in place are seen. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Where gradients are written; may be shared by steps of other shapes that do not run at the same time. */
  readonly gradients: FlatTensors;
  readonly session: InferenceSession.SessionOptions;
  /** onnxruntime-node writes results into tensors that are handed in; onnxruntime-web does not. */
  readonly writesInPlace: boolean;
}

export interface StepResult {
  /** Σ weight·nll, nats. */
  readonly lossSum: number;
  /** Targets that were measured. */
  readonly tokenCount: number;
  /** NLL of each target, nats. */
  readonly nll: Float32Array;
  /** Of Σ weight·nll; overwritten by the next run. */
  readonly gradients: FlatTensors;
}

/** A training graph of one shape in a runtime. Call `dispose` when done. */
export class TrainingStep {
  readonly graph: TrainingGraph;
  readonly #spec: TrainingGraphSpec;
  readonly #ort: OrtRuntime;
  readonly #session: InferenceSession;
  readonly #options: TrainingStepOptions;
  readonly #parameterFeeds: Readonly<Record<string, Tensor>>;
  readonly #fetches: Readonly<Record<string, Tensor>>;
  /** Where each output is to end up. */
  readonly #targets: ReadonlyMap<string, Float32Array>;
  readonly #causalBias: Float32Array;

  private constructor(
    loaded: { ort: OrtRuntime; spec: TrainingGraphSpec; graph: TrainingGraph; session: InferenceSession },
    options: TrainingStepOptions,
  ) {
    this.#ort = loaded.ort;
    this.#spec = loaded.spec;
    this.graph = loaded.graph;
    this.#session = loaded.session;
    this.#options = options;
    this.#causalBias = attentionBias(undefined, this.#spec.tokens);
    this.#parameterFeeds = this.#feedParameters();
    const targets = this.#planOutputs();
    this.#targets = new Map([...targets].map(([name, { data }]) => [name, data]));
    this.#fetches = Object.fromEntries([...targets].map(([name, { data, dims }]) => [name, this.#floats(data, dims)]));
  }

  /** @throws FailureError `model-architecture-unsupported`. */
  static async create(ort: OrtRuntime, spec: TrainingGraphSpec, options: TrainingStepOptions): Promise<TrainingStep> {
    const graph = buildTrainingGraph(spec);
    // The planner's memory pattern keeps every run's peak a second time: 2.0 GB where 1.1 are enough, no faster.
    const session = await ort.InferenceSession.create(graph.bytes, { enableMemPattern: false, ...options.session });
    return new TrainingStep({ ort, spec, graph, session }, options);
  }

  /** @param dropoutSeed gives the masks; needed where the mode has dropout, e.g. the number of the step. */
  async run(batch: StepBatch, dropoutSeed?: number): Promise<StepResult> {
    const { gradients, writesInPlace } = this.#options;
    const feeds = { ...this.#parameterFeeds, ...this.#feedBatch(batch), ...this.#feedDropout(dropoutSeed) };
    if (writesInPlace) await this.#session.run(feeds, this.#fetches);
    else this.#takeOutputs(await this.#session.run(feeds, [...this.#targets.keys()]));
    this.#scatterRows(batch);
    const nll = this.#output(this.graph.nll).slice(0, batch.targets.length);
    const lossSum = nll.reduce((sum, loss, index) => sum + loss * (batch.weights[index] ?? 0), 0);
    return { lossSum, tokenCount: batch.targets.length, nll, gradients };
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  #takeOutputs(outputs: InferenceSession.OnnxValueMapType): void {
    for (const [name, target] of this.#targets) {
      const data = outputs[name]?.data;
      if (!(data instanceof Float32Array)) throw new Error(`the runtime returned no "${name}" of floats`);
      target.set(data);
    }
  }

  #feedParameters(): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    for (const { name, shape } of this.graph.parameters) {
      const value = this.#options.values.get(name);
      if (value?.length !== sizeOf(shape)) throw new Error(`${name}: ${value?.length ?? 'no'} numbers`);
      feeds[name] = this.#floats(value, shape);
    }
    return feeds;
  }

  #planOutputs(): ReadonlyMap<string, { data: Float32Array; dims: readonly number[] }> {
    const { graph } = this;
    const { batch, tokens, answerRows, config } = this.#spec;
    const targets = new Map<string, { data: Float32Array; dims: readonly number[] }>();
    for (const { name, shape } of graph.parameters) {
      const output = graph.gradients.get(name);
      if (output !== undefined) targets.set(output, { data: this.#options.gradients.view(name), dims: shape });
    }
    targets.set(graph.nll, { data: new Float32Array(answerRows), dims: [answerRows] });
    for (const { output, index } of graph.scatters) {
      const dims = [index === 'targets' ? answerRows : batch * tokens, config.hiddenSize];
      targets.set(output, { data: new Float32Array(sizeOf(dims)), dims });
    }
    return targets;
  }

  #feedBatch(batch: StepBatch): Record<string, Tensor> {
    const { batch: rowCount, tokens, answerRows } = this.#spec;
    const count = rowCount * tokens;
    const answerCount = batch.targets.length;
    if (batch.ids.length !== count || batch.positions.length !== count || answerCount > answerRows) {
      throw new Error(`a batch of ${batch.ids.length} tokens and ${answerCount} answers for another shape`);
    }
    const slots = new BigInt64Array(count).fill(BigInt(answerRows));
    batch.answerRows.forEach((row, slot) => {
      if (slots[row] !== BigInt(answerRows)) throw new Error(`two answers at place ${row}`);
      slots[row] = BigInt(slot);
    });
    const padded = (values: Int32Array): BigInt64Array => {
      const out = new BigInt64Array(answerRows);
      values.forEach((value, index) => (out[index] = BigInt(value)));
      return out;
    };
    const weights = new Float32Array(answerRows);
    weights.set(batch.weights);
    const bias = batch.segments === undefined ? this.#causalBias : attentionBias(batch.segments, tokens);
    return {
      input_ids: this.#ints(BigInt64Array.from(batch.ids, BigInt), [rowCount, tokens]),
      position_ids: this.#ints(BigInt64Array.from(batch.positions, BigInt), [rowCount, tokens]),
      attention_bias: this.#floats(bias, [batch.segments === undefined ? 1 : rowCount, 1, tokens, tokens]),
      answer_rows: this.#ints(padded(batch.answerRows), [answerRows]),
      answer_slots: this.#ints(slots, [count]),
      targets: this.#ints(padded(batch.targets), [answerRows]),
      weights: this.#floats(weights, [answerRows, 1]),
    };
  }

  #feedDropout(seed: number | undefined): Record<string, Tensor> {
    const { mode, batch, tokens } = this.#spec;
    if (mode.kind !== 'lora' || mode.dropout === 0) return {};
    if (seed === undefined) throw new Error('a step with dropout needs a seed');
    const rowCount = batch * tokens;
    const { dropoutWidths: widths, adapterCount } = this.graph;
    const { tables, offsets } = drawDropoutMasks({ seed, rate: mode.dropout, rowCount, widths, adapterCount });
    const feeds = { dropout_offsets: this.#ints(BigInt64Array.from(offsets, BigInt), [offsets.length]) };
    const entries = [...tables].map(([width, table]) => [
      `dropout_${width}`,
      this.#floats(table, [2 * rowCount, width]),
    ]);
    return { ...feeds, ...Object.fromEntries(entries) };
  }

  /** Adds the rows that the graph leaves to us, one after another: always in the same order. */
  #scatterRows(batch: StepBatch): void {
    const { graph } = this;
    const options = this.#options;
    const width = this.#spec.config.hiddenSize;
    for (const { output, parameter, index, sign } of graph.scatters) {
      const rows = this.#output(output);
      const gradient = options.gradients.view(parameter);
      const isFirst =
        !graph.gradients.has(parameter) &&
        graph.scatters.every((s) => s.parameter !== parameter || s.output === output);
      if (isFirst) gradient.fill(0);
      const places = index === 'targets' ? batch.targets : batch.ids;
      places.forEach((place, row) => {
        const to = place * width;
        const from = row * width;
        for (let i = 0; i < width; i += 1) gradient[to + i] = (gradient[to + i] ?? 0) + sign * (rows[from + i] ?? 0);
      });
    }
  }

  #output(name: string): Float32Array {
    const data = this.#targets.get(name);
    if (data === undefined) throw new Error(`the graph has no output "${name}"`);
    return data;
  }

  #floats(data: Float32Array, dims: readonly number[]): Tensor {
    return new this.#ort.Tensor('float32', data, dims);
  }

  #ints(data: BigInt64Array, dims: readonly number[]): Tensor {
    return new this.#ort.Tensor('int64', data, dims);
  }
}

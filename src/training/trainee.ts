import type { InferenceSession } from 'onnxruntime-web';
import type { OrtRuntime } from '../decoder/model/decoder-model.ts';
import { resolveWeights } from '../decoder/weights/decoder-weights.ts';
import type { OpenedModel } from '../decoder/model/model-folder.ts';
import { AdamW } from './optimizer/adamw.ts';
import { FlatTensors } from './graph/flat-tensors.ts';
import { layOutBatch, type BatchShape } from './batches/step-batch.ts';
import { buildTrainingGraph } from './graph/training-graph.ts';
import { adapterNames, type TrainingMode, type TrainingParameter } from './graph/training-mode.ts';
import { TrainingStep } from './graph/training-step.ts';
import type { FloatTensor } from './weights/safetensors-parts.ts';
import type { PlannedStep } from './batches/plan-batches.ts';
import type { TokenRow } from './batches/tokenize-rows.ts';
import { addAdapters, type Adapter } from './weights/add-adapters.ts';
import { floatWeights } from './weights/float-weights.ts';
import { initialAdapters } from './weights/initial-adapters.ts';

/** What a training's arithmetic depends on. */
export interface TraineeSettings {
  readonly method: TrainingMode;
  /** Steps that make one update. */
  readonly gradientAccumulation: number;
  /** Global norm that gradients are shortened to; 0 leaves them as they are. */
  readonly maxGradNorm: number;
  readonly weightDecay: number;
  readonly adamBeta1: number;
  readonly adamBeta2: number;
  readonly adamEpsilon: number;
  /** Of adapters' first values and of dropout. */
  readonly seed: number;
}

/** What computes. */
export interface TrainingRuntime {
  readonly ort: OrtRuntime;
  readonly session: InferenceSession.SessionOptions;
  /** onnxruntime-node writes results into tensors that are handed in; onnxruntime-web does not. */
  readonly writesInPlace: boolean;
}

/** Where a training stands; what is only to be used has no moments. */
export interface TraineeState {
  readonly parameters: readonly FloatTensor[];
  /** Adam's first and second moments, in the parameters' order. */
  readonly firstMoments: readonly FloatTensor[];
  readonly secondMoments: readonly FloatTensor[];
}

export interface UpdateResult {
  /** Nats, over all targets of the update. */
  readonly lossSum: number;
  readonly targetCount: number;
  /** Before it was shortened. */
  readonly gradientNorm: number;
}

/** Any shape lists the same parameters. */
const SMALLEST: BatchShape = { batch: 1, tokens: 16, answerRows: 16 };
/** Steps that seeds of dropout masks tell apart; the runtime's generator takes 53 bits of seed. */
const SEEDED_STEPS = 2 ** 21;

/** A model being trained: its weights, its optimizer, and a graph for each shape of step. Call `dispose` when done. */
export class Trainee {
  readonly parameters: readonly TrainingParameter[];
  /** The last update was of gradients that are no numbers. What is here must not be kept then. */
  isTorn = false;
  readonly #opened: OpenedModel;
  readonly #config: TraineeSettings;
  readonly #runtime: TrainingRuntime;
  readonly #base: readonly FloatTensor[];
  readonly #trained: FlatTensors;
  readonly #gradients: FlatTensors;
  readonly #accumulated: FlatTensors | undefined;
  readonly #values: ReadonlyMap<string, Float32Array>;
  readonly #optimizer: AdamW;
  readonly #steps = new Map<string, TrainingStep>();

  private constructor(
    opened: OpenedModel,
    config: TraineeSettings,
    made: {
      runtime: TrainingRuntime;
      parameters: readonly TrainingParameter[];
      base: readonly FloatTensor[];
      trained: FlatTensors;
      optimizer: AdamW;
    },
  ) {
    this.#opened = opened;
    this.#config = config;
    this.#runtime = made.runtime;
    this.parameters = made.parameters;
    this.#base = made.base;
    this.#trained = made.trained;
    this.#optimizer = made.optimizer;
    this.#gradients = new FlatTensors(made.parameters);
    this.#accumulated = config.gradientAccumulation > 1 ? new FlatTensors(made.parameters) : undefined;
    this.#values = new Map([...made.base.map(({ name, data }) => [name, data] as const), ...made.trained.views]);
  }

  /** @throws FailureError `model-architecture-unsupported`. */
  static async create(opened: OpenedModel, config: TraineeSettings, runtime: TrainingRuntime): Promise<Trainee> {
    const weights = resolveWeights(opened.config, opened.tensors);
    const { parameters } = buildTrainingGraph({ config: opened.config, weights, ...SMALLEST, mode: config.method });
    const base = floatWeights(opened);
    const start =
      config.method.kind === 'lora'
        ? initialAdapters(parameters, config.seed)
        : new Map(base.map(({ name, data }) => [name, data]));
    const trained = new FlatTensors(parameters).fill(start);
    const optimizer = await AdamW.create(trained, {
      beta1: config.adamBeta1,
      beta2: config.adamBeta2,
      epsilon: config.adamEpsilon,
      weightDecay: config.weightDecay,
    });
    return new Trainee(opened, config, { runtime, parameters, base, trained, optimizer });
  }

  get trainedCount(): number {
    return this.#trained.flat.length;
  }

  /** Runs steps and makes one update of their gradients' mean over all targets. @param update 0-based. */
  async update(
    planned: readonly PlannedStep[],
    rows: readonly TokenRow[],
    at: { readonly update: number; readonly learningRate: number },
  ): Promise<UpdateResult> {
    let lossSum = 0;
    let targetCount = 0;
    for (const [index, step] of planned.entries()) {
      const stepNumber = at.update * this.#config.gradientAccumulation + index;
      const result = await this.measure(step, rows, stepNumber);
      lossSum += result.lossSum;
      targetCount += result.tokenCount;
      if (this.#accumulated === undefined) continue;
      if (index === 0) this.#accumulated.flat.set(this.#gradients.flat);
      else this.#accumulated.add(this.#gradients);
    }
    if (!Number.isFinite(lossSum)) return { lossSum, targetCount, gradientNorm: Number.NaN };
    const { gradientNorm } = this.#optimizer.step(this.#accumulated ?? this.#gradients, {
      learningRate: at.learningRate,
      clipNorm: this.#config.maxGradNorm,
      gradientScale: 1 / Math.max(1, targetCount),
    });
    this.isTorn = !Number.isFinite(gradientNorm);
    return { lossSum, targetCount, gradientNorm };
  }

  /** Loss and gradients of a step, which change nothing yet. @param stepNumber gives its dropout. */
  async measure(
    { rows: members, shape }: PlannedStep,
    rows: readonly TokenRow[],
    stepNumber: number,
  ): Promise<{ readonly lossSum: number; readonly tokenCount: number }> {
    const step = await this.#stepOf(shape);
    const batch = layOutBatch(
      members.map((packed) => packed.map((index) => rows[index]).filter((row) => row !== undefined)),
      shape,
    );
    return step.run(batch, this.#config.seed + (stepNumber % SEEDED_STEPS) * 2 ** 32);
  }

  /** Global norm of the gradients of the step that was measured last. */
  get gradientNorm(): number {
    return Math.sqrt(this.#gradients.flat.reduce((sum, value) => sum + value * value, 0));
  }

  /** Tensors of a checkpoint: live arrays, to be written before the next update. */
  checkpointTensors(): TraineeState {
    const { firstMoments, secondMoments } = this.#optimizer.state();
    return {
      parameters: tensorsOf(this.#trained),
      firstMoments: tensorsOf(firstMoments),
      secondMoments: tensorsOf(secondMoments),
    };
  }

  /** Goes back to where the same training was behind `updateCount` updates; without moments only to its weights. */
  restore({ parameters, firstMoments, secondMoments }: TraineeState, updateCount: number): void {
    const byName = (tensors: readonly FloatTensor[]): ReadonlyMap<string, Float32Array> =>
      new Map(tensors.map(({ name, data }) => [name, data]));
    this.#trained.fill(byName(parameters));
    if (firstMoments.length === 0) return;
    this.#optimizer.restore({
      updateCount,
      firstMoments: byName(firstMoments),
      secondMoments: byName(secondMoments),
    });
  }

  /** The whole model's weights as they are now, adapters added in, under the names of the folder. */
  weights(): readonly FloatTensor[] {
    const { method } = this.#config;
    if (method.kind === 'full') {
      return this.#base.map((tensor) => ({ ...tensor, data: this.#trained.view(tensor.name) }));
    }
    const tensors = new Map(tensorsOf(this.#trained).map((tensor) => [tensor.name, tensor]));
    const adapters = new Map<string, Adapter>();
    for (const { name } of this.#base) {
      const names = adapterNames(name);
      const [down, up] = [tensors.get(names.down), tensors.get(names.up)];
      if (down !== undefined && up !== undefined) adapters.set(name, { down, up });
    }
    return addAdapters(this.#base, adapters, method.alpha / method.rank);
  }

  async dispose(): Promise<void> {
    for (const step of this.#steps.values()) await step.dispose();
  }

  async #stepOf(shape: BatchShape): Promise<TrainingStep> {
    const key = `${shape.batch} ${shape.tokens} ${shape.answerRows}`;
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const { config, tensors } = this.#opened;
    const spec = { config, weights: resolveWeights(config, tensors), ...shape, mode: this.#config.method };
    const { ort, session, writesInPlace } = this.#runtime;
    const step = await TrainingStep.create(ort, spec, {
      values: this.#values,
      gradients: this.#gradients,
      session,
      writesInPlace,
    });
    this.#steps.set(key, step);
    return step;
  }
}

function tensorsOf(tensors: FlatTensors): readonly FloatTensor[] {
  return tensors.parameters.map(({ name, shape }) => ({ name, dims: shape, data: tensors.view(name) }));
}

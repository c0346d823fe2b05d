import * as ort from 'onnxruntime-node';
import { resolveWeights } from '../../decoder/decoder-weights.ts';
import type { OpenedModel } from '../../decoder/model-folder.ts';
import { AdamW } from '../../training/adamw.ts';
import { FlatTensors } from '../../training/flat-tensors.ts';
import { layOutBatch, type BatchShape } from '../../training/step-batch.ts';
import { buildTrainingGraph } from '../../training/training-graph.ts';
import { adapterNames, type TrainingParameter } from '../../training/training-mode.ts';
import { TrainingStep } from '../../training/training-step.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { FloatTensor } from '../checkpoint/safetensors-parts.ts';
import type { TrainConfig } from '../config/train-config.ts';
import type { PlannedStep } from '../data/plan-batches.ts';
import type { TokenRow } from '../data/tokenize-rows.ts';
import { addAdapters, type Adapter } from '../result/add-adapters.ts';
import { floatWeights } from '../result/float-weights.ts';
import { initialAdapters } from './initial-adapters.ts';

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
  /** Parameters are half changed: an update broke off. What is here must not be kept then. */
  isTorn = false;
  private readonly opened: OpenedModel;
  private readonly config: TrainConfig;
  private readonly session: ort.InferenceSession.SessionOptions;
  private readonly base: readonly FloatTensor[];
  private readonly trained: FlatTensors;
  private readonly gradients: FlatTensors;
  private readonly accumulated: FlatTensors | undefined;
  private readonly values: ReadonlyMap<string, Float32Array>;
  private readonly optimizer: AdamW;
  private readonly steps = new Map<string, TrainingStep>();

  private constructor(
    opened: OpenedModel,
    config: TrainConfig,
    made: {
      session: ort.InferenceSession.SessionOptions;
      parameters: readonly TrainingParameter[];
      base: readonly FloatTensor[];
      trained: FlatTensors;
      optimizer: AdamW;
    },
  ) {
    this.opened = opened;
    this.config = config;
    this.session = made.session;
    this.parameters = made.parameters;
    this.base = made.base;
    this.trained = made.trained;
    this.optimizer = made.optimizer;
    this.gradients = new FlatTensors(made.parameters);
    this.accumulated = config.gradientAccumulation > 1 ? new FlatTensors(made.parameters) : undefined;
    this.values = new Map([...made.base.map(({ name, data }) => [name, data] as const), ...made.trained.views]);
  }

  /** @throws FailureError `model-architecture-unsupported`. */
  static async create(opened: OpenedModel, config: TrainConfig, threads: number): Promise<Trainee> {
    const session: ort.InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableMemPattern: false,
      // Threads that spin while they wait cost others their time, and us ours where others run; alone it is no slower.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    };
    const weights = resolveWeights(opened.config, opened.tensors);
    const { parameters } = buildTrainingGraph({ config: opened.config, weights, ...SMALLEST, mode: config.method });
    const base = floatWeights(opened);
    const start =
      config.method.kind === 'lora'
        ? initialAdapters(parameters, config.seed)
        : new Map(base.map(({ name, data }) => [name, data]));
    const trained = new FlatTensors(parameters).fill(start);
    const optimizer = await AdamW.create(ort, trained, {
      beta1: config.adamBeta1,
      beta2: config.adamBeta2,
      epsilon: config.adamEpsilon,
      weightDecay: config.weightDecay,
      session,
      writesInPlace: true,
    });
    return new Trainee(opened, config, { session, parameters, base, trained, optimizer });
  }

  get trainedCount(): number {
    return this.trained.flat.length;
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
      const stepNumber = at.update * this.config.gradientAccumulation + index;
      const result = await this.measure(step, rows, stepNumber);
      lossSum += result.lossSum;
      targetCount += result.tokenCount;
      if (this.accumulated === undefined) continue;
      if (index === 0) this.accumulated.flat.set(this.gradients.flat);
      else this.accumulated.add(this.gradients);
    }
    if (!Number.isFinite(lossSum)) return { lossSum, targetCount, gradientNorm: Number.NaN };
    this.isTorn = true;
    const { gradientNorm } = await this.optimizer.step(this.accumulated ?? this.gradients, {
      learningRate: at.learningRate,
      clipNorm: this.config.maxGradNorm,
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
    const step = await this.stepOf(shape);
    const batch = layOutBatch(
      members.map((packed) => packed.map((index) => rows[index]).filter((row) => row !== undefined)),
      shape,
    );
    return step.run(batch, this.config.seed + (stepNumber % SEEDED_STEPS) * 2 ** 32);
  }

  /** Tensors of a checkpoint: live arrays, to be written before the next update. */
  checkpointTensors(): Pick<Checkpoint, 'parameters' | 'firstMoments' | 'secondMoments'> {
    const { firstMoments, secondMoments } = this.optimizer.state();
    return {
      parameters: tensorsOf(this.trained),
      firstMoments: tensorsOf(firstMoments),
      secondMoments: tensorsOf(secondMoments),
    };
  }

  /** Goes back to a checkpoint of the same model and method; without moments only to its weights. */
  restore({ parameters, firstMoments, secondMoments, state }: Checkpoint): void {
    const byName = (tensors: readonly FloatTensor[]): ReadonlyMap<string, Float32Array> =>
      new Map(tensors.map(({ name, data }) => [name, data]));
    this.trained.fill(byName(parameters));
    if (firstMoments.length === 0) return;
    this.optimizer.restore({
      updateCount: state.update,
      firstMoments: byName(firstMoments),
      secondMoments: byName(secondMoments),
    });
  }

  /** The whole model's weights as they are now, adapters added in, under the names of the folder. */
  weights(): readonly FloatTensor[] {
    const { method } = this.config;
    if (method.kind === 'full') {
      return this.base.map((tensor) => ({ ...tensor, data: this.trained.view(tensor.name) }));
    }
    const tensors = new Map(tensorsOf(this.trained).map((tensor) => [tensor.name, tensor]));
    const adapters = new Map<string, Adapter>();
    for (const { name } of this.base) {
      const names = adapterNames(name);
      const [down, up] = [tensors.get(names.down), tensors.get(names.up)];
      if (down !== undefined && up !== undefined) adapters.set(name, { down, up });
    }
    return addAdapters(this.base, adapters, method.alpha / method.rank);
  }

  async dispose(): Promise<void> {
    for (const step of this.steps.values()) await step.dispose();
    await this.optimizer.dispose();
  }

  private async stepOf(shape: BatchShape): Promise<TrainingStep> {
    const key = `${shape.batch} ${shape.tokens} ${shape.answerRows}`;
    const known = this.steps.get(key);
    if (known !== undefined) return known;
    const { config, tensors } = this.opened;
    const spec = { config, weights: resolveWeights(config, tensors), ...shape, mode: this.config.method };
    const step = await TrainingStep.create(ort, spec, {
      values: this.values,
      gradients: this.gradients,
      session: this.session,
      writesInPlace: true,
    });
    this.steps.set(key, step);
    return step;
  }
}

function tensorsOf(tensors: FlatTensors): readonly FloatTensor[] {
  return tensors.parameters.map(({ name, shape }) => ({ name, dims: shape, data: tensors.view(name) }));
}

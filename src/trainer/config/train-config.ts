import type { Schedule } from '../../training/optimizer/learning-rate.ts';
import type { TrainingMode } from '../../training/graph/training-mode.ts';

/** What `bioselect/train.yaml` says, checked, with defaults filled in. Paths are as written there. */
export interface TrainConfig {
  readonly model: string;
  readonly trainFile: string;
  readonly devFile: string | undefined;
  readonly outputDir: string;
  readonly method: TrainingMode;
  readonly epochs: number;
  /** Ends the training earlier than the epochs would. */
  readonly maxUpdates: number | undefined;
  /** Samples in one step. */
  readonly batchSize: number;
  /** Steps that make one update. */
  readonly gradientAccumulation: number;
  /** Samples of a step share its rows, one behind another, none seeing the others. */
  readonly packing: boolean;
  /** Tokens of prompt and answer together. */
  readonly maxLength: number;
  /** At its highest. */
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Share of all updates over which the learning rate rises from 0, in [0, 1]. */
  readonly warmupRatio: number;
  readonly weightDecay: number;
  /** Global norm that gradients are shortened to; 0 leaves them as they are. */
  readonly maxGradNorm: number;
  readonly adamBeta1: number;
  readonly adamBeta2: number;
  readonly adamEpsilon: number;
  /** An answer ends with the model's end token, so that free writing ends there too. */
  readonly appendEndToken: boolean;
  /** Updates between two checkpoints; one is also written at the end of every epoch. */
  readonly saveEvery: number;
  /** The model of every epoch stays, as a folder of its own. */
  readonly keepEpochs: boolean;
  /** At most so many dev samples are asked after an epoch, the first ones; undefined asks all. */
  readonly devSamples: number | undefined;
  readonly maxNewTokens: number;
  readonly seed: number;
}

import { memoryUsage } from 'node:process';
import * as ort from 'onnxruntime-node';
import { syntheticDecoder } from '../src/testing/models/synthetic-decoder.ts';
import { startPyTorch } from './pytorch-step.ts';
import { runTrainingBench, TRAINING_MODES } from './training-bench.ts';

/** What `scripts/bench-train.mjs` asks for; one process a mode, so that memory is that mode's. */
export interface TrainingJob {
  readonly mode: keyof typeof TRAINING_MODES;
  readonly rounds: number;
  readonly threads: number;
  /** A Python with torch and transformers. */
  readonly python?: string;
}

/** 10M parameters. */
const MODEL = {
  vocabSize: 8192,
  hiddenSize: 256,
  layerCount: 10,
  headCount: 8,
  keyValueHeadCount: 4,
  headDim: 32,
  intermediateSize: 768,
};
const SHAPE = { batch: 8, tokens: 256 };

const job: TrainingJob = JSON.parse(process.argv[2] ?? '{}');
const { mode, rounds, threads, python } = job;
/** A full fine-tune is timed with a loss on every token, as pretraining has it; adapters with answers of a quarter. */
const shape = { ...SHAPE, answerRows: mode === 'full' ? 2048 : 512 };
const torch =
  python === undefined ? undefined : await startPyTorch(python, { ...MODEL, ...shape, threads, mode, rank: 8 });
const figures = await runTrainingBench({
  ort,
  // As the trainer runs it: threads stop when a step ends, or they would take time from the others of this comparison.
  session: {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    enableMemPattern: false,
    extra: { session: { force_spinning_stop: '1' } },
  },
  model: syntheticDecoder({ architecture: 'qwen3', tiedEmbedding: true, ...MODEL }),
  shape,
  mode: TRAINING_MODES[mode],
  rounds,
  now: () => performance.now(),
  rssBytes: () => memoryUsage().rss,
  other: torch?.step,
});
torch?.close();
process.stdout.write(`${JSON.stringify({ ...figures, torchVersion: torch?.version })}\n`);

import { parseSource } from '../src/core/formats/parse-source.ts';
import { assembleCorpus } from '../src/core/corpus/assemble-corpus.ts';
import type { ScoringInput } from '../src/core/ifd/scored-sample.ts';
import { buildSamples } from '../src/core/samples/build-samples.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE, renderPrompt } from '../src/core/samples/templates.ts';
import type { DecoderModel, OrtRuntime } from '../src/decoder/model/decoder-model.ts';
import type { DecoderConfig } from '../src/decoder/config/model-config.ts';
import { OnnxGraph } from '../src/decoder/onnx/onnx-graph.ts';
import { planSample } from '../src/scoring/plan-sample.ts';
import { scoreSamples } from '../src/scoring/score-samples.ts';

/** What one run of the bench finds out; rates per second of wall time. */
export interface BenchFigures {
  readonly sampleCount: number;
  /** Tokens of prompts and answers; padding and repeated work do not count. */
  readonly tokenCount: number;
  readonly seconds: number;
  readonly samplesPerSecond: number;
  readonly tokensPerSecond: number;
  /** Floating point operations that the useful tokens need, per second; the shared prefix counts once. */
  readonly scoringFlops: number;
  /** Best of several matrix products of the same runtime in the same process. */
  readonly matmulFlops: number;
  /** Padding tokens per useful token. */
  readonly paddingRatio: number;
}

const MAX_LENGTH = 1024;
/** Squares, and the shapes of a batch of 1,024 tokens in a layer's projections and the vocabulary head: [M, K, N]. */
const MATMUL_SHAPES = [
  [512, 512, 512],
  [1024, 1024, 1024],
  [1024, 256, 768],
  [256, 256, 8192],
] as const;
const MATMUL_ROUNDS = 6;

export interface BenchSetup {
  readonly ort: OrtRuntime;
  readonly executionProvider: 'cpu' | 'wasm' | 'webgpu' | 'cuda';
  readonly model: DecoderModel;
  readonly inputs: readonly ScoringInput[];
  /** Milliseconds on a steady clock. */
  readonly now: () => number;
}

/**
 * The demonstration corpus as the studio scores it, in its order; answers of one token are left out, for they cost
 * nothing. Beyond its size it comes again with another case number behind each text, so that no two are the same.
 */
export function buildBenchInputs(corpusBytes: Uint8Array, count: number): readonly ScoringInput[] {
  const { corpus } = assembleCorpus([parseSource({ name: 'demonstration-corpus.bioc.json', bytes: corpusBytes })]);
  const { samples } = buildSamples(corpus, {
    entityTypes: ['Chemical', 'Disease', 'Gene'],
    instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
    unit: 'sentence',
  });
  const positives = samples.filter(({ mentions }) => mentions.length > 0);
  return Array.from({ length: count }, (_, index): ScoringInput => {
    const sample = positives[index % positives.length];
    if (sample === undefined) throw new Error('the demonstration corpus has no positive sample');
    const round = Math.floor(index / positives.length);
    const input = round === 0 ? sample.input : `${sample.input} Case ${round}.`;
    return {
      contentHash: `${sample.contentHash}-${round}`,
      prompt: renderPrompt(sample.instruction, input),
      answer: sample.answer,
    };
  });
}

/** Scores once to warm up on a few samples, then all; matrix products run before and after, and the best counts. */
export async function runScoringBench(setup: BenchSetup): Promise<BenchFigures> {
  const { model, inputs, now } = setup;
  let ownTokens = 0;
  let paddedTokens = 0;
  const run = async (some: readonly ScoringInput[]): Promise<number> => {
    let tokens = 0;
    await scoreSamples(model, some, {
      variant: 'superfiltering',
      maxLength: MAX_LENGTH,
      onBatch: (own, padded) => {
        ownTokens += own;
        paddedTokens += padded;
      },
      onScored: (_, { tokenCount }) => {
        tokens = tokenCount;
      },
    });
    return tokens;
  };
  const matmulBefore = await measureMatmul(setup);
  await run(inputs.slice(0, 64));
  ownTokens = 0;
  paddedTokens = 0;
  const startMs = now();
  const tokenCount = await run(inputs);
  const seconds = (now() - startMs) / 1000;
  const matmulAfter = await measureMatmul(setup);
  return {
    sampleCount: inputs.length,
    tokenCount,
    seconds,
    samplesPerSecond: inputs.length / seconds,
    tokensPerSecond: tokenCount / seconds,
    scoringFlops: usefulFlops(model, inputs) / seconds,
    matmulFlops: Math.max(matmulBefore, matmulAfter),
    paddingRatio: paddedTokens / ownTokens - 1,
  };
}

/**
 * Operations that no implementation of exact scoring can leave out: 2 per weight and token in the layers, attention
 * over what a token sees, the vocabulary head on answer positions. The instruction's tokens run once.
 */
function usefulFlops(model: DecoderModel, inputs: readonly ScoringInput[]): number {
  const { opened } = model;
  if (opened.kind !== 'weights') throw new Error('operations are counted of models built from their weights only');
  const { config, tokenizer } = opened;
  const prefixCount = tokenizer.encode(inputs[0]?.prompt.split('\n')[0] ?? '').length;
  let flops = rowFlops(config, { from: 0, to: prefixCount, targets: 0 });
  for (const input of inputs) {
    const plan = planSample(input, tokenizer, MAX_LENGTH);
    if (plan.kind !== 'rows') continue;
    for (const [row, from] of [
      [plan.conditioned, prefixCount],
      [plan.direct, 0],
    ] as const) {
      flops += rowFlops(config, { from, to: row.ids.length - 1, targets: row.ids.length - row.targetStart });
    }
  }
  return flops;
}

/** Operations of one row's tokens `from` to `to`, and of the head on `targets` of them. */
function rowFlops(config: DecoderConfig, row: { from: number; to: number; targets: number }): number {
  const { hiddenSize, headCount, keyValueHeadCount, headDim, intermediateSize, layerCount, vocabSize } = config;
  const attentionWeights = hiddenSize * headDim * (2 * headCount + 2 * keyValueHeadCount);
  const layerWeights = attentionWeights + 3 * hiddenSize * intermediateSize;
  const tokens = row.to - row.from;
  const seen = (row.to * (row.to + 1) - row.from * (row.from + 1)) / 2;
  return (
    layerCount * (2 * layerWeights * tokens + 4 * headCount * headDim * seen) + 2 * vocabSize * hiddenSize * row.targets
  );
}

async function measureMatmul({ ort, executionProvider, now }: BenchSetup): Promise<number> {
  let best = 0;
  for (const [m, k, n] of MATMUL_SHAPES) {
    const graph = new OnnxGraph('matmul');
    graph.input('a', 'f32', [m, k]);
    graph.input('b', 'f32', [k, n]);
    graph.output('c', 'f32', [m, n]);
    graph.node('MatMul', ['a', 'b'], { outputs: ['c'] });
    const session = await ort.InferenceSession.create(graph.finish(), { executionProviders: [executionProvider] });
    const values = (length: number) => Float32Array.from({ length }, (_, index) => (index % 17) / 17);
    const feeds = {
      a: new ort.Tensor('float32', values(m * k), [m, k]),
      b: new ort.Tensor('float32', values(k * n), [k, n]),
    };
    for (let round = 0; round < MATMUL_ROUNDS; round += 1) {
      const startMs = now();
      await session.run(feeds);
      best = Math.max(best, (2 * m * k * n) / ((now() - startMs) / 1000));
    }
    await session.release();
  }
  return best;
}

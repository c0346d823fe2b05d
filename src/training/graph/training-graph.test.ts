import { describe, expect, test } from 'vitest';
import { jaxGradients } from '../../testing/models/jax-decoder.ts';
import { nodeRuntime } from '../../testing/models/node-runtime.ts';
import { seededRandom } from '../../core/numbers/seeded-random.ts';
import { syntheticDecoder, type SyntheticArchitecture } from '../../testing/models/synthetic-decoder.ts';
import { trainingFixture, type TrainingFixture } from '../../testing/models/training-fixture.ts';
import { ADAPTER_TARGETS, type TrainingMode } from './training-mode.ts';

const SIZES = {
  vocabSize: 384,
  hiddenSize: 96,
  layerCount: 2,
  headCount: 6,
  keyValueHeadCount: 2,
  headDim: 32,
  intermediateSize: 160,
};
/** 520 tokens, queries in three blocks: every operator is wide enough for several threads. */
const SHAPE = { batch: 4, tokens: 130, answerRows: 200 };
const LORA = { kind: 'lora', rank: 4, alpha: 8, targets: ADAPTER_TARGETS } as const;
type Case = readonly [SyntheticArchitecture, TrainingMode];
/** Llama has a head of its own and no norms of queries and keys, Qwen2 has biases. */
const FULL: readonly Case[] = [
  ['qwen3', { kind: 'full' }],
  ['qwen2', { kind: 'full' }],
  ['llama', { kind: 'full' }],
];
const PLAIN_LORA: Case = ['qwen3', { ...LORA, dropout: 0 }];
const DROPPED_LORA: Case = ['qwen2', { ...LORA, dropout: 0.25 }];
const ORACLE_CASES = [...FULL, PLAIN_LORA];
/** What the other differentiation shows already is left to the long tests. */
const DIFFERENCE_CASES =
  process.env['TEST_LONG'] === '1' ? [...ORACLE_CASES, DROPPED_LORA] : [...FULL.slice(0, 1), DROPPED_LORA];

async function loss({ step, batch }: TrainingFixture): Promise<number> {
  return (await step.run(batch, 3)).lossSum;
}

/** Slope of the loss along `direction` at the values as they are, by central differences. */
async function slope(fixture: TrainingFixture, view: Float32Array, direction: Float32Array): Promise<number> {
  const start = view.slice();
  const at = async (distance: number): Promise<number> => {
    view.set(start.map((value, index) => value + distance * (direction[index] ?? 0)));
    return loss(fixture);
  };
  const h = 0.01;
  const rise = (await at(h)) - (await at(-h));
  view.set(start);
  return rise / (2 * h);
}

describe('gradients', () => {
  test.each(DIFFERENCE_CASES)(
    'of %s agree with finite differences, tensor by tensor: %o',
    async (architecture, mode) => {
      const model = syntheticDecoder({ architecture, ...SIZES, tiedEmbedding: architecture !== 'llama' });
      const fixture = await trainingFixture(nodeRuntime(), model, { shape: SHAPE, mode });
      await fixture.step.run(fixture.batch, 3);
      const { gradients } = await fixture.step.run(fixture.batch, 3);
      const expected = new Map([...gradients.views].map(([name, view]) => [name, view.slice()]));
      const random = seededRandom(5);
      const errors: Record<string, number> = {};
      for (const [name, view] of fixture.trained.views) {
        const gradient = expected.get(name) ?? new Float32Array();
        // Half along the gradient, where a slope stands out of f32's noise, half anywhere.
        const length = Math.hypot(...gradient);
        const drawn = gradient.map(() => random() - 0.5);
        const drawnLength = Math.hypot(...drawn);
        const direction = gradient.map((value, i) => value / length + (drawn[i] ?? 0) / drawnLength);
        const predicted = gradient.reduce((sum, value, i) => sum + value * (direction[i] ?? 0), 0);
        errors[name] = Math.abs((await slope(fixture, view, direction)) - predicted) / Math.abs(predicted);
      }
      await fixture.step.dispose();
      const worst = Object.entries(errors).toSorted(([, a], [, b]) => b - a);
      expect(worst.filter(([, error]) => !(error <= 2e-3))).toEqual([]);
    },
  );

  test.each(ORACLE_CASES)('of %s are those of another automatic differentiation: %o', async (architecture, mode) => {
    const model = syntheticDecoder({ architecture, ...SIZES, tiedEmbedding: architecture !== 'llama' });
    const fixture = await trainingFixture(nodeRuntime(), model, { shape: SHAPE, mode });
    const { gradients, tokenCount } = await fixture.step.run(fixture.batch);
    const { parameters } = fixture.step.graph;
    const spec = { config: model.config, weights: model.weights, mode, ...SHAPE };
    // Mean loss, the size at which gradients are used.
    const scale = 1 / tokenCount;
    const expected = await jaxGradients(spec, fixture.batch, { values: fixture.values, parameters });
    await fixture.step.dispose();
    expect([...gradients.views.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
    for (const [name, values] of expected) {
      const ours = gradients.view(name);
      const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - (ours[i] ?? NaN))), 0);
      expect(worst * scale, name).toBeLessThanOrEqual(2e-6);
    }
  });
});

import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../core/numbers/seeded-random.ts';
import { AdamW } from './adamw.ts';
import { FlatTensors } from '../graph/flat-tensors.ts';

const SETTINGS = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1 };
/** Two pieces of matrices, and a norm that stands between them in the model. */
const PARAMETERS = [
  { name: 'a', shape: [500, 300], isTrainable: true },
  { name: 'norm', shape: [300], isTrainable: true },
  { name: 'frozen', shape: [9, 9], isTrainable: false },
  { name: 'b', shape: [300, 400], isTrainable: true },
];

function random(seed: number): FlatTensors {
  const tensors = new FlatTensors(PARAMETERS);
  const next = seededRandom(seed);
  for (let i = 0; i < tensors.flat.length; i += 1) tensors.flat[i] = next() - 0.5;
  return tensors;
}

/** torch.optim.AdamW and clip_grad_norm_ as their documentation has them, in double precision, number by number. */
function reference(updates: readonly { seed: number; rate: number; clip: number }[]): Float64Array {
  const start = random(1);
  const values = Float64Array.from(start.flat);
  const first = new Float64Array(values.length);
  const second = new Float64Array(values.length);
  updates.forEach(({ seed, rate, clip }, update) => {
    const gradients = random(seed).flat;
    const norm = Math.hypot(...[0, 1].map((part) => Math.sqrt(squares(gradients, part))));
    const scale = clip > 0 ? Math.min(1, clip / (norm + 1e-6)) : 1;
    values.forEach((value, i) => {
      const gradient = (gradients[i] ?? 0) * scale;
      const decay = i < start.matrixCount ? SETTINGS.weightDecay : 0;
      const m = SETTINGS.beta1 * (first[i] ?? 0) + (1 - SETTINGS.beta1) * gradient;
      const v = SETTINGS.beta2 * (second[i] ?? 0) + (1 - SETTINGS.beta2) * gradient ** 2;
      first[i] = m;
      second[i] = v;
      const correctedFirst = m / (1 - SETTINGS.beta1 ** (update + 1));
      const correctedSecond = v / (1 - SETTINGS.beta2 ** (update + 1));
      const decayed = value * (1 - rate * decay);
      values[i] = decayed - (rate * correctedFirst) / (Math.sqrt(correctedSecond) + SETTINGS.epsilon);
    });
  });
  return values;
}

function squares(values: Float32Array, part: number): number {
  return values.reduce((sum, value, i) => (i % 2 === part ? sum + value * value : sum), 0);
}

const UPDATES = [
  { seed: 2, rate: 0.01, clip: 1 },
  { seed: 3, rate: 0.02, clip: 0 },
  { seed: 4, rate: 0.005, clip: 1e9 },
];

describe('AdamW', () => {
  test('is the published update', async () => {
    const values = random(1);
    const optimizer = await AdamW.create(values, SETTINGS);
    for (const { seed, rate, clip } of UPDATES) {
      const gradients = random(seed);
      const { gradientNorm } = optimizer.step(gradients, { learningRate: rate, clipNorm: clip });
      const exact = Math.sqrt(squares(gradients.flat, 0) + squares(gradients.flat, 1));
      expect(Math.abs(gradientNorm / exact - 1)).toBeLessThan(1e-6);
    }
    const expected = reference(UPDATES);
    const worst = values.flat.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))), 0);
    expect(worst).toBeLessThan(1e-6);
  });

  test('goes on from a saved state to the bit', async () => {
    const straight = random(1);
    const whole = await AdamW.create(straight, SETTINGS);
    const interrupted = random(1);
    const before = await AdamW.create(interrupted, SETTINGS);
    const update = { learningRate: 0.01, clipNorm: 1, gradientScale: 0.5 };
    for (const seed of [2, 3, 4, 5]) whole.step(random(seed), update);
    for (const seed of [2, 3]) before.step(random(seed), update);
    const saved = before.state();
    const after = await AdamW.create(interrupted, SETTINGS);
    after.restore({
      updateCount: saved.updateCount,
      firstMoments: saved.firstMoments.views,
      secondMoments: saved.secondMoments.views,
    });
    for (const seed of [4, 5]) after.step(random(seed), update);
    expect(interrupted.flat.every((value, i) => Object.is(value, straight.flat[i]))).toBe(true);
  });

  test('refuses a state of another model', async () => {
    const optimizer = await AdamW.create(random(1), SETTINGS);
    const moments = new Map([['a', new Float32Array(3)]]);
    expect(() => optimizer.restore({ updateCount: 1, firstMoments: moments, secondMoments: moments })).toThrow(
      'a: 3 numbers for 150000',
    );
  });
});

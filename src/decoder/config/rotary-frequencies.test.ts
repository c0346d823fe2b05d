import { expect, test } from 'vitest';
import { rotaryFrequencies } from './rotary-frequencies.ts';

const base = { headDim: 8, theta: 10_000 };

test('plain frequencies are theta^(-2i/headDim)', () => {
  const frequencies = rotaryFrequencies({ ...base, scaling: { kind: 'none' } });
  expect([...frequencies]).toEqual([1, 0.1, 0.01, 0.001].map(Math.fround));
});

test('linear scaling divides all of them', () => {
  const frequencies = rotaryFrequencies({ ...base, scaling: { kind: 'linear', factor: 4 } });
  expect([...frequencies]).toEqual([0.25, 0.025, 0.0025, 0.00025].map(Math.fround));
});

test('llama3 scaling keeps high frequencies, divides low ones and passes smoothly between', () => {
  const scaling = {
    kind: 'llama3',
    factor: 8,
    lowFrequencyFactor: 1,
    highFrequencyFactor: 4,
    originalMaxPositions: 1024,
  } as const;
  const [first, second, third, fourth] = rotaryFrequencies({ ...base, scaling });
  // Turns within 1024 positions: 163, 16.3, 1.63 and 0.163, against the borders 4 and 1.
  expect(first).toBe(1);
  expect(second).toBe(Math.fround(0.1));
  const smooth = ((1024 * 0.01) / (2 * Math.PI) - 1) / 3;
  expect(third).toBeCloseTo((1 - smooth) * (0.01 / 8) + smooth * 0.01, 8);
  expect(fourth).toBeCloseTo(0.001 / 8, 9);
});

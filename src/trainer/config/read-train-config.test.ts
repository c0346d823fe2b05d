import { describe, expect, test } from 'vitest';
import { trainerConfigs } from '../../core/export/trainer-configs.ts';
import { TrainRefusal, type TrainProblem } from '../train-problem.ts';
import { nearestKey } from './nearest-key.ts';
import { readTrainConfig } from './read-train-config.ts';

const read = (text: string, overrides = {}) => readTrainConfig({ text, name: 'train.yaml' }, overrides);

function problemsOf(text: string, overrides = {}): readonly TrainProblem[] {
  try {
    read(text, overrides);
  } catch (error) {
    if (error instanceof TrainRefusal) return error.problems;
    throw error;
  }
  return [];
}

describe('the config of an export', () => {
  const options = { strongModel: 'S', seed: 7, maxLength: 2048 };

  test('is read as it was written', () => {
    const file = trainerConfigs({ ...options, hasDev: true }).find(({ name }) => name === 'bioselect/train.yaml');
    expect(read(file?.text ?? '')).toMatchObject({
      model: 'bioselect-strong',
      trainFile: 'train.jsonl',
      devFile: 'dev.jsonl',
      outputDir: 'out/bioselect',
      method: { kind: 'lora', rank: 16, alpha: 32, dropout: 0.05, targets: { length: 7 } },
      epochs: 3,
      maxLength: 2048,
      learningRate: 2e-4,
      schedule: 'cosine',
      seed: 7,
    });
  });

  test('without dev rows names no dev file', () => {
    const file = trainerConfigs({ ...options, hasDev: false }).find(({ name }) => name === 'bioselect/train.yaml');
    expect(read(file?.text ?? '').devFile).toBeUndefined();
  });
});

describe('a config by hand', () => {
  test('has every unknown key refused, with the nearest known one', () => {
    expect(problemsOf('model: m\nlearning_rat: 1\nlora: {rnk: 4}\nzebra: 1\n')).toEqual([
      { code: 'config-unknown-key', file: 'train.yaml', key: 'learning_rat', nearest: 'learning_rate' },
      { code: 'config-unknown-key', file: 'train.yaml', key: 'zebra' },
      { code: 'config-unknown-key', file: 'train.yaml', key: 'lora.rnk', nearest: 'lora.rank' },
    ]);
  });

  test('has every value that cannot be refused at once', () => {
    const keys = problemsOf('epochs: 0\nmethod: qlora\nseed: 1.5\nlora: {target_modules: [x_proj], dropout: 1}\n').map(
      (problem) => ('key' in problem ? problem.key : problem.code),
    );
    expect(keys).toEqual(['model', 'method', 'lora.dropout', 'lora.target_modules', 'epochs', 'seed']);
  });

  test('that is no YAML is refused with the place', () => {
    expect(problemsOf('model: [')).toMatchObject([{ code: 'config-unreadable' }]);
    expect(problemsOf('just words')).toMatchObject([{ code: 'config-unreadable' }]);
  });

  test('gives way to flags, inside groups too', () => {
    const config = read('model: m\nlora: {rank: 4, alpha: 8}\n', { 'lora.rank': 2, epochs: 9 });
    expect(config).toMatchObject({ method: { rank: 2, alpha: 8 }, epochs: 9 });
  });
});

describe('nearestKey', () => {
  test.each([
    ['batchsize', 'batch_size'],
    ['max-lenght', 'max_length'],
    ['sede', 'seed'],
    ['completely_else', undefined],
  ])('%s means %s', (key, expected) => {
    expect(nearestKey(key, ['batch_size', 'max_length', 'seed', 'epochs'])).toBe(expected);
  });
});

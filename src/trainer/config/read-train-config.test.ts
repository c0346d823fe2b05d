import { describe, expect, test } from 'vitest';
import { trainerConfigs } from '../../core/export/trainer-configs.ts';
import { ADAPTER_TARGETS } from '../../training/graph/training-mode.ts';
import { SCHEDULES } from '../../training/optimizer/learning-rate.ts';
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

  test('is told what was found of each value, and what may stand there', () => {
    const text = `
model: ' '
train_file: 4
dev_file: [dev.jsonl]
method: Lora
lora: {rank: 1.5, alpha: 0, dropout: 1, target_modules: q_proj}
max_updates: 0
packing: 'yes'
max_length: 1
learning_rate: 0
schedule: steep
warmup_ratio: 1.5
weight_decay: -1
adam_beta1: .inf
adam_beta2: 1
dev_samples: none
seed: 4294967296
`;
    const told = problemsOf(text).map((problem) =>
      problem.code === 'config-bad-value' ? [problem.key, problem.found, problem.expected] : problem,
    );
    expect(told).toEqual([
      ['model', '" "', 'a text that is not empty'],
      ['train_file', '4', 'a text that is not empty'],
      ['dev_file', '["dev.jsonl"]', 'a text that is not empty'],
      ['method', '"Lora"', 'one of lora, full'],
      ['lora.rank', '1.5', 'a whole number from 1'],
      ['lora.alpha', '0', 'a number above 0'],
      ['lora.dropout', '1', 'a number from 0 to below 1'],
      ['lora.target_modules', '"q_proj"', `a list of some of ${ADAPTER_TARGETS.join(', ')}`],
      ['max_updates', '0', 'a whole number from 1'],
      ['packing', '"yes"', 'true or false'],
      ['max_length', '1', 'a whole number from 2'],
      ['learning_rate', '0', 'a number above 0'],
      ['schedule', '"steep"', `one of ${SCHEDULES.join(', ')}`],
      ['warmup_ratio', '1.5', 'a number from 0 to 1'],
      ['weight_decay', '-1', 'a number from 0'],
      ['adam_beta1', 'null', 'a number from 0 to below 1'],
      ['adam_beta2', '1', 'a number from 0 to below 1'],
      ['dev_samples', '"none"', 'a whole number from 1'],
      ['seed', '4294967296', 'a whole number from 0 to 4294967295'],
    ]);
    expect(problemsOf('{}')).toEqual([
      {
        code: 'config-bad-value',
        file: 'train.yaml',
        key: 'model',
        found: 'missing',
        expected: 'a text that is not empty',
      },
    ]);
    expect(problemsOf('model: m\nlora: [1, 2]')).toMatchObject([
      { key: 'lora', found: '[1,2]', expected: 'a group of rank, alpha, dropout, target_modules' },
    ]);
    expect(problemsOf('model: m\nlora: {target_modules: [q_proj, x, y]}')).toHaveLength(1);
    expect(problemsOf('model: m\nlora: {target_modules: []}')).toHaveLength(1);
  });

  test('has its defaults where nothing is given, or null', () => {
    const config = read('model: m');
    expect(config).toEqual({
      model: 'm',
      trainFile: 'train.jsonl',
      devFile: undefined,
      outputDir: 'out/bioselect',
      method: { kind: 'lora', rank: 16, alpha: 32, dropout: 0, targets: ADAPTER_TARGETS },
      epochs: 3,
      maxUpdates: undefined,
      batchSize: 8,
      gradientAccumulation: 1,
      packing: false,
      maxLength: 1024,
      learningRate: 2e-4,
      schedule: 'cosine',
      warmupRatio: 0.03,
      weightDecay: 0,
      maxGradNorm: 1,
      adamBeta1: 0.9,
      adamBeta2: 0.999,
      adamEpsilon: 1e-8,
      appendEndToken: true,
      saveEvery: 100,
      keepEpochs: false,
      devSamples: undefined,
      maxNewTokens: 256,
      seed: 0,
    });
    expect(read('model: m\nepochs: null\nlora: null\ndev_file: null\nmax_updates: ~\npacking: null')).toEqual(config);
    expect(read('model: m\nmethod: full').method).toEqual({ kind: 'full' });
    expect(read('model: m\nlora: {target_modules: [v_proj, q_proj]}').method).toMatchObject({
      targets: ADAPTER_TARGETS.filter((target) => target === 'q_proj' || target === 'v_proj'),
    });
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

import { parseDocument } from 'yaml';
import { SCHEDULES } from '../../training/optimizer/learning-rate.ts';
import { ADAPTER_TARGETS, type AdapterTarget, type TrainingMode } from '../../training/graph/training-mode.ts';
import { TrainRefusal, type TrainProblem } from '../train-problem.ts';
import { nearestKey } from './nearest-key.ts';
import type { TrainConfig } from './train-config.ts';

type RawConfig = Readonly<Record<string, unknown>>;

/** Values that stand above the file's, by the file's own keys; `lora.rank` reaches into a group. */
export type ConfigOverrides = Readonly<Record<string, unknown>>;

const KEYS = [
  'model',
  'train_file',
  'dev_file',
  'output_dir',
  'method',
  'lora',
  'epochs',
  'max_updates',
  'batch_size',
  'gradient_accumulation',
  'packing',
  'max_length',
  'learning_rate',
  'schedule',
  'warmup_ratio',
  'weight_decay',
  'max_grad_norm',
  'adam_beta1',
  'adam_beta2',
  'adam_epsilon',
  'append_end_token',
  'save_every',
  'keep_epochs',
  'dev_samples',
  'max_new_tokens',
  'seed',
] as const;
const LORA_KEYS = ['rank', 'alpha', 'dropout', 'target_modules'] as const;

/**
 * Reads a config of the bundled trainer.
 *
 * @param source `text` is YAML (JSON is YAML too); `name` is what problems call the file.
 * @throws TrainRefusal with every unknown key and every value that cannot be, all at once.
 */
export function readTrainConfig(
  source: { readonly text: string; readonly name: string },
  overrides: ConfigOverrides = {},
): TrainConfig {
  const fields = new FieldReader(mergeOverrides(parseYaml(source), overrides), source.name);
  fields.refuseUnknown(KEYS);
  const config: TrainConfig = {
    model: fields.text('model'),
    trainFile: fields.text('train_file', 'train.jsonl'),
    devFile: fields.optionalText('dev_file'),
    outputDir: fields.text('output_dir', 'out/bioselect'),
    method: readMethod(fields),
    epochs: fields.number('epochs', { fallback: 3, min: 1, integer: true }),
    maxUpdates: fields.optionalCount('max_updates'),
    batchSize: fields.number('batch_size', { fallback: 8, min: 1, integer: true }),
    gradientAccumulation: fields.number('gradient_accumulation', { fallback: 1, min: 1, integer: true }),
    packing: fields.flag('packing', false),
    maxLength: fields.number('max_length', { fallback: 1024, min: 2, integer: true }),
    learningRate: fields.number('learning_rate', { fallback: 2e-4, min: 0, minOpen: true }),
    schedule: fields.choice('schedule', SCHEDULES, 'cosine'),
    warmupRatio: fields.number('warmup_ratio', { fallback: 0.03, min: 0, max: 1 }),
    weightDecay: fields.number('weight_decay', { fallback: 0, min: 0 }),
    maxGradNorm: fields.number('max_grad_norm', { fallback: 1, min: 0 }),
    adamBeta1: fields.number('adam_beta1', { fallback: 0.9, min: 0, max: 1, maxOpen: true }),
    adamBeta2: fields.number('adam_beta2', { fallback: 0.999, min: 0, max: 1, maxOpen: true }),
    adamEpsilon: fields.number('adam_epsilon', { fallback: 1e-8, min: 0, minOpen: true }),
    appendEndToken: fields.flag('append_end_token', true),
    saveEvery: fields.number('save_every', { fallback: 100, min: 1, integer: true }),
    keepEpochs: fields.flag('keep_epochs', false),
    devSamples: fields.optionalCount('dev_samples'),
    maxNewTokens: fields.number('max_new_tokens', { fallback: 256, min: 1, integer: true }),
    seed: fields.number('seed', { fallback: 0, min: 0, max: 0xffff_ffff, integer: true }),
  };
  if (fields.problems.length > 0) throw new TrainRefusal(...fields.problems);
  return config;
}

function readMethod(fields: FieldReader): TrainingMode {
  const kind = fields.choice('method', ['lora', 'full'] as const, 'lora');
  const lora = fields.group('lora', LORA_KEYS);
  const method: TrainingMode = {
    kind: 'lora',
    rank: lora.number('rank', { fallback: 16, min: 1, integer: true }),
    alpha: lora.number('alpha', { fallback: 32, min: 0, minOpen: true }),
    dropout: lora.number('dropout', { fallback: 0, min: 0, max: 1, maxOpen: true }),
    targets: lora.targets('target_modules'),
  };
  // Read in any case: a fault in a group that is not used today is one tomorrow.
  return kind === 'full' ? { kind } : method;
}

function parseYaml({ text, name }: { readonly text: string; readonly name: string }): RawConfig {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const detail = error.message.split('\n')[0] ?? error.message;
    throw new TrainRefusal({ code: 'config-unreadable', file: name, detail });
  }
  const value: unknown = document.toJS();
  if (value === null || value === undefined) return {};
  if (isRecord(value)) return value;
  throw new TrainRefusal({ code: 'config-unreadable', file: name, detail: 'expected keys and values' });
}

function mergeOverrides(raw: RawConfig, overrides: ConfigOverrides): RawConfig {
  const merged: Record<string, unknown> = { ...raw };
  for (const [path, value] of Object.entries(overrides)) {
    const [group = '', key] = path.split('.', 2);
    if (key === undefined) merged[group] = value;
    else {
      const inner = merged[group];
      merged[group] = { ...(isRecord(inner) ? inner : {}), [key]: value };
    }
  }
  return merged;
}

interface NumberBounds {
  readonly fallback: number;
  readonly min: number;
  readonly max?: number;
  readonly minOpen?: boolean;
  readonly maxOpen?: boolean;
  readonly integer?: boolean;
}

/** Reads fields; what is wrong is noted and replaced by the fallback, so that all problems come out together. */
class FieldReader {
  readonly problems: TrainProblem[];
  readonly #raw: RawConfig;
  readonly #file: string;
  readonly #prefix: string;

  constructor(raw: RawConfig, file: string, parent?: { readonly prefix: string; readonly problems: TrainProblem[] }) {
    this.#raw = raw;
    this.#file = file;
    this.#prefix = parent?.prefix ?? '';
    this.problems = parent?.problems ?? [];
  }

  refuseUnknown(known: readonly string[]): void {
    for (const key of Object.keys(this.#raw)) {
      if (known.includes(key)) continue;
      const nearest = nearestKey(key, known);
      this.problems.push({
        code: 'config-unknown-key',
        file: this.#file,
        key: this.#prefix + key,
        ...(nearest === undefined ? {} : { nearest: this.#prefix + nearest }),
      });
    }
  }

  /** Without a fallback the key must be there. */
  text(key: string, fallback?: string): string {
    const value = this.#raw[key] ?? fallback;
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.#refuse(key, 'a text that is not empty');
    return fallback ?? '';
  }

  optionalText(key: string): string | undefined {
    return this.#isGiven(key) ? this.text(key) : undefined;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#raw[key] ?? fallback;
    if (typeof value === 'boolean') return value;
    this.#refuse(key, 'true or false');
    return fallback;
  }

  optionalCount(key: string): number | undefined {
    return this.#isGiven(key) ? this.number(key, { fallback: 1, min: 1, integer: true }) : undefined;
  }

  number(key: string, bounds: NumberBounds): number {
    const value = this.#raw[key] ?? bounds.fallback;
    const { min, max = Infinity, minOpen = false, maxOpen = false, integer = false } = bounds;
    if (typeof value === 'number' && Number.isFinite(value)) {
      const isInside = (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max);
      if (isInside && (!integer || Number.isInteger(value))) return value;
    }
    const from = `${minOpen ? 'above' : 'from'} ${min}`;
    const to = max === Infinity ? '' : ` to ${maxOpen ? 'below ' : ''}${max}`;
    this.#refuse(key, `a ${integer ? 'whole ' : ''}number ${from}${to}`);
    return bounds.fallback;
  }

  choice<Choice extends string>(key: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.#raw[key] ?? fallback;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) this.#refuse(key, `one of ${choices.join(', ')}`);
    return chosen ?? fallback;
  }

  targets(key: string): readonly AdapterTarget[] {
    const value = this.#raw[key] ?? ADAPTER_TARGETS;
    const names: readonly unknown[] = Array.isArray(value) ? value : [];
    const targets = ADAPTER_TARGETS.filter((target) => names.includes(target));
    const isKnown = names.every((name) => ADAPTER_TARGETS.some((target) => target === name));
    if (!isKnown || targets.length === 0) this.#refuse(key, `a list of some of ${ADAPTER_TARGETS.join(', ')}`);
    return targets;
  }

  group(key: string, known: readonly string[]): FieldReader {
    const value = this.#raw[key] ?? {};
    if (!isRecord(value)) this.#refuse(key, `a group of ${known.join(', ')}`);
    const inner = new FieldReader(isRecord(value) ? value : {}, this.#file, {
      prefix: `${this.#prefix}${key}.`,
      problems: this.problems,
    });
    inner.refuseUnknown(known);
    return inner;
  }

  #isGiven(key: string): boolean {
    return this.#raw[key] !== undefined && this.#raw[key] !== null;
  }

  #refuse(key: string, expected: string): void {
    const value = this.#raw[key];
    const found = value === undefined ? 'missing' : JSON.stringify(value);
    this.problems.push({ code: 'config-bad-value', file: this.#file, key: this.#prefix + key, found, expected });
  }
}

function isRecord(value: unknown): value is RawConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { isJsonObject, type JsonObject } from '../../core/formats/json/json-value.ts';
import { SCHEDULES } from '../../training/optimizer/learning-rate.ts';
import { ADAPTER_TARGETS, type TrainingMode } from '../../training/graph/training-mode.ts';
import { TrainRefusal, type TrainProblem } from '../train-problem.ts';
import { nearestKey } from './nearest-key.ts';
import type { TrainConfig } from './train-config.ts';

/** Values that stand above the file's, by the file's own keys; `lora.rank` reaches into a group. */
export type ConfigOverrides = Readonly<Record<string, unknown>>;

/* Messages are what may stand there: a problem says it beside what was found. Null counts as not given. */

const TEXT_WORDS = 'a text that is not empty';
const TEXT = v.pipe(
  v.string(TEXT_WORDS),
  v.check((text) => text.trim() !== '', TEXT_WORDS),
);
const FLAG = v.boolean('true or false');

interface Bounds {
  readonly min: number;
  readonly max?: number;
  readonly minOpen?: boolean;
  readonly maxOpen?: boolean;
}

function numberIn({ min, max = Infinity, minOpen = false, maxOpen = false }: Bounds, kind = 'number') {
  const to = max === Infinity ? '' : ` to ${maxOpen ? 'below ' : ''}${max}`;
  const words = `a ${kind} ${minOpen ? 'above' : 'from'} ${min}${to}`;
  const isInside = (value: number): boolean =>
    Number.isFinite(value) && (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max);
  return v.pipe(v.number(words), v.check(isInside, words));
}

function wholeIn(bounds: Bounds) {
  const number = numberIn(bounds, 'whole number');
  return v.pipe(
    number,
    v.check((value) => Number.isInteger(value), number.message),
  );
}

const COUNT = wholeIn({ min: 1 });

function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return v.picklist(choices, `one of ${choices.join(', ')}`);
}

const TARGETS_WORDS = `a list of some of ${ADAPTER_TARGETS.join(', ')}`;

const LORA = v.object({
  rank: v.nullish(COUNT, 16),
  alpha: v.nullish(numberIn({ min: 0, minOpen: true }), 32),
  dropout: v.nullish(numberIn({ min: 0, max: 1, maxOpen: true }), 0),
  target_modules: v.nullish(
    v.pipe(
      v.array(v.picklist(ADAPTER_TARGETS, TARGETS_WORDS), TARGETS_WORDS),
      v.minLength(1, TARGETS_WORDS),
      v.transform((names) => ADAPTER_TARGETS.filter((target) => names.includes(target))),
    ),
    [...ADAPTER_TARGETS],
  ),
});

const CONFIG = v.object({
  model: v.nullish(TEXT, ''),
  train_file: v.nullish(TEXT, 'train.jsonl'),
  dev_file: v.nullish(TEXT),
  output_dir: v.nullish(TEXT, 'out/bioselect'),
  method: v.nullish(oneOf(['lora', 'full']), 'lora'),
  lora: v.nullish(
    v.pipe(v.custom<JsonObject>(isJsonObject, `a group of ${Object.keys(LORA.entries).join(', ')}`), LORA),
    {},
  ),
  epochs: v.nullish(COUNT, 3),
  max_updates: v.nullish(COUNT),
  batch_size: v.nullish(COUNT, 8),
  gradient_accumulation: v.nullish(COUNT, 1),
  packing: v.nullish(FLAG, false),
  max_length: v.nullish(wholeIn({ min: 2 }), 1024),
  learning_rate: v.nullish(numberIn({ min: 0, minOpen: true }), 2e-4),
  schedule: v.nullish(oneOf(SCHEDULES), 'cosine'),
  warmup_ratio: v.nullish(numberIn({ min: 0, max: 1 }), 0.03),
  weight_decay: v.nullish(numberIn({ min: 0 }), 0),
  max_grad_norm: v.nullish(numberIn({ min: 0 }), 1),
  adam_beta1: v.nullish(numberIn({ min: 0, max: 1, maxOpen: true }), 0.9),
  adam_beta2: v.nullish(numberIn({ min: 0, max: 1, maxOpen: true }), 0.999),
  adam_epsilon: v.nullish(numberIn({ min: 0, minOpen: true }), 1e-8),
  append_end_token: v.nullish(FLAG, true),
  save_every: v.nullish(COUNT, 100),
  keep_epochs: v.nullish(FLAG, false),
  dev_samples: v.nullish(COUNT),
  max_new_tokens: v.nullish(COUNT, 256),
  seed: v.nullish(wholeIn({ min: 0, max: 0xffff_ffff }), 0),
});

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
  const raw = mergeOverrides(parseYaml(source), overrides);
  const file = source.name;
  const read = v.safeParse(CONFIG, raw);
  const problems = [
    ...unknownKeys(raw, CONFIG.entries).map((problem) => ({ ...problem, file })),
    ...unknownKeys(raw['lora'], LORA.entries, 'lora.').map((problem) => ({ ...problem, file })),
    ...badValues(raw, read.issues ?? []).map((problem) => ({ ...problem, file })),
  ];
  if (!read.success || problems.length > 0) throw new TrainRefusal(...problems);
  const { output } = read;
  return {
    model: output.model,
    trainFile: output.train_file,
    devFile: output.dev_file ?? undefined,
    outputDir: output.output_dir,
    method: methodOf(output),
    epochs: output.epochs,
    maxUpdates: output.max_updates ?? undefined,
    batchSize: output.batch_size,
    gradientAccumulation: output.gradient_accumulation,
    packing: output.packing,
    maxLength: output.max_length,
    learningRate: output.learning_rate,
    schedule: output.schedule,
    warmupRatio: output.warmup_ratio,
    weightDecay: output.weight_decay,
    maxGradNorm: output.max_grad_norm,
    adamBeta1: output.adam_beta1,
    adamBeta2: output.adam_beta2,
    adamEpsilon: output.adam_epsilon,
    appendEndToken: output.append_end_token,
    saveEvery: output.save_every,
    keepEpochs: output.keep_epochs,
    devSamples: output.dev_samples ?? undefined,
    maxNewTokens: output.max_new_tokens,
    seed: output.seed,
  };
}

/** The group is read in any case: a fault in one that is not used today is one tomorrow. */
function methodOf({ method, lora }: Pick<v.InferOutput<typeof CONFIG>, 'method' | 'lora'>): TrainingMode {
  const { rank, alpha, dropout, target_modules: targets } = lora;
  return method === 'full' ? { kind: method } : { kind: method, rank, alpha, dropout, targets };
}

type ProblemOf<Code extends TrainProblem['code']> = Omit<Extract<TrainProblem, { code: Code }>, 'file'>;

function unknownKeys(group: unknown, known: object, prefix = ''): readonly ProblemOf<'config-unknown-key'>[] {
  if (!isJsonObject(group)) return [];
  const names = Object.keys(known);
  return Object.keys(group)
    .filter((key) => !names.includes(key))
    .map((key) => {
      const nearest = nearestKey(key, names);
      return {
        code: 'config-unknown-key',
        key: prefix + key,
        ...(nearest !== undefined && { nearest: prefix + nearest }),
      };
    });
}

/** One a key, though several items of its list may be wrong. */
function badValues(
  raw: JsonObject,
  issues: readonly v.InferIssue<typeof CONFIG>[],
): readonly ProblemOf<'config-bad-value'>[] {
  const problems = new Map<string, ProblemOf<'config-bad-value'>>();
  for (const { message: expected, path = [] } of issues) {
    const keys = path.filter(({ type }) => type === 'object').map((item) => String(item.key));
    const value = keys.reduce<unknown>((group, key) => (isJsonObject(group) ? group[key] : undefined), raw);
    const found = value === undefined ? 'missing' : JSON.stringify(value);
    const key = keys.join('.');
    if (!problems.has(key)) problems.set(key, { code: 'config-bad-value', key, found, expected });
  }
  return [...problems.values()];
}

function parseYaml({ text, name }: { readonly text: string; readonly name: string }): JsonObject {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const detail = error.message.split('\n')[0] ?? error.message;
    throw new TrainRefusal({ code: 'config-unreadable', file: name, detail });
  }
  const value: unknown = document.toJS();
  if (value === null || value === undefined) return {};
  if (isJsonObject(value)) return value;
  throw new TrainRefusal({ code: 'config-unreadable', file: name, detail: 'expected keys and values' });
}

function mergeOverrides(raw: JsonObject, overrides: ConfigOverrides): JsonObject {
  const merged: Record<string, unknown> = { ...raw };
  for (const [path, value] of Object.entries(overrides)) {
    const [group = '', key] = path.split('.', 2);
    if (key === undefined) merged[group] = value;
    else {
      const inner = merged[group];
      merged[group] = { ...(isJsonObject(inner) ? inner : {}), [key]: value };
    }
  }
  return merged;
}

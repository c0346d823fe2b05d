import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Configs from '../core/export/trainer-configs.ts';
import type * as ParseSource from '../core/formats/parse-source.ts';
import type * as Select from '../core/selection/select-samples.ts';
import type * as Strategies from '../core/selection/strategies.ts';
import type * as Writers from '../core/write/corpus-writers.ts';
import type * as ParseConfig from '../decoder/config/parse-model-config.ts';
import type * as PlanJob from '../trainer/engines/plan-engine-job.ts';
import type * as Routes from '../ui/common/route.ts';
import type * as Steps from '../ui/shell/rail/steps.ts';
import type { IfdResult } from '../core/ifd/ifd.ts';
import type { Mention } from '../core/corpus/corpus.ts';
import { FORMAT_NAMES } from '../core/formats/common/format-names.ts';
import { FORMATS } from '../core/formats/formats.ts';
import { trainerConfigs } from '../core/export/trainer-configs.ts';
import { SELECTION_STRATEGIES } from '../core/selection/selection.ts';
import { STRATEGIES } from '../core/selection/strategies.ts';
import { CORPUS_WRITERS } from '../core/write/corpus-writers.ts';
import { WRITTEN_FORMAT_NAMES } from '../core/write/written-format-names.ts';
import { SUPPORTED_ARCHITECTURES } from '../decoder/config/model-config.ts';
import { ENGINES } from '../trainer/engines/engine-job.ts';
import { routes } from '../ui/common/route.ts';
import { lineSteps, sideSteps } from '../ui/shell/rail/steps.ts';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));
const pagesDir = path.join(rootDir, 'docs', 'contributing');
const pages = readdirSync(pagesDir).map((name) => ({ name, text: readFileSync(path.join(pagesDir, name), 'utf8') }));

/** `git apply` looks for a repository above the folder it works in; the copy is in none. */
function git(cwd: string, args: readonly string[], input: string) {
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: path.dirname(cwd) };
  return spawnSync('git', args, { cwd, input, env, encoding: 'utf8' });
}

function diffsOf(page: string): string {
  return [...page.matchAll(/^```diff\n(.*?)^```$/gmsu)].map(([, diff]) => diff).join('');
}

/** What a step of a page names in which files: "1. `src/…/formats.ts`: the record in `FORMATS`". */
function namesOf(page: string): readonly { readonly files: readonly string[]; readonly name: string }[] {
  const steps = page.split(/^(?=\d+\. )|\n\n/mu).filter((part) => /^\d+\. /u.test(part));
  return steps.flatMap((step) => {
    const quoted = [...step.matchAll(/`([^`]+)`/gu)].map(([, words = '']) => words);
    const files = quoted.filter((words) => words.startsWith('src/') && /\.tsx?$/u.test(words));
    // Constants and types; other words in such marks are values.
    const names = quoted.filter((words) => /^[A-Z][A-Za-z_]{4,}$/u.test(words));
    return names.map((name) => ({ files, name }));
  });
}

describe('the pages for contributors', () => {
  it.each(pages)('$name names records that are there', ({ text }) => {
    for (const { files, name } of namesOf(text)) {
      const declares = new RegExp(`(?:const|type|interface|function) ${name}\\b`, 'u');
      const found = files.some((file) => declares.test(readFileSync(path.join(rootDir, file), 'utf8')));
      expect(found, `${name} in ${files.join(', ')}`).toBe(true);
    }
  });
  it('name every registry', () => {
    const all = pages.flatMap(({ text }) => namesOf(text)).map(({ name }) => name);
    const registries = ['FormatId', 'FORMAT_NAMES', 'FORMATS', 'WRITTEN_FORMAT_NAMES', 'CORPUS_WRITERS'];
    registries.push('SELECTION_STRATEGIES', 'STRATEGIES', 'SUPPORTED_ARCHITECTURES', 'ENGINES', 'MODEL_KEYS');
    expect(registries.filter((name) => !all.includes(name))).toEqual([]);
  });
});

describe('what the compiler does not ask for', () => {
  const stepped = [...lineSteps, ...sideSteps];

  it('every route has a step, and every step a key of its own', () => {
    expect(stepped.map(({ route }) => route).toSorted()).toEqual([...routes].toSorted());
    expect(new Set(stepped.map(({ key }) => key)).size).toBe(routes.length);
  });

  it('every engine has a config in an export, its command in the README and on the screen', () => {
    const files = trainerConfigs({ strongModel: 'm', seed: 1, hasDev: true, maxLength: 2048 }).map(({ name }) => name);
    const readme = readFileSync(path.join(rootDir, 'src/core/export/export-readme.ts'), 'utf8');
    const command = readFileSync(path.join(rootDir, 'src/ui/export/train-command.tsx'), 'utf8');
    const screen = readFileSync(path.join(rootDir, 'src/ui/export/export-screen.tsx'), 'utf8');
    for (const engine of ENGINES) {
      const config = files.find((name) => name.startsWith(`${engine}/`));
      expect(config, engine).toBeDefined();
      expect(readme).toContain(config);
      expect(command).toContain(`value: '${engine}'`);
      expect(screen).toContain(`name: '${engine}/'`);
    }
  });

  it('names, labels and codes are each of one record only', () => {
    const isUnique = (words: readonly string[]): boolean => new Set(words).size === words.length;
    expect(isUnique(Object.values(FORMAT_NAMES))).toBe(true);
    expect(isUnique(Object.values(WRITTEN_FORMAT_NAMES))).toBe(true);
    expect(isUnique(SELECTION_STRATEGIES.map((id) => STRATEGIES[id].label))).toBe(true);
    expect(isUnique(SUPPORTED_ARCHITECTURES)).toBe(true);
    expect(Object.keys(FORMATS).toSorted()).toEqual(Object.keys(FORMAT_NAMES).toSorted());
    expect(Object.keys(CORPUS_WRITERS).toSorted()).toEqual(Object.keys(WRITTEN_FORMAT_NAMES).toSorted());
  });
});

const LEAD: Mention = {
  id: 'm1',
  span: { start: 0, end: 4 },
  entityType: 'Chemical',
  quote: 'Lead',
  conceptIds: [],
};

function scored(ifd: number): IfdResult {
  const losses = { conditionedAnswerLoss: 1 + Math.log(ifd), directAnswerLoss: 1 };
  return { kind: 'scored', ifd, ...losses, truncated: false, borderMerged: false };
}

describe('the diffs of the pages for contributors', () => {
  const cacheDir = path.join(rootDir, '.cache');
  mkdirSync(cacheDir, { recursive: true });
  // In the repository, so that imports of packages resolve as the product's do.
  const copyDir = mkdtempSync(path.join(cacheDir, 'contributing-'));
  const urlOf = (file: string): string => pathToFileURL(path.join(copyDir, file)).href;

  beforeAll(() => {
    cpSync(path.join(rootDir, 'src'), path.join(copyDir, 'src'), {
      recursive: true,
      filter: (file) => !/\.test\.tsx?$|\/fixtures$|\/testing$/u.test(file),
    });
    cpSync(path.join(rootDir, 'tsconfig.json'), path.join(copyDir, 'tsconfig.json'));
    cpSync(path.join(rootDir, 'package.json'), path.join(copyDir, 'package.json'));
  });

  afterAll(() => rmSync(copyDir, { recursive: true }));

  it.each(pages)('$name: they apply', ({ text }) => {
    expect(diffsOf(text)).not.toBe('');
    const { status, stderr } = git(copyDir, ['apply', '--whitespace=nowarn', '-'], diffsOf(text));
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('they compile together', () => {
    const tsc = path.join(rootDir, 'node_modules/.bin/tsc');
    const { stdout } = spawnSync(tsc, ['--noEmit', '-p', copyDir], { cwd: rootDir, encoding: 'utf8' });
    expect(stdout).toBe('');
    // Under load the compiler alone takes longer than a test may.
  }, 180_000);

  it('the format is detected, read and written', async () => {
    const row =
      '{"id":"d1","sentence":"Lead poisons.","mentions":[{"from":0,"to":4,"type":"Chemical","name":"Lead"}]}\n';
    const { parseSource }: typeof ParseSource = await import(urlOf('src/core/formats/parse-source.ts'));
    const { CORPUS_WRITERS: writers }: typeof Writers = await import(urlOf('src/core/write/corpus-writers.ts'));
    const parsed = parseSource({ name: 'a.txt', bytes: new TextEncoder().encode(row) });
    expect(parsed).toMatchObject({ format: 'mention-rows', formatName: 'Mention rows', issues: [] });
    const { files, issues } = new Map(Object.entries(writers)).get('mention-rows')?.(parsed) ?? {
      files: [],
      issues: [],
    };
    expect(issues).toEqual([]);
    expect(files.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual([row]);
  });

  it('the strategy keeps as many negatives as positives', async () => {
    const { selectSamples }: typeof Select = await import(urlOf('src/core/selection/select-samples.ts'));
    const { STRATEGIES: strategies }: typeof Strategies = await import(urlOf('src/core/selection/strategies.ts'));
    const samples = Array.from({ length: 10 }, (_, index) => {
      const isPositive = index < 4;
      const answer = isPositive ? '[{"entity": "Chemical", "name": "Lead"}]' : '[]';
      return { id: `${index}`, instruction: 'i', input: 'Lead', answer, mentions: isPositive ? [LEAD] : [] };
    });
    const options = { keepRatio: 0.5, base: 'all-positives', ifdCeiling: 1, negativeRatio: 1, seed: 1 } as const;
    const strategy = new Map(Object.entries(strategies)).get('balanced');
    expect(strategy?.label).toBe('Balanced');
    const { counts } = selectSamples(samples, (index) => scored(0.1 * (index + 1)), {
      ...options,
      ...JSON.parse('{"strategy":"balanced"}'),
    });
    expect(counts).toMatchObject({ positives: 4, negatives: 6, keptPositives: 2, keptNegatives: 2 });
  });

  it('the architecture is read, and what its graph cannot express is refused by its name', async () => {
    const { parseModelConfig }: typeof ParseConfig = await import(urlOf('src/decoder/config/parse-model-config.ts'));
    const sizes = {
      vocab_size: 32,
      hidden_size: 8,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 16,
    };
    const config = { model_type: 'mistral', ...sizes, rms_norm_eps: 1e-5, max_position_embeddings: 64 };
    expect(parseModelConfig(JSON.stringify(config), undefined)).toMatchObject({ architecture: 'mistral', headDim: 4 });
    const windowed = JSON.stringify({ ...config, sliding_window: 4096 });
    const refusal = {
      failure: { code: 'model-file-damaged', file: 'config.json', detail: expect.stringContaining('sliding_window') },
    };
    expect(() => parseModelConfig(windowed, undefined)).toThrow(expect.objectContaining(refusal));
  });

  it('the engine has a job', async () => {
    const { planEngineJob }: typeof PlanJob = await import(urlOf('src/trainer/engines/plan-engine-job.ts'));
    const { trainerConfigs: configs }: typeof Configs = await import(urlOf('src/core/export/trainer-configs.ts'));
    const written = configs({ strongModel: 'm', seed: 1, hasDev: false, maxLength: 2048 });
    const textOf = new Map([...written.map(({ name, text }) => [name, text] as const), ['train.jsonl', '{}\n']]);
    const launch = {
      processes: 1,
      machines: 1,
      machineRank: 0,
      mainAddress: undefined,
      sharding: { kind: 'none' },
    } as const;
    const request = {
      textOf,
      model: 'other',
      overrides: {},
      launch,
      device: 'cpu',
      hasChatTemplate: undefined,
    } as const;
    const job = planEngineJob(JSON.parse('"mytrainer"'), request);
    expect(job).toMatchObject({ program: 'mytrainer', args: ['train', 'config.yml'] });
    expect(job.files[0]?.text).toContain('model: other');
  });

  it('the screen has a route and a step', async () => {
    const { routes: withNotes }: typeof Routes = await import(urlOf('src/ui/common/route.ts'));
    const { stepLabel }: typeof Steps = await import(urlOf('src/ui/shell/rail/steps.ts'));
    expect(withNotes.map((route) => stepLabel(route))).toContain('Notes');
  });
});

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import * as ort from 'onnxruntime-node';
import type { EntityType } from '../../core/corpus/corpus.ts';
import { hashText } from '../../core/text/hash-text.ts';
import { toExportRow } from '../../core/export/export-rows.ts';
import { FailureError } from '../../core/failure.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { isAnnotated, sampleState } from '../../core/samples/sample-state.ts';
import { selectSamples } from '../../core/selection/select-samples.ts';
import { SELECTION_STRATEGIES, type SelectionStrategy } from '../../core/selection/selection.ts';
import { STRATEGIES } from '../../core/selection/strategies.ts';
import { DecoderModel } from '../../decoder/model/decoder-model.ts';
import { openModelFolder, type OpenedModel } from '../../decoder/model/model-folder.ts';
import { seededOrder } from '../../training/batches/seeded-order.ts';
import { writeAtomically } from '../../trainer/checkpoint/write-atomically.ts';
import { readTrainConfig, type ConfigOverrides } from '../../trainer/config/read-train-config.ts';
import type { TrainConfig } from '../../trainer/config/train-config.ts';
import { describeTrainProblem } from '../../trainer/describe-train-problem.ts';
import { evaluateQuestions } from '../../trainer/run/evaluate-questions.ts';
import { RUN_FILES } from '../../trainer/run/train-loop.ts';
import { runTraining } from '../../trainer/run/run-training.ts';
import { loadSampleData } from '../../trainer/run/training-data.ts';
import { planStudy, type StudyRun } from '../../trainer/study/plan-study.ts';
import {
  studyCsv,
  studyPlot,
  studyTable,
  summarizeStudy,
  type StudyResult,
} from '../../trainer/study/summarize-study.ts';
import { TrainRefusal } from '../../trainer/train-problem.ts';
import { EXIT } from '../output/exit-codes.ts';
import { findModel } from '../models/find-model.ts';
import { diskFolder } from '../models/load-node-model.ts';
import { openSamples, openScores } from '../corpus/open-samples.ts';
import { listOf, numberBetween, parseInteger, parsePositiveInteger } from '../options/option-values.ts';
import { addSampleOptions, type SampleArguments } from '../options/sample-arguments.ts';
import { parseStrategy } from '../options/selection-arguments.ts';
import { collectPair } from '../options/train-arguments.ts';
import { createTrainLine } from '../training/train-line.ts';
import { writeErr, writeOut } from '../output/write-text.ts';

type ReproduceArguments = SampleArguments & {
  readonly test: readonly string[];
  readonly scores?: string;
  readonly model: string;
  readonly out: string;
  readonly strategies: readonly SelectionStrategy[];
  readonly keep: readonly number[];
  readonly seeds: readonly number[];
  readonly ceiling: number;
  readonly set?: ConfigOverrides;
  readonly trainSamples?: number;
  readonly testSamples?: number;
  readonly scale: number;
  readonly threads?: number;
  readonly resume?: true;
  readonly json?: true;
};

const DRAW_SEED = 0;
const STUDY_FILE = 'study.json';
const RESULT_FILE = 'run.json';

/** `reproduce FILES… --test FILES…`: the claim put to the test: strategies × shares kept × seeds, the same for all else. */
export function addReproduceCommand(program: Command): void {
  const command = program
    .command('reproduce')
    .description('train on each strategy, share and seed, and compare strict span F1 on a test set')
    .argument('<files...>', 'annotated files to select from and train on')
    .requiredOption('--test <files...>', 'annotated files to evaluate on')
    .option('--scores <file>', 'scores of the training files, by "bioselect score"; random and full need none')
    .option('--model <dir>', 'model to start every training from', 'bioselect-strong')
    .requiredOption('--out <dir>', 'folder of the study')
    .option('--strategies <list>', 'strategies to compare', listOf(parseStrategy), SELECTION_STRATEGIES)
    .option(
      '--keep <list>',
      'shares of the positives kept',
      listOf(numberBetween({ min: 0, minOpen: true, max: 1 })),
      [0.1, 0.3, 0.5, 0.7],
    )
    .option('--seeds <list>', 'a run each', listOf(parseInteger), [1, 2, 3])
    .option(
      '--ceiling <ifd>',
      'positives at or above it are dropped',
      numberBetween({ min: 0, minOpen: true, max: Infinity }),
      1,
    )
    .option(
      '--set <key=value>',
      'a setting of every training; max_updates=N with many epochs gives all the same steps',
      collectPair,
    )
    .option(
      '--train-samples <count>',
      'select from a draw of so many training samples, the same for every run',
      parsePositiveInteger,
    )
    .option('--test-samples <count>', 'test on only this many samples', parsePositiveInteger)
    .option(
      '--scale <factor>',
      'multiplies --train-samples, --test-samples and max_updates: the same study, larger',
      numberBetween({ min: 0, minOpen: true, max: Infinity }),
      1,
    )
    .option('--threads <count>', 'threads of the trainer', parsePositiveInteger)
    .option('--resume', 'keep finished runs and continue')
    .option('--json', 'print the groups as JSON');
  addSampleOptions(command).action(async (files: string[], args: ReproduceArguments) => {
    try {
      await runStudy(files, args, command);
    } catch (error) {
      if (!(error instanceof TrainRefusal)) throw error;
      for (const problem of error.problems) writeErr(command, `error: ${describeTrainProblem(problem)}\n`);
      process.exitCode = EXIT.usage;
    }
  });
}

async function runStudy(files: readonly string[], args: ReproduceArguments, command: Command): Promise<void> {
  const runs = planStudy({ strategies: args.strategies, keepRatios: args.keep, seeds: args.seeds });
  const needsScores = runs.find(({ strategy }) => STRATEGIES[strategy].ranksByIfd);
  if (needsScores !== undefined && args.scores === undefined) {
    command.error(`error: ${needsScores.strategy} needs --scores`, { exitCode: EXIT.usage });
  }
  const opened = await openSamples(files, args, command);
  const samples = drawSamples(opened.samples.filter(isAnnotated), scaled(args.trainSamples, args.scale));
  const { resultOf } = await openScores(args.scores, samples, command);
  // Asked for the types of the training files: a type that only the test has was never taught.
  const types = opened.sampleOptions.entityTypes.join(',');
  const test = (await openSamples(args.test, { ...args, types }, command)).samples
    .filter(isAnnotated)
    .slice(0, scaled(args.testSamples, args.scale));
  const modelDir = findModel(args.model, process.cwd());
  if (modelDir === undefined) {
    throw new FailureError({ code: 'model-file-missing', file: 'config.json', folder: args.model });
  }
  const model = await openModelFolder(diskFolder(modelDir));
  const configOf = (seed: number): TrainConfig => {
    const overrides = { max_length: 512, ...args.set, model: args.model, seed };
    const config = readTrainConfig({ text: '', name: 'the options' }, overrides);
    const maxUpdates = scaled(config.maxUpdates, args.scale);
    return maxUpdates === undefined ? config : { ...config, maxUpdates };
  };
  const { entityTypes } = opened.sampleOptions;
  const study = new Study({ args, command, model, modelDir, samples, entityTypes, test, configOf });
  await study.open({ scores: samples.map((_, index) => resultOf(index)) });
  const results: StudyResult[] = [];
  for (const [index, run] of runs.entries()) {
    const selection = selectSamples(samples, resultOf, {
      strategy: run.strategy,
      keepRatio: run.keepRatio,
      base: 'all-positives',
      ifdCeiling: args.ceiling,
      negativeRatio: 1,
      seed: run.seed,
    });
    const kept = samples.filter((_, at) => selection.picks[at]?.kept === true);
    const result = await study.result(run, kept, `${index + 1}/${runs.length} ${run.key}`);
    if (result === undefined) return;
    results.push(result);
    // Written after every run: what is known so far can be looked at.
    const groups = summarizeStudy(results);
    await writeAtomically(join(study.out, 'results.csv'), [studyCsv(results)]);
    await writeAtomically(join(study.out, 'plot.svg'), [studyPlot(groups)]);
  }
  const groups = summarizeStudy(results);
  writeOut(command, args.json === true ? `${JSON.stringify(groups)}\n` : studyTable(groups));
}

/** The same draw for every run and every machine, in the order of the files. */
function drawSamples(samples: readonly Sample[], count: number | undefined): readonly Sample[] {
  if (count === undefined || count >= samples.length) return samples;
  const drawn = new Set(seededOrder(samples.length, DRAW_SEED, 0).subarray(0, count));
  return samples.filter((_, index) => drawn.has(index));
}

function scaled(count: number | undefined, scale: number): number | undefined {
  return count === undefined ? undefined : Math.max(1, Math.round(count * scale));
}

interface StudySetup {
  readonly args: ReproduceArguments;
  readonly command: Command;
  readonly model: OpenedModel;
  readonly modelDir: string;
  readonly samples: readonly Sample[];
  readonly entityTypes: readonly EntityType[];
  readonly test: readonly Sample[];
  readonly configOf: (seed: number) => TrainConfig;
}

/** The runs of a study and the folder that remembers them. */
class Study {
  readonly out: string;
  readonly #setup: StudySetup;

  constructor(setup: StudySetup) {
    this.#setup = setup;
    this.out = resolve(setup.args.out);
  }

  /**
   * Makes the folder, or checks that it is of this same study.
   *
   * @throws TrainRefusal `output-not-empty`, `nothing-to-resume` or `resume-differs`.
   */
  async open({ scores }: { readonly scores: readonly unknown[] }): Promise<void> {
    const { args, model, samples, test, configOf } = this.#setup;
    const { seed: _, ...settings } = configOf(0);
    const identity: Readonly<Record<string, string>> = {
      model: model.hash,
      samples: hashText(JSON.stringify(samples.map(({ contentHash }) => contentHash))).sha256,
      scores: hashText(JSON.stringify(scores)).sha256,
      test: hashText(JSON.stringify(test.map(({ contentHash }) => contentHash))).sha256,
      settings: JSON.stringify(settings),
      ceiling: String(args.ceiling),
    };
    const path = join(this.out, STUDY_FILE);
    const names = existsSync(this.out) ? await readdir(this.out) : [];
    if (args.resume !== true && names.length > 0)
      throw new TrainRefusal({ code: 'output-not-empty', folder: this.out });
    if (args.resume === true && !existsSync(path))
      throw new TrainRefusal({ code: 'nothing-to-resume', folder: this.out });
    if (args.resume === true) {
      const known: Readonly<Record<string, unknown>> = JSON.parse(await readFile(path, 'utf8'));
      const differences = Object.entries(identity)
        .map(([what, now]) => ({ what, before: String(known[what]), now }))
        .filter(({ before, now }) => before !== now);
      if (differences.length > 0) throw new TrainRefusal({ code: 'resume-differs', folder: this.out, differences });
      return;
    }
    await mkdir(this.out, { recursive: true });
    await writeAtomically(path, [`${JSON.stringify(identity, undefined, 2)}\n`]);
  }

  /** Of a run that is done, or of doing it now; undefined where it was interrupted. */
  async result(run: StudyRun, kept: readonly Sample[], title: string): Promise<StudyResult | undefined> {
    const { command } = this.#setup;
    const folder = join(this.out, run.key);
    const path = join(folder, RESULT_FILE);
    const trainPositives = kept.filter((sample) => sampleState(sample) === 'positive').length;
    if (existsSync(path)) {
      const known: Omit<StudyResult, 'trainPositives'> = JSON.parse(await readFile(path, 'utf8'));
      return { ...known, trainPositives };
    }
    const line = createTrainLine(command);
    try {
      const updates = await this.#train(run, { kept, folder, onLine: (text) => line.show(`${title} · ${text}`) });
      if (updates === undefined) return undefined;
      const score = await this.#score(join(folder, RUN_FILES.model), (text) => line.show(`${title} · ${text}`));
      const result: StudyResult = { ...run, ...score, trainSamples: kept.length, trainPositives, updates };
      await writeAtomically(path, [`${JSON.stringify(result)}\n`]);
      // The curves stay; tens of models would be gigabytes.
      for (const name of [RUN_FILES.checkpoints, RUN_FILES.model, RUN_FILES.adapter]) {
        await rm(join(folder, name), { recursive: true, force: true });
      }
      line.stop();
      writeErr(command, `${title}: strict span F1 ${result.f1?.toFixed(4) ?? 'undefined'}\n`);
      return result;
    } finally {
      line.stop();
    }
  }

  async #train(
    run: StudyRun,
    at: { readonly kept: readonly Sample[]; readonly folder: string; readonly onLine: (text: string) => void },
  ): Promise<number | undefined> {
    const { args, command, configOf, model, modelDir } = this.#setup;
    const config = configOf(run.seed);
    const stopper = new AbortController();
    const stop = (): void => stopper.abort();
    process.once('SIGINT', stop);
    try {
      const outcome = await runTraining({
        config,
        data: loadSampleData(at.kept.map(toExportRow), config, model),
        model,
        source: diskFolder(modelDir),
        outDir: at.folder,
        threads: args.threads,
        start: existsSync(join(at.folder, RUN_FILES.last)) ? 'resume' : 'replace',
        signal: stopper.signal,
        onOutline: () => true,
        onProgress: ({ update, total, metrics }) => at.onLine(`${update}/${total} · loss ${metrics.loss.toFixed(4)}`),
        onAnswered: () => undefined,
        onEpoch: () => undefined,
      });
      if (outcome.kind === 'finished') return outcome.updates;
      const detail = 'detail' in outcome ? `: ${outcome.detail}` : '';
      writeErr(command, `\n${run.key} ended early (${outcome.kind}${detail}); continue with --resume.\n`);
      process.exitCode = outcome.kind === 'interrupted' ? EXIT.interrupted : EXIT.unexpected;
      return undefined;
    } finally {
      process.removeListener('SIGINT', stop);
    }
  }

  async #score(
    modelDir: string,
    onLine: (text: string) => void,
  ): Promise<Pick<StudyResult, 'f1' | 'precision' | 'recall'>> {
    const { args, configOf, entityTypes, test } = this.#setup;
    const model = await DecoderModel.load(ort, await openModelFolder(diskFolder(modelDir)), {
      executionProviders: ['cpu'],
      enableMemPattern: false,
      ...(args.threads === undefined ? {} : { intraOpNumThreads: args.threads }),
    });
    try {
      const { strictSpans } = await evaluateQuestions(model, test, {
        entityTypes,
        maxNewTokens: configOf(0).maxNewTokens,
        onAnswered: (count) => onLine(`test ${count}/${test.length}`),
      });
      const { f1 = null, precision = null, recall = null } = strictSpans.micro;
      return { f1, precision, recall };
    } finally {
      await model.dispose();
    }
  }
}

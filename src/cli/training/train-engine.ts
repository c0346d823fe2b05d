import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import * as ort from 'onnxruntime-node';
import type { EvaluationScore } from '../../core/evaluation/scores/score-by-type.ts';
import type { ExportRow } from '../../core/export/export-rows.ts';
import { DecoderModel } from '../../decoder/model/decoder-model.ts';
import { openModelFolder, type OpenedModel } from '../../decoder/model/model-folder.ts';
import { loadRows } from '../../trainer/data/load-rows.ts';
import type { OpenedExport } from '../../trainer/data/open-export.ts';
import { readYamlKey } from '../../trainer/engines/edit-yaml.ts';
import type { EngineJob, EngineName } from '../../trainer/engines/engine-job.ts';
import { findEngine, programBeside } from '../../trainer/engines/find-engine.ts';
import { hasAdapter, mergeAdapter } from '../../trainer/engines/merge-adapter.ts';
import { planEngineJob } from '../../trainer/engines/plan-engine-job.ts';
import { runEngine } from '../../trainer/engines/run-engine.ts';
import { stageModel } from '../../trainer/engines/stage-model.ts';
import { floatWeights } from '../../training/weights/float-weights.ts';
import { withWeights } from '../../training/weights/with-weights.ts';
import { writeTrainedModel } from '../../trainer/result/trained-model.ts';
import { evaluateQuestions, toQuestion } from '../../trainer/run/evaluate-questions.ts';
import { TrainRefusal } from '../../trainer/train-problem.ts';
import { findModel } from '../models/find-model.ts';
import { diskFolder } from '../models/load-node-model.ts';
import { launchOf, type TrainArguments } from '../options/train-arguments.ts';
import { createTrainLine } from './train-line.ts';
import { writeErr, writeOut } from '../output/write-text.ts';
import { countNoun } from '../../core/text/count-noun.ts';

/** The export's file that names an engine's model, and under which key. */
const MODEL_KEYS: Readonly<Record<EngineName, readonly [file: string, key: string]>> = {
  trl: ['trl/sft.yaml', 'model_name_or_path'],
  llamafactory: ['llamafactory/sft.yaml', 'model_name_or_path'],
  axolotl: ['axolotl/config.yml', 'base_model'],
};
/** Both end the engine too: without us nobody would. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const JOB_DIR = 'job';
const MODEL_DIR = 'model';
const MAX_NEW_TOKENS = 256;
/** Weights of larger models, as F32, do not fit into one buffer: their adapters are for the server that runs them. */
const MAX_BUILT_PARAMETERS = 500_000_000;

/** `train --engine`: another trainer does the work; its result comes back as a model folder of ours, with its score. */
export async function trainWithEngine(
  opened: OpenedExport,
  engine: EngineName,
  { args, command }: { readonly args: TrainArguments; readonly command: Command },
): Promise<void> {
  const out = resolve(args.out ?? join(opened.root, 'out', engine));
  const jobDir = join(out, JOB_DIR);
  const [file, key] = MODEL_KEYS[engine];
  const named = args.model ?? readYamlKey(opened.textOf.get(file) ?? '', key) ?? '';
  // The same checks as for the bundled trainer: an engine would train on damaged rows without a word.
  const train = loadRows(opened, 'train.jsonl');
  if (train.rows.length === 0) throw new TrainRefusal({ code: 'no-train-rows', file: train.file });
  const dev = opened.textOf.has('dev.jsonl') ? loadRows(opened, 'dev.jsonl').rows : [];
  const modelDir = findModel(named, opened.root);
  const dryRun = args.dryRun === true;
  const found = dryRun ? undefined : await findEngine(engine, args.python);
  const device = found?.device ?? 'cuda';
  if (!dryRun) await prepareFolder(out, args.force === true);
  const model = modelDir === undefined || dryRun ? (modelDir ?? named) : await stageModel(modelDir, jobDir);
  const job = planEngineJob(engine, {
    textOf: opened.textOf,
    model,
    overrides: args.set ?? {},
    launch: launchOf(args),
    device,
    hasChatTemplate: modelDir === undefined ? undefined : await hasChatTemplate(modelDir),
  });
  if (found === undefined) {
    writeOut(command, showJob(job, jobDir));
    return;
  }
  writeErr(
    command,
    `${engine} ${found.version} · PyTorch ${found.torch} · transformers ${found.transformers} · ${device}\n`,
  );
  writeErr(command, `model ${model} · ${countNoun(train.rows.length, 'sample')}, ${dev.length} dev · ${jobDir}\n`);
  await writeJob(job, jobDir);
  await launchJob(engine, job, { out, jobDir, python: args.python, command });
  const result = await takeResult(engine, modelDir, join(jobDir, job.resultDir));
  if (result === undefined) {
    writeOut(
      command,
      `${join(jobDir, job.resultDir)}\nThe model is too large, or not here, to be built and scored: serve it with the engine's own tools.\n`,
    );
    return;
  }
  await writeTrainedModel(result.opened, diskFolder(result.source), join(out, MODEL_DIR));
  const score = await scoreModel(result.opened, dev, opened);
  const report = {
    engine,
    version: found.version,
    model: join(out, MODEL_DIR),
    devSamples: dev.length,
    strictSpans: score,
  };
  await writeFile(join(out, 'result.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  const f1 = score?.micro.f1?.toFixed(4) ?? 'not known (no dev samples)';
  if (args.json === true) writeOut(command, `${JSON.stringify(report)}\n`);
  else writeOut(command, `${report.model}\nstrict span F1 on dev: ${f1}\n`);
}

async function prepareFolder(out: string, force: boolean): Promise<void> {
  const names = existsSync(out) ? await readdir(out) : [];
  if (names.length > 0 && !force) throw new TrainRefusal({ code: 'output-not-empty', folder: out });
  // Only what an earlier run of this command left.
  for (const name of [JOB_DIR, MODEL_DIR, 'result.json', 'engine.log']) {
    await rm(join(out, name), { recursive: true, force: true });
  }
  await mkdir(join(out, JOB_DIR), { recursive: true });
}

async function hasChatTemplate(modelDir: string): Promise<boolean> {
  const config = await diskFolder(modelDir).readBytes('tokenizer_config.json');
  const isInConfig = config !== undefined && new TextDecoder().decode(config).includes('"chat_template"');
  return isInConfig || existsSync(join(modelDir, 'chat_template.jinja'));
}

async function writeJob(job: EngineJob, jobDir: string): Promise<void> {
  for (const { name, text } of job.files) {
    const path = join(jobDir, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

function showJob({ program, args, env, files }: EngineJob, jobDir: string): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  const shown = files.map(({ name, text }) => {
    const isData = name.endsWith('.jsonl');
    return isData ? `# ${name}: ${countNoun(text.split('\n').length - 1, 'row')}\n` : `# ${name}\n${text}`;
  });
  return `cd ${jobDir}\n${variables.join('')}${[program, ...args].join(' ')}\n\n${shown.join('\n')}`;
}

async function launchJob(
  engine: EngineName,
  job: EngineJob,
  at: { readonly out: string; readonly jobDir: string; readonly python: string; readonly command: Command },
): Promise<void> {
  const stopper = new AbortController();
  const stop = (): void => stopper.abort();
  for (const signal of STOP_SIGNALS) process.once(signal, stop);
  const line = createTrainLine(at.command);
  try {
    await runEngine({
      engine,
      command: [programBeside(at.python, job.program), ...job.args],
      workDir: at.jobDir,
      env: job.env,
      logFile: join(at.out, 'engine.log'),
      signal: stopper.signal,
      onProgress: ({ step, steps, loss }) => {
        line.show(`${engine} step ${step}/${steps}${loss === undefined ? '' : ` · loss ${loss.toFixed(4)}`}`);
      },
    });
  } finally {
    line.stop();
    for (const signal of STOP_SIGNALS) process.removeListener(signal, stop);
  }
}

/** Undefined where the result stays with the engine: a base model that is not here, or one that is too large. */
async function takeResult(
  engine: EngineName,
  modelDir: string | undefined,
  resultDir: string,
): Promise<{ readonly opened: OpenedModel; readonly source: string } | undefined> {
  if (!hasAdapter(resultDir)) {
    if (!existsSync(join(resultDir, 'config.json'))) {
      const detail = 'it holds neither an adapter nor a model';
      throw new TrainRefusal({ code: 'engine-result-missing', engine, folder: resultDir, detail });
    }
    const whole = await openModelFolder(diskFolder(resultDir));
    if (whole.parameterCount > MAX_BUILT_PARAMETERS) return undefined;
    return { opened: await withWeights(diskFolder(resultDir), floatWeights(whole)), source: resultDir };
  }
  if (modelDir === undefined) return undefined;
  const base = await openModelFolder(diskFolder(modelDir));
  if (base.parameterCount > MAX_BUILT_PARAMETERS) return undefined;
  const merged = await mergeAdapter(floatWeights(base), resultDir, engine);
  return { opened: await withWeights(diskFolder(modelDir), merged), source: modelDir };
}

async function scoreModel(
  trained: OpenedModel,
  dev: readonly ExportRow[],
  { entityTypes }: OpenedExport,
): Promise<EvaluationScore | undefined> {
  if (dev.length === 0) return undefined;
  const model = await DecoderModel.load(ort, trained, { executionProviders: ['cpu'], enableMemPattern: false });
  try {
    return (await evaluateQuestions(model, dev.map(toQuestion), { entityTypes, maxNewTokens: MAX_NEW_TOKENS }))
      .strictSpans;
  } finally {
    await model.dispose();
  }
}

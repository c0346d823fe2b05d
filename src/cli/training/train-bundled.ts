import { freemem } from 'node:os';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { FailureError } from '../../core/failure.ts';
import { openModelFolder } from '../../decoder/model/model-folder.ts';
import { readTrainConfig, type ConfigOverrides } from '../../trainer/config/read-train-config.ts';
import type { TrainConfig } from '../../trainer/config/train-config.ts';
import type { OpenedExport } from '../../trainer/data/open-export.ts';
import { openFreshModel } from '../../trainer/result/fresh-model.ts';
import type { RunStart } from '../../trainer/run/run-folder.ts';
import { runTraining, type RunOutline, type TrainingOutcome } from '../../trainer/run/run-training.ts';
import { loadExportData, loadTextData, type TrainingData } from '../../trainer/run/training-data.ts';
import { EXIT } from '../output/exit-codes.ts';
import { findModel } from '../models/find-model.ts';
import { diskFolder } from '../models/load-node-model.ts';
import { readInput } from '../corpus/open-samples.ts';
import type { TrainArguments } from '../options/train-arguments.ts';
import { createTrainLine } from './train-line.ts';
import { writeErr, writeOut } from '../output/write-text.ts';
import { countNoun } from '../../core/text/count-noun.ts';

/** Ctrl-C, and what schedulers send before they end a job. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** The config that every export has. */
const EXPORT_CONFIG = 'bioselect/train.yaml';
/** Ids of samples left out that are named. */
const NAMED_IDS = 3;

/** What is trained on: an export, or a plain text. */
export type TrainSource =
  { readonly kind: 'export'; readonly opened: OpenedExport } | { readonly kind: 'text'; readonly file: string };

/** `train` without `--engine`: the bundled trainer, from config to model folder. */
export async function trainBundled(
  source: TrainSource,
  { args, command }: { readonly args: TrainArguments; readonly command: Command },
): Promise<void> {
  const root = source.kind === 'export' ? source.opened.root : process.cwd();
  const config = await readConfig(source, args, command);
  const modelDir = findModel(config.model, args.model === undefined ? root : process.cwd());
  if (modelDir === undefined) {
    throw new FailureError({ code: 'model-file-missing', file: 'config.json', folder: config.model });
  }
  const folder = diskFolder(modelDir);
  const model = args.fromScratch === true ? await openFreshModel(folder, config.seed) : await openModelFolder(folder);
  const data =
    source.kind === 'export'
      ? loadExportData(source.opened, config, model)
      : loadTextData({ text: await readInput(source.file, command), file: source.file }, config, model);
  const outDir = args.out === undefined ? resolve(root, config.outputDir) : resolve(args.out);
  const stopper = new AbortController();
  const stop = (): void => {
    // A second Ctrl-C ends the program at once, as the system would: the checkpoint before is whole.
    for (const signal of STOP_SIGNALS) process.removeListener(signal, stop);
    writeErr(command, '\nStopping behind this update; Ctrl-C again ends at once.\n');
    stopper.abort();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  const line = createTrainLine(command);
  let outcome: TrainingOutcome;
  try {
    outcome = await runTraining({
      config,
      data,
      model,
      source: folder,
      outDir,
      threads: args.threads,
      device: args.device,
      start: startOf(args),
      signal: stopper.signal,
      onOutline: (outline) => {
        const words = `${describeOutline(outline, { config, data, outDir })}\n`;
        if (args.dryRun === true) writeOut(command, words);
        else writeErr(command, words);
        return args.dryRun !== true;
      },
      onProgress: ({ update, total, metrics, tokensPerSecond, remainingMs }) => {
        const rate = metrics.learningRate.toExponential(2);
        line.show(
          `${update}/${total} · loss ${metrics.loss.toFixed(4)} · lr ${rate} · ${Math.round(tokensPerSecond)} tok/s · ${showTime(remainingMs)} left`,
        );
      },
      onAnswered: (count, total) => line.show(`dev ${count}/${total}`),
      onEpoch: ({ epoch, devLoss, f1 }, best) => {
        line.stop();
        const loss = devLoss === undefined ? '' : ` · dev loss ${devLoss.toFixed(4)}`;
        const score = data.devQuestions.length === 0 ? '' : ` · strict span F1 ${f1?.toFixed(4) ?? 'undefined'}`;
        const when = epoch === 0 ? 'before training' : `epoch ${epoch}`;
        writeErr(command, `${when}${loss}${score}${best?.epoch === epoch ? ' · best so far' : ''}\n`);
      },
    });
  } finally {
    line.stop();
    for (const signal of STOP_SIGNALS) process.removeListener(signal, stop);
  }
  showOutcome(outcome, { args, command, outDir });
}

async function readConfig(source: TrainSource, args: TrainArguments, command: Command): Promise<TrainConfig> {
  const overrides: ConfigOverrides = {
    ...args.set,
    ...(args.model === undefined ? {} : { model: args.model }),
  };
  if (args.config !== undefined) {
    return readTrainConfig({ text: await readConfigFile(source, args.config, command), name: args.config }, overrides);
  }
  const text = source.kind === 'export' ? source.opened.textOf.get(EXPORT_CONFIG) : '';
  return readTrainConfig(
    { text: text ?? '', name: source.kind === 'export' ? EXPORT_CONFIG : 'the options' },
    overrides,
  );
}

/** A config lies where the person says, or in the export: a zip's files have no other place. */
async function readConfigFile(source: TrainSource, path: string, command: Command): Promise<string> {
  const inExport = source.kind === 'export' ? source.opened.textOf.get(path) : undefined;
  const onDisk = await readFile(path, 'utf8').catch(() => undefined);
  const besideExport =
    source.kind === 'export'
      ? await readFile(join(source.opened.root, path), 'utf8').catch(() => undefined)
      : undefined;
  return onDisk ?? besideExport ?? inExport ?? (await readInput(path, command));
}

function startOf({ resume, force }: TrainArguments): RunStart {
  if (resume === true) return 'resume';
  return force === true ? 'replace' : 'new';
}

function describeOutline(
  outline: RunOutline,
  { config, data, outDir }: { readonly config: TrainConfig; readonly data: TrainingData; readonly outDir: string },
): string {
  const { plan, parameterCount, trainedCount, memoryBytes, estimatedMs, threads, device, doneUpdates } = outline;
  const padding = Math.round(100 * (1 - plan.tokens / Math.max(1, plan.places)));
  const method = config.method.kind === 'lora' ? `LoRA of rank ${config.method.rank}` : 'all weights';
  const on = device === 'cpu' ? `on ${countNoun(threads, 'thread')}` : `on ${device}`;
  const lines = [
    `model    ${config.model}: ${count(parameterCount)} parameters, ${count(trainedCount)} trained (${method})`,
    `samples  ${count(plan.samples)} train, ${count(data.devRows.length)} dev`,
    `tokens   ${count(plan.tokens)} read, ${count(plan.targets)} learnt in ${countNoun(plan.epochs, 'epoch')}; ${padding} % padding`,
    `updates  ${count(plan.updates.length)}${doneUpdates > 0 ? `, ${count(doneUpdates)} of them done` : ''}`,
    `memory   about ${(memoryBytes / 2 ** 30).toFixed(1)} GiB, ${(freemem() / 2 ** 30).toFixed(1)} GiB are free`,
    `time     about ${showTime(estimatedMs)} ${on}, without dev scores`,
    `folder   ${outDir}`,
  ];
  if (data.tooLong.length > 0) {
    const named = data.tooLong.slice(0, NAMED_IDS).map(({ id, tokens }) => `${id} (${tokens})`);
    lines.push(
      `warning: left out, because longer than max_length ${config.maxLength}: ${countNoun(data.tooLong.length, 'sample')}: ${named.join(', ')}${data.tooLong.length > NAMED_IDS ? ', …' : ''}`,
    );
  }
  if (data.borderMerged > 0) {
    lines.push(
      `warning: in ${countNoun(data.borderMerged, 'sample')} one token holds the prompt's end and the answer's beginning`,
    );
  }
  if (memoryBytes > freemem()) lines.push('warning: that is more than is free; lower batch_size or max_length');
  if (outline.earlierThreads !== undefined) {
    lines.push(
      `warning: the run was begun with ${countNoun(outline.earlierThreads, 'thread')}; with ${threads} its weights will differ in their last digits`,
    );
  }
  return lines.join('\n');
}

function showOutcome(
  outcome: TrainingOutcome,
  { args, command, outDir }: { readonly args: TrainArguments; readonly command: Command; readonly outDir: string },
): void {
  switch (outcome.kind) {
    case 'outlined':
      return;
    case 'finished': {
      const { modelDir, best, parameterHash, updates, elapsedMs } = outcome;
      if (args.json === true) {
        writeOut(
          command,
          `${JSON.stringify({ model: modelDir, best: best ?? null, updates, elapsedMs, parameterHash })}\n`,
        );
        return;
      }
      const kept = best === undefined ? 'the last update' : `epoch ${best.epoch}`;
      writeOut(
        command,
        `${modelDir}\nweights of ${kept}; ${countNoun(updates, 'update')} in ${showTime(elapsedMs)}; report in ${join(outDir, 'report.html')}\n`,
      );
      return;
    }
    case 'interrupted':
      return end(command, EXIT.interrupted, `Stopped at update ${outcome.savedUpdate}. Go on with --resume.`);
    case 'disk-failed':
      return end(
        command,
        EXIT.write,
        `error: ${outDir} could not be written: ${outcome.detail}\n${saved(outcome.savedUpdate)} Free disk space and continue with --resume.`,
      );
    case 'out-of-memory':
      return end(
        command,
        EXIT.unexpected,
        `error: there is not enough memory: ${outcome.detail}\n${saved(outcome.savedUpdate)} Close other programs and continue with --resume, or start again with a lower batch_size (and as much more gradient_accumulation) or max_length.`,
      );
    default:
      return outcome satisfies never;
  }
}

function saved(update: number | undefined): string {
  return update === undefined ? 'There is no checkpoint yet.' : `The checkpoint of update ${update} is whole.`;
}

function end(command: Command, exitCode: number, words: string): void {
  writeErr(command, `${words}\n`);
  process.exitCode = exitCode;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function showTime(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

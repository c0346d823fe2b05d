import { readFile, truncate, writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { IfdResult, IfdVariant } from '../core/ifd/ifd.ts';
import { createRateMeter } from '../core/ifd/score-progress.ts';
import type { ScoreProvenance, ScoringInput } from '../core/ifd/scored-sample.ts';
import type { Sample } from '../core/samples/sample.ts';
import { renderPrompt } from '../core/samples/templates.ts';
import { scoreSamples } from '../scoring/score-samples.ts';
import { EXIT } from './exit-codes.ts';
import { createUnitOption } from './inspect.ts';
import { bundledModelPath, loadNodeModel } from './load-node-model.ts';
import { openSamples, type SampleArguments } from './open-samples.ts';
import { parseInteger } from './option-values.ts';
import { createProgressLine } from './progress-line.ts';
import { createRowWriter } from './row-writer.ts';
import { provenancePath } from './score-provenance.ts';
import { toScoreRow } from './score-rows.ts';
import { writeErr, writeOut } from './write-text.ts';

interface ScoreArguments extends SampleArguments {
  readonly model: string;
  readonly out?: string;
  readonly variant: IfdVariant;
  readonly maxLength: number;
  readonly threads?: number;
  readonly resume?: true;
  readonly json?: true;
}

const DEFAULT_MAX_LENGTH = 1024;

/** `score FILES…`: the IFD of every sample under a weak model, one row a sample in the samples' order. */
export function addScoreCommand(program: Command): void {
  const command = program
    .command('score')
    .description('score every sample by Instruction-Following Difficulty under a weak model')
    .argument('<files...>', 'files or folders with annotations, or JSONL rows {"instruction", "input", "output"}')
    .option('--types <list>', 'entity types asked for, as A,B (default: all types of the files)')
    .addOption(createUnitOption())
    .option('--model <dir>', 'Hugging Face folder of the weak model', bundledModelPath())
    .option('--out <file>', 'write rows there, and where they come from to FILE.meta.json (default: standard output)')
    .addOption(
      new Option('--variant <variant>', 'tokens of the two means')
        .choices(['superfiltering', 'aligned'])
        .default('superfiltering'),
    )
    .option(
      '--max-length <tokens>',
      'cut prompt and answer together at so many tokens',
      parseInteger,
      DEFAULT_MAX_LENGTH,
    )
    .option('--threads <count>', 'threads of the model (default: one a core)', parseInteger)
    .option('--resume', 'keep the rows that --out already holds and go on behind them')
    .option('--json', 'print a summary as JSON (needs --out)')
    .action(async (files: string[], args: ScoreArguments) => {
      await runScore(files, args, command);
    });
}

async function runScore(files: readonly string[], args: ScoreArguments, command: Command): Promise<void> {
  if (args.out === undefined && (args.json === true || args.resume === true)) {
    command.error('error: --json and --resume need --out', { exitCode: EXIT.usage });
  }
  const { samples } = await openSamples(files, args, command);
  const model = await loadNodeModel(args.model, args.threads);
  const provenance: ScoreProvenance = {
    modelHash: model.opened.hash,
    modelName: model.opened.name,
    backend: 'node-cpu',
    dtype: 'f32',
    variant: args.variant,
    maxLength: args.maxLength,
    version: packageJson.version,
  };
  const doneCount = args.resume === true ? await keepRows(args.out ?? '', { samples, provenance }, command) : 0;
  if (args.out !== undefined)
    await writeFile(provenancePath(args.out), `${JSON.stringify(provenance, undefined, 2)}\n`);
  const writer = createRowWriter(args.out, args.resume === true, command);
  const progressLine = createProgressLine();
  const startMs = performance.now();
  const rest = samples.slice(doneCount);
  const results = new Map<string, IfdResult>();
  let written = 0;
  let writing: Promise<void> = Promise.resolve();
  const distinct = distinctInputs(rest);
  const meter = createRateMeter(distinct.length, startMs);
  await scoreSamples(model, distinct, {
    variant: args.variant,
    maxLength: args.maxLength,
    onScored: (scored, { tokenCount }) => {
      for (const { contentHash, result } of scored) results.set(contentHash, result);
      const rows: object[] = [];
      // A sample's row may come only now because it repeats a later-scored content; order is kept all the same.
      for (let sample = rest[written]; sample !== undefined; sample = rest[written]) {
        const result = results.get(sample.contentHash);
        if (result === undefined) break;
        rows.push(toScoreRow(sample, result));
        written += 1;
      }
      writing = writing.then(() => writer.write(rows));
      progressLine.show(meter(results.size, tokenCount, performance.now()));
    },
  });
  progressLine.stop();
  await writing;
  await writer.close();
  await model.dispose();
  report(command, args, { samples, doneCount, results, rest, elapsedMs: performance.now() - startMs });
}

/** Identical samples are scored once. */
function distinctInputs(samples: readonly Sample[]): readonly ScoringInput[] {
  const byHash = new Map<string, ScoringInput>();
  for (const { contentHash, instruction, input, answer } of samples) {
    if (!byHash.has(contentHash))
      byHash.set(contentHash, { contentHash, prompt: renderPrompt(instruction, input), answer });
  }
  return [...byHash.values()];
}

/**
 * Number of whole rows an interrupted run left. What follows the last of them is cut off. Ends the command where the
 * rows are not the beginning of this run's: other samples, another model or other options.
 */
async function keepRows(
  path: string,
  run: { samples: readonly Sample[]; provenance: ScoreProvenance },
  command: Command,
): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text === '') return 0;
  const meta = await readFile(provenancePath(path), 'utf8').catch(() => '');
  if (meta.trim() !== JSON.stringify(run.provenance, undefined, 2)) {
    command.error(`error: ${provenancePath(path)} names another model or other options; score into another file`, {
      exitCode: EXIT.usage,
    });
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const rows = whole.split('\n').slice(0, -1);
  rows.forEach((row, index) => {
    const sample = run.samples[index];
    if (
      sample === undefined ||
      !row.startsWith(JSON.stringify({ id: sample.id, contentHash: sample.contentHash }).slice(0, -1))
    ) {
      command.error(
        `error: ${path}, line ${index + 1} is not sample ${index + 1} of these files; score into another file`,
        {
          exitCode: EXIT.usage,
        },
      );
    }
  });
  await truncate(path, Buffer.byteLength(whole));
  return rows.length;
}

function report(
  command: Command,
  args: ScoreArguments,
  run: {
    samples: readonly Sample[];
    doneCount: number;
    rest: readonly Sample[];
    results: ReadonlyMap<string, IfdResult>;
    elapsedMs: number;
  },
): void {
  const unscored: Record<string, number> = {};
  let scored = 0;
  for (const { contentHash } of run.rest) {
    const result = run.results.get(contentHash);
    if (result?.kind === 'scored') scored += 1;
    else if (result !== undefined) unscored[result.reason] = (unscored[result.reason] ?? 0) + 1;
  }
  const seconds = run.elapsedMs / 1000;
  const samplesPerSecond = run.results.size / seconds;
  if (args.json === true) {
    const facts = {
      out: args.out,
      samples: run.samples.length,
      resumedBehind: run.doneCount,
      scored,
      unscored,
      seconds,
      samplesPerSecond,
    };
    writeOut(command, `${JSON.stringify(facts, undefined, 2)}\n`);
    return;
  }
  const reasons = Object.entries(unscored).map(([reason, count]) => `, ${count} ${reason}`);
  writeErr(
    command,
    `${scored} scored${reasons.join('')}; ${seconds.toFixed(1)} s, ${samplesPerSecond.toFixed(1)} samples/s\n`,
  );
}

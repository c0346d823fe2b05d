import { createHash } from 'node:crypto';
import { readFile, stat, truncate } from 'node:fs/promises';
import type { Command } from 'commander';
import { createRateMeter } from '../../core/ifd/score-progress.ts';
import type { ScoringInput } from '../../core/ifd/scored-sample.ts';
import { isAnnotated } from '../../core/samples/sample-state.ts';
import { renderPrompt } from '../../core/samples/templates.ts';
import { openEndpointScorer } from '../scores/endpoint-scorer.ts';
import { EXIT } from '../output/exit-codes.ts';
import { openLocalScorer } from '../scores/local-scorer.ts';
import { openSamples } from '../corpus/open-samples.ts';
import { createProgressLine } from '../output/progress-line.ts';
import { resumeScores, type KeptScores } from '../scores/resume-scores.ts';
import { createRowWriter } from '../output/row-writer.ts';
import { toScorable, type ScorableSample } from '../scores/scorable-sample.ts';
import { addScoreOptions, checkScoreArguments, type ScoreArguments } from '../scores/score-arguments.ts';
import { CONTENTS_PER_CHUNK, planScores, type ScorePlan } from '../scores/score-plan.ts';
import { provenancePath, serializeProvenance, writeWhole } from '../scores/score-provenance.ts';
import { createScoredRows, type ScoreTally } from '../scores/scored-rows.ts';
import type { Scorer } from '../scores/scorer.ts';
import { writeErr, writeOut } from '../output/write-text.ts';
import { countNoun } from '../../core/text/count-noun.ts';
import { endUnwritable } from '../output/save-result.ts';

/** `score FILES…`: the IFD of every sample under a weak model, one row a sample in the samples' order. */
export function addScoreCommand(program: Command): void {
  const command = program
    .command('score')
    .description('score every sample by Instruction-Following Difficulty under a weak model')
    .argument('<files...>', 'files or folders with annotations, or JSONL rows {"instruction", "input", "output"}');
  addScoreOptions(command).action(async (files: string[], args: ScoreArguments) => {
    await runScore(files, args, command);
  });
}

async function runScore(files: readonly string[], args: ScoreArguments, command: Command): Promise<void> {
  checkScoreArguments(args, command);
  const { samples, notAnnotated } = await readSamples(files, args, command);
  const plan = planScores(samples, args.shard ?? { index: 1, count: 1 });
  const scorer = await openScorer(args, command);
  try {
    const kept = await prepareOutput(args, { plan, samples, scorer }, command);
    await scoreRest(args, { plan, samples, scorer, kept, notAnnotated }, command);
  } finally {
    await scorer.dispose();
  }
}

/**
 * Those that are annotated, and how many are not. In a function of its own, so that corpus and mentions are gone before
 * scoring begins.
 */
async function readSamples(
  files: readonly string[],
  args: ScoreArguments,
  command: Command,
): Promise<{ readonly samples: readonly ScorableSample[]; readonly notAnnotated: number }> {
  const { samples } = await openSamples(files, args, command);
  const annotated = samples.filter(isAnnotated);
  if (annotated.length === 0) {
    command.error('error: no sample is annotated, so there is nothing to score', { exitCode: EXIT.badData });
  }
  return { samples: annotated.map(toScorable), notAnnotated: samples.length - annotated.length };
}

async function openScorer(args: ScoreArguments, command: Command): Promise<Scorer> {
  const { endpoint: url, variant, maxLength, concurrency } = args;
  if (url === undefined) return openLocalScorer(args);
  const apiKey = process.env['BIOSELECT_API_KEY'];
  if (apiKey !== undefined && apiKey !== '' && url.startsWith('http:')) {
    writeErr(command, 'warning: the key goes to an http: address, which anybody on the way can read\n');
  }
  return openEndpointScorer({
    url,
    apiKey: apiKey === '' ? undefined : apiKey,
    // The default is a folder here, which no server knows.
    model: command.getOptionValueSource('model') === 'default' ? undefined : args.model,
    tokenizer: args.tokenizer,
    concurrency,
    timeoutMs: args.timeout * 1000,
    attemptCount: args.attempts,
    variant,
    maxLength,
    onNote: (note) => writeErr(command, `note: ${note}\n`),
  });
}

interface Run {
  readonly plan: ScorePlan;
  readonly samples: readonly ScorableSample[];
  readonly scorer: Scorer;
}

const NOTHING_KEPT: KeptScores = { rowCount: 0, contentCount: 0, bytes: 0, known: new Map() };

/** Leaves `--out` with the rows that are kept, none without `--resume`, and its provenance beside it. */
async function prepareOutput(args: ScoreArguments, run: Run, command: Command): Promise<KeptScores> {
  const { out, shard } = args;
  if (out === undefined) return NOTHING_KEPT;
  const shardProvenance =
    shard === undefined
      ? undefined
      : { ...shard, sampleCount: run.samples.length, corpusHash: hashSamples(run.samples) };
  const provenance = serializeProvenance(run.scorer.provenance, shardProvenance);
  const kept = args.resume === true ? await keepRows(out, { ...run, provenance }, command) : NOTHING_KEPT;
  try {
    if (await hasBytes(out)) await truncate(out, kept.bytes);
    // Old rows are gone before new facts stand beside them, and the facts are whole before the first row is written.
    await writeWhole(provenancePath(out), provenance);
  } catch (error) {
    endUnwritable(command, out, error);
  }
  return kept;
}

/**
 * What an interrupted run left. Ends the command where the rows are not the beginning of this run's: other samples,
 * another model or other options.
 */
async function keepRows(
  path: string,
  run: Run & { readonly provenance: string },
  command: Command,
): Promise<KeptScores> {
  if (!(await hasBytes(path))) return NOTHING_KEPT;
  const metaPath = provenancePath(path);
  const meta = await readFile(metaPath, 'utf8').catch(() => '');
  if (meta !== run.provenance) {
    command.error(`error: ${metaPath} names another model or other options; score into another file`, {
      exitCode: EXIT.usage,
    });
  }
  const { plan, samples, scorer } = run;
  const resumed = await resumeScores(path, { plan, samples, granularity: scorer.granularity });
  if (resumed.kind === 'kept') return resumed;
  const { line } = resumed;
  return command.error(`error: ${path}, line ${line} is not sample ${line} of these files; score into another file`, {
    exitCode: EXIT.usage,
  });
}

async function hasBytes(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.isFile() && found.size > 0;
}

function hashSamples(samples: readonly ScorableSample[]): string {
  const hash = createHash('sha256');
  for (const { id, contentHash } of samples) hash.update(`${JSON.stringify([id, contentHash])}\n`);
  return hash.digest('hex');
}

async function scoreRest(
  args: ScoreArguments,
  run: Run & { readonly kept: KeptScores; readonly notAnnotated: number },
  command: Command,
): Promise<void> {
  const { plan, samples, scorer, kept, notAnnotated } = run;
  const writer = createRowWriter(args.out, true, command);
  const rows = createScoredRows({
    plan,
    samples,
    startRow: kept.rowCount,
    known: kept.known,
    withIndex: args.shard !== undefined,
  });
  const progressLine = createProgressLine();
  const startMs = performance.now();
  const meter = createRateMeter(plan.firstRow.length - kept.contentCount, startMs);
  const awaited = new Map<string, number>();
  let doneCount = 0;
  try {
    await scorer.score(chunksOf(run, kept.contentCount, awaited), async (scored, { tokenCount }) => {
      doneCount += scored.length;
      const results = scored.map(({ contentHash, result }) => [claim(awaited, contentHash), result] as const);
      const written = writer.write(rows.take(results));
      progressLine.show(meter(doneCount, tokenCount, performance.now()));
      await written;
    });
    // Rows that only repeat what was kept wait for no result.
    await writer.write(rows.take([]));
  } finally {
    progressLine.stop();
    await writer.close();
  }
  const seconds = (performance.now() - startMs) / 1000;
  const sampleCount = plan.sampleOfRow.length;
  report(command, args, { tally: rows.tally(), doneCount, seconds, sampleCount, kept, notAnnotated });
}

function claim(awaited: Map<string, number>, contentHash: string): number {
  const content = awaited.get(contentHash);
  if (content === undefined) throw new Error(`a result for ${contentHash}, which was not asked for`);
  awaited.delete(contentHash);
  return content;
}

/**
 * What is left to score, chunk by chunk; prompts are put together when their turn comes.
 *
 * @param awaited gets the content of each hash that is handed out.
 */
function* chunksOf(
  { plan, samples }: Run,
  startContent: number,
  awaited: Map<string, number>,
): Generator<readonly ScoringInput[]> {
  for (let start = startContent; start < plan.firstRow.length;) {
    const end = Math.min(plan.firstRow.length, (Math.floor(start / CONTENTS_PER_CHUNK) + 1) * CONTENTS_PER_CHUNK);
    const inputs: ScoringInput[] = [];
    for (let content = start; content < end; content += 1) {
      const sample = samples[plan.sampleOfRow[plan.firstRow[content] ?? 0] ?? 0];
      if (sample === undefined) throw new Error(`content ${content} has no sample`);
      const { contentHash, instruction, input, answer } = sample;
      awaited.set(contentHash, content);
      inputs.push({ contentHash, prompt: renderPrompt(instruction, input), answer });
    }
    yield inputs;
    start = end;
  }
}

function report(
  command: Command,
  args: ScoreArguments,
  run: {
    readonly tally: ScoreTally;
    /** Contents scored now. */
    readonly doneCount: number;
    readonly seconds: number;
    readonly sampleCount: number;
    readonly kept: KeptScores;
    /** Samples of the files that are not scored, because they are not annotated. */
    readonly notAnnotated: number;
  },
): void {
  const { scored, unscored } = run.tally;
  const { seconds } = run;
  const samplesPerSecond = seconds > 0 ? run.doneCount / seconds : 0;
  if (args.json === true) {
    const { out, shard } = args;
    const facts = {
      out,
      ...(shard === undefined ? {} : { shard }),
      samples: run.sampleCount,
      notAnnotated: run.notAnnotated,
    };
    const counts = { resumedBehind: run.kept.rowCount, scored, unscored, seconds, samplesPerSecond };
    writeOut(command, `${JSON.stringify({ ...facts, ...counts }, undefined, 2)}\n`);
    return;
  }
  const kept = run.kept.rowCount > 0 ? `${countNoun(run.kept.rowCount, 'row')} kept, ` : '';
  const reasons = Object.entries(unscored).map(([reason, count]) => `, ${count} ${reason}`);
  const speed = `${seconds.toFixed(1)} s, ${samplesPerSecond.toFixed(1)} samples/s`;
  writeErr(command, `${kept}${scored} scored${reasons.join('')}; ${speed}\n`);
}

import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import type { Corpus, EntityType } from '../../core/corpus/corpus.ts';
import { formatIssue } from '../../core/describe-issue.ts';
import { createRateMeter } from '../../core/ifd/score-progress.ts';
import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import { CORPUS_WRITERS } from '../../core/write/corpus-writers.ts';
import { predictedCorpus, type AnsweredSample } from '../../core/samples/predicted-corpus.ts';
import { contentHash } from '../../core/samples/content-hash.ts';
import type { PredictedMention } from '../../core/samples/sample-prediction.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { renderAnswer, renderInstruction, renderPrompt } from '../../core/samples/templates.ts';
import { generateAnswers } from '../../decoder/generation/generate-answers.ts';
import type { AnswerRequest, GeneratedMention } from '../../decoder/generation/generated-answer.ts';
import { createDtypeOption } from '../options/dtype-option.ts';
import { EXIT } from '../output/exit-codes.ts';
import { bundledModelPath, loadNodeModel } from '../models/load-node-model.ts';
import { openSamples } from '../corpus/open-samples.ts';
import { numberBetween, parseInteger, parsePositiveInteger } from '../options/option-values.ts';
import { createProgressLine } from '../output/progress-line.ts';
import { createRowWriter } from '../output/row-writer.ts';
import { addSampleOptions, instructionTemplateOf, type SampleArguments } from '../options/sample-arguments.ts';
import { writeErr, writeOut } from '../output/write-text.ts';
import { endUnwritable } from '../output/save-result.ts';

interface PredictArguments extends SampleArguments {
  readonly text?: string;
  readonly model: string;
  readonly out?: string;
  readonly maxNewTokens: number;
  readonly threads?: number;
  readonly dtype?: WeightDtype;
  readonly limit?: number;
  readonly unconstrained?: true;
  readonly threshold?: number;
  readonly to: Target;
}

/** `jsonl`: rows, a line each; else the texts with the found mentions, as a corpus. */
type Target = (typeof TARGETS)[number];
const TARGETS = ['jsonl', 'pubtator', 'bioc-json'] as const;

/** Samples to ask about, and the corpus that they came from. */
interface Questions {
  readonly corpus: Corpus;
  readonly samples: readonly Sample[];
  readonly entityTypes: readonly EntityType[];
}

const DEFAULT_MAX_NEW_TOKENS = 256;
/** Answers that are written together: enough for batches, few enough to lose. */
const CHUNK = 512;

/** `predict`: the entities a model finds, as rows that `evaluate` reads. */
export function addPredictCommand(program: Command): void {
  const command = program
    .command('predict')
    .description('find the entities of a text, or of every sample of a corpus, with a model')
    .argument('[files...]', 'files or folders; their annotations are not shown to the model')
    .option('--text <text>', 'a text instead of files (needs --types)')
    .option('--model <dir>', 'model folder', bundledModelPath())
    .option('--out <file>', 'write rows {"id", "answer", "mentions", "cut"} there (default: standard output)')
    .option('--max-new-tokens <count>', 'maximum tokens of an answer', parseInteger, DEFAULT_MAX_NEW_TOKENS)
    .option('--threads <count>', 'threads of the model (default: one per core)', parseInteger)
    .addOption(createDtypeOption())
    .option('--limit <count>', 'use only this many samples', parsePositiveInteger)
    .option('--threshold <p>', 'leave out mentions with a lower confidence, 0 to 1', numberBetween({ min: 0, max: 1 }))
    .addOption(
      new Option('--to <format>', 'rows with confidences, or the texts with the mentions')
        .choices(TARGETS)
        .default('jsonl'),
    )
    .option('--unconstrained', 'generate without the constraint, to see what it is worth')
    .option('--json', 'accepted everywhere; the rows are JSON in any case');
  addSampleOptions(command).action(async (files: string[], args: PredictArguments) => {
    await runPredict(files, args, command);
  });
}

async function runPredict(files: readonly string[], args: PredictArguments, command: Command): Promise<void> {
  const isFree = args.unconstrained === true;
  if (isFree && (args.threshold !== undefined || args.to !== 'jsonl')) {
    command.error('error: --unconstrained finds no mentions of its own, so --threshold and --to mean nothing with it', {
      exitCode: EXIT.usage,
    });
  }
  const questions =
    args.text === undefined ? await questionsOfFiles(files, args, command) : questionsOfText(args.text, args, command);
  const model = await loadNodeModel(args.model, args.threads, args.dtype);
  const rows = args.to === 'jsonl' ? createRowWriter(args.out, false, command) : undefined;
  const answered: AnsweredSample[] = [];
  const { samples, entityTypes } = questions;
  const progressLine = createProgressLine();
  const meter = createRateMeter(samples.length, performance.now());
  let tokenCount = 0;
  let doneCount = 0;
  for (let start = 0; start < samples.length; start += CHUNK) {
    const chunk = samples.slice(start, start + CHUNK);
    const requests = chunk.map((sample) => requestOf(sample, entityTypes));
    const answers = await generateAnswers(model, requests, {
      maxNewTokens: args.maxNewTokens,
      isFree,
      onAnswer: (_, { tokenCount: own }) => {
        doneCount += 1;
        tokenCount += own;
        if (samples.length > 1) progressLine.show(meter(doneCount, tokenCount, performance.now()));
      },
    });
    const found = answers.map(({ mentions }) => mentionsOf(mentions, args.threshold ?? 0));
    if (rows === undefined) {
      for (const [index, sample] of chunk.entries()) answered.push({ sample, mentions: found[index] ?? [] });
    } else {
      await rows.write(
        chunk.map(({ id, input }, index) => {
          const { answer = '', end } = answers[index] ?? {};
          const cut = end !== 'closed';
          return isFree ? { id, input, answer, cut } : { id, input, ...toAnswer(input, found[index] ?? []), cut };
        }),
      );
    }
  }
  progressLine.stop();
  await rows?.close();
  await model.dispose();
  if (args.to !== 'jsonl') await writeCorpus(args.to, predictedCorpus(questions.corpus, answered), { args, command });
}

function requestOf({ instruction, input }: Sample, entityTypes: readonly EntityType[]): AnswerRequest {
  return { prompt: renderPrompt(instruction, input), text: input, entityTypes };
}

function mentionsOf(mentions: readonly GeneratedMention[], threshold: number): readonly PredictedMention[] {
  return mentions.flatMap(({ type, span, confidence }) => {
    if (span === undefined) throw new Error('an answer in order of appearance without a place');
    return confidence < threshold ? [] : [{ ...span, entityType: type, confidence }];
  });
}

/** The answer of the mentions that are left, which is the model's own where none was left out. */
function toAnswer(input: string, found: readonly PredictedMention[]): { answer: string; mentions: readonly object[] } {
  const placed = found.map(({ start, end, entityType, confidence }) => {
    const quote = input.slice(start, end);
    return { span: { start, end }, start, end, entityType, quote, confidence };
  });
  const mentions = placed.map(({ start, end, entityType, quote: name, confidence }) => {
    return { start, end, entityType, name, confidence };
  });
  return { answer: renderAnswer(placed), mentions };
}

async function writeCorpus(
  to: Exclude<Target, 'jsonl'>,
  corpus: Corpus,
  { args, command }: { readonly args: PredictArguments; readonly command: Command },
): Promise<void> {
  const { files, issues } = CORPUS_WRITERS[to](corpus);
  for (const issue of issues) writeErr(command, `${issue.severity}: ${formatIssue(issue)}\n`);
  const [file] = files;
  if (file === undefined) throw new Error(`no file of the format ${to}`);
  if (args.out === undefined) {
    writeOut(command, new TextDecoder().decode(file.bytes));
    return;
  }
  try {
    await writeFile(args.out, file.bytes);
  } catch (error) {
    endUnwritable(command, args.out, error);
  }
}

async function questionsOfFiles(
  files: readonly string[],
  args: PredictArguments,
  command: Command,
): Promise<Questions> {
  if (files.length === 0) command.error('error: give files, or a text with --text', { exitCode: EXIT.usage });
  const { corpus, samples, sampleOptions } = await openSamples(files, args, command);
  return { corpus, samples: samples.slice(0, args.limit), entityTypes: sampleOptions.entityTypes };
}

/** The text as one sample, whatever the unit: it is short enough to be typed. */
function questionsOfText(text: string, args: PredictArguments, command: Command): Questions {
  const entityTypes = (args.types ?? '').split(',').filter((entityType) => entityType !== '');
  if (entityTypes.length === 0)
    command.error('error: --text needs --types, such as --types Chemical,Disease', { exitCode: EXIT.usage });
  const id = 'text';
  const span = { start: 0, end: text.length };
  const instruction = renderInstruction(instructionTemplateOf(args), entityTypes);
  const content = { instruction, input: text, answer: renderAnswer([]) };
  const place = { documentId: id, passageId: '0', span };
  const sample: Sample = { id, ...place, ...content, mentions: [], contentHash: contentHash(content) };
  const passages = [{ id: '0', kind: 'text', text, mentions: [] }];
  const corpus: Corpus = { documents: [{ id, source: '--text', boundaries: 'given', passages }] };
  return { corpus, samples: [sample], entityTypes };
}

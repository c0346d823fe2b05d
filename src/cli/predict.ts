import type { Command } from 'commander';
import type { EntityType } from '../core/corpus/corpus.ts';
import { createRateMeter } from '../core/ifd/score-progress.ts';
import type { WeightDtype } from '../core/ifd/weight-dtype.ts';
import { renderInstruction, renderPrompt } from '../core/samples/templates.ts';
import { generateAnswers } from '../decoder/generate-answers.ts';
import type { AnswerRequest, GeneratedAnswer } from '../decoder/generated-answer.ts';
import { createDtypeOption } from './dtype-option.ts';
import { EXIT } from './exit-codes.ts';
import { bundledModelPath, loadNodeModel } from './load-node-model.ts';
import { openSamples } from './open-samples.ts';
import { parseInteger, parsePositiveInteger } from './option-values.ts';
import { createProgressLine } from './progress-line.ts';
import { createRowWriter } from './row-writer.ts';
import { addSampleOptions, instructionTemplateOf, type SampleArguments } from './sample-arguments.ts';

interface PredictArguments extends SampleArguments {
  readonly text?: string;
  readonly model: string;
  readonly out?: string;
  readonly maxNewTokens: number;
  readonly threads?: number;
  readonly dtype?: WeightDtype;
  readonly limit?: number;
  readonly unconstrained?: true;
}

interface Question {
  readonly id: string;
  readonly instruction: string;
  readonly input: string;
  readonly entityTypes: readonly EntityType[];
}

const DEFAULT_MAX_NEW_TOKENS = 256;
/** Answers that are written together: enough for batches, few enough to lose. */
const CHUNK = 128;

/** `predict`: the entities a model finds, as rows that `evaluate` reads. */
export function addPredictCommand(program: Command): void {
  const command = program
    .command('predict')
    .description('find the entities of a text, or of every sample of a corpus, with a model')
    .argument('[files...]', 'files or folders; their annotations are not shown to the model')
    .option('--text <text>', 'a text instead of files (needs --types)')
    .option('--model <dir>', 'model folder', bundledModelPath())
    .option('--out <file>', 'write rows {"id", "answer", "mentions", "cut"} there (default: standard output)')
    .option('--max-new-tokens <count>', 'tokens that an answer may have', parseInteger, DEFAULT_MAX_NEW_TOKENS)
    .option('--threads <count>', 'threads of the model (default: one a core)', parseInteger)
    .addOption(createDtypeOption())
    .option('--limit <count>', 'only the first so many samples', parsePositiveInteger)
    .option('--unconstrained', 'let the model write what it wants, to see what the constraint is worth')
    .option('--json', 'accepted everywhere; the rows are JSON in any case');
  addSampleOptions(command).action(async (files: string[], args: PredictArguments) => {
    await runPredict(files, args, command);
  });
}

async function runPredict(files: readonly string[], args: PredictArguments, command: Command): Promise<void> {
  const questions =
    args.text === undefined ? await questionsOfFiles(files, args, command) : questionsOfText(args.text, args, command);
  const model = await loadNodeModel(args.model, args.threads, args.dtype);
  const writer = createRowWriter(args.out, false, command);
  const progressLine = createProgressLine();
  const meter = createRateMeter(questions.length, performance.now());
  let tokenCount = 0;
  let doneCount = 0;
  for (let start = 0; start < questions.length; start += CHUNK) {
    const chunk = questions.slice(start, start + CHUNK);
    const options = { maxNewTokens: args.maxNewTokens, isFree: args.unconstrained === true };
    const answers = await generateAnswers(model, chunk.map(requestOf), {
      ...options,
      onAnswer: (_, { tokenCount: own }) => {
        doneCount += 1;
        tokenCount += own;
        if (questions.length > 1) progressLine.show(meter(doneCount, tokenCount, performance.now()));
      },
    });
    await writer.write(answers.map((generated, index) => toRow(chunk[index], generated, options.isFree)));
  }
  progressLine.stop();
  await writer.close();
  await model.dispose();
}

function requestOf({ instruction, input, entityTypes }: Question): AnswerRequest {
  return { prompt: renderPrompt(instruction, input), text: input, entityTypes };
}

/** Without the constraint an answer has no mentions of its own: `evaluate` then parses it and places its names. */
function toRow(question: Question | undefined, { answer, mentions, end }: GeneratedAnswer, isFree: boolean): object {
  if (question === undefined) throw new Error('an answer without a question');
  const { id, input } = question;
  const cut = end !== 'closed';
  if (isFree) return { id, input, answer, cut };
  const placed = mentions.map(({ type, name, span, confidence }) => ({ ...span, entityType: type, name, confidence }));
  return { id, input, answer, mentions: placed, cut };
}

async function questionsOfFiles(
  files: readonly string[],
  args: PredictArguments,
  command: Command,
): Promise<readonly Question[]> {
  if (files.length === 0) command.error('error: give files, or a text with --text', { exitCode: EXIT.usage });
  const { samples, sampleOptions } = await openSamples(files, args, command);
  return samples.slice(0, args.limit).map(({ id, instruction, input }) => ({
    id,
    instruction,
    input,
    entityTypes: sampleOptions.entityTypes,
  }));
}

function questionsOfText(text: string, args: PredictArguments, command: Command): readonly Question[] {
  const entityTypes = (args.types ?? '').split(',').filter((entityType) => entityType !== '');
  if (entityTypes.length === 0)
    command.error('error: --text needs --types, such as --types Chemical,Disease', { exitCode: EXIT.usage });
  return [
    { id: 'text', instruction: renderInstruction(instructionTemplateOf(args), entityTypes), input: text, entityTypes },
  ];
}

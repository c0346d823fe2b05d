import type { Command } from 'commander';
import type { EntityType } from '../core/corpus/corpus.ts';
import { createRateMeter } from '../core/ifd/score-progress.ts';
import type { WeightDtype } from '../core/ifd/weight-dtype.ts';
import { renderInstruction, renderPrompt } from '../core/samples/templates.ts';
import type { DecoderModel } from '../decoder/decoder-model.ts';
import { generateAnswers } from '../decoder/generate-answers.ts';
import { createDtypeOption } from './dtype-option.ts';
import { EXIT } from './exit-codes.ts';
import { bundledModelPath, loadNodeModel } from './load-node-model.ts';
import { openSamples } from './open-samples.ts';
import { parseInteger } from './option-values.ts';
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
}

interface Question {
  readonly id: string;
  readonly instruction: string;
  readonly input: string;
  readonly entityTypes: readonly EntityType[];
}

const DEFAULT_MAX_NEW_TOKENS = 256;

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
  for (const [index, question] of questions.entries()) {
    const { row, tokens } = await answer(model, question, args.maxNewTokens);
    tokenCount += tokens;
    await writer.write([row]);
    if (questions.length > 1) progressLine.show(meter(index + 1, tokenCount, performance.now()));
  }
  progressLine.stop();
  await writer.close();
  await model.dispose();
}

async function answer(
  model: DecoderModel,
  { id, instruction, input, entityTypes }: Question,
  maxNewTokens: number,
): Promise<{ readonly row: object; readonly tokens: number }> {
  const request = { prompt: renderPrompt(instruction, input), text: input, entityTypes };
  const [generated] = await generateAnswers(model, [request], { maxNewTokens });
  if (generated === undefined) throw new Error('a request without an answer');
  const mentions = generated.mentions.map(({ type, name, span }) => ({ ...span, entityType: type, name }));
  const cut = generated.end !== 'closed';
  return { row: { id, input, answer: generated.answer, mentions, cut }, tokens: generated.tokenCount };
}

async function questionsOfFiles(
  files: readonly string[],
  args: PredictArguments,
  command: Command,
): Promise<readonly Question[]> {
  if (files.length === 0) command.error('error: give files, or a text with --text', { exitCode: EXIT.usage });
  const { samples, sampleOptions } = await openSamples(files, args, command);
  return samples.map(({ id, instruction, input }) => ({
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

import { InvalidArgumentError, Option, type Command } from 'commander';
import type { NoMentions } from '../../core/formats/common/no-mentions.ts';
import type { ParseHints, PlainTextUnit } from '../../core/formats/common/parse-hints.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../../core/samples/templates.ts';

/** Options that say how a corpus becomes samples, as commander gives them; `types` as written: "A,B". */
export interface SampleArguments {
  readonly types?: string;
  readonly unit: SampleOptions['unit'];
  /** Template; `DEFAULT_INSTRUCTION_TEMPLATE` where none is given. */
  readonly instruction?: string;
  /** What of a plain text is a document. */
  readonly plainText?: PlainTextUnit;
  /** What texts without mentions are. */
  readonly noMentions?: NoMentions;
  /** Mentions that do not stand where the file says are left out. */
  readonly exactOffsets?: boolean;
}

/** What one sample is; shared by every command that builds samples. */
export function createUnitOption(): Option {
  return new Option('--unit <unit>', 'what one sample is').choices(['sentence', 'passage']).default('sentence');
}

function createInstructionOption(): Option {
  return new Option(
    '--instruction <template>',
    'words before every text; {types} becomes "A, B and C" (default: the studio’s)',
  ).argParser((text) => {
    if (text.trim() === '') throw new InvalidArgumentError('Expected words, such as "List all {types}."');
    return text;
  });
}

function createPlainTextOption(): Option {
  return new Option('--plain-text <unit>', 'what a document is in plain text (default: the file)').choices([
    'file',
    'paragraph',
    'line',
  ]);
}

function createNoMentionsOption(): Option {
  const option = new Option(
    '--no-mentions <meaning>',
    'what a text without mentions is: one that nobody annotated, or a negative (default: as its format says)',
  ).choices(['unannotated', 'negative']);
  // It is not the opposite of an option `--mentions`, as commander takes it by its name.
  option.negate = false;
  return option;
}

/** How files are to be read: shared by every command that opens files of a corpus. */
export function addReadOptions(command: Command): Command {
  return command
    .addOption(createPlainTextOption())
    .addOption(createNoMentionsOption())
    .option('--exact-offsets', 'leave out mentions whose words are not exactly where the file says');
}

export type ReadArguments = Pick<SampleArguments, 'plainText' | 'noMentions' | 'exactOffsets'>;

export function hintsOf({ plainText, noMentions, exactOffsets }: ReadArguments): ParseHints {
  return {
    ...(plainText !== undefined && { plainTextUnit: plainText }),
    ...(noMentions !== undefined && { noMentions }),
    ...(exactOffsets !== undefined && { exactOffsets }),
  };
}

/** `--types`, `--unit`, `--instruction`, `--plain-text`, `--no-mentions` and `--exact-offsets`: scoring, selecting and exporting have to be given the same ones. */
export function addSampleOptions(command: Command): Command {
  const described = command
    .option('--types <list>', 'entity types asked for, as A,B (default: all types of the files)')
    .addOption(createUnitOption())
    .addOption(createInstructionOption());
  return addReadOptions(described);
}

export function instructionTemplateOf({ instruction }: Pick<SampleArguments, 'instruction'>): string {
  return instruction ?? DEFAULT_INSTRUCTION_TEMPLATE;
}

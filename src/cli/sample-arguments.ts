import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ParseHints, PlainTextUnit } from '../core/formats/parse-hints.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../core/samples/templates.ts';

/** Options that say how a corpus becomes samples, as commander gives them; `types` as written: "A,B". */
export interface SampleArguments {
  readonly types?: string;
  readonly unit: SampleOptions['unit'];
  /** Template; `DEFAULT_INSTRUCTION_TEMPLATE` where none is given. */
  readonly instruction?: string;
  /** What of a plain text is a document. */
  readonly plainText?: PlainTextUnit;
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

/** Shared by every command that opens files of a corpus. */
export function createPlainTextOption(): Option {
  return new Option('--plain-text <unit>', 'what of a plain text is a document (default: the file)').choices([
    'file',
    'paragraph',
    'line',
  ]);
}

export function hintsOf({ plainText }: Pick<SampleArguments, 'plainText'>): ParseHints {
  return plainText === undefined ? {} : { plainTextUnit: plainText };
}

/** `--types`, `--unit`, `--instruction` and `--plain-text`: scoring, selecting and exporting have to be given the same ones. */
export function addSampleOptions(command: Command): Command {
  return command
    .option('--types <list>', 'entity types asked for, as A,B (default: all types of the files)')
    .addOption(createUnitOption())
    .addOption(createInstructionOption())
    .addOption(createPlainTextOption());
}

export function instructionTemplateOf({ instruction }: Pick<SampleArguments, 'instruction'>): string {
  return instruction ?? DEFAULT_INSTRUCTION_TEMPLATE;
}

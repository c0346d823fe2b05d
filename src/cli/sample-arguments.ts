import { InvalidArgumentError, Option, type Command } from 'commander';
import type { SampleOptions } from '../core/samples/sample.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../core/samples/templates.ts';

/** Options that say how a corpus becomes samples, as commander gives them; `types` as written: "A,B". */
export interface SampleArguments {
  readonly types?: string;
  readonly unit: SampleOptions['unit'];
  /** Template; `DEFAULT_INSTRUCTION_TEMPLATE` where none is given. */
  readonly instruction?: string;
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

/** `--types`, `--unit` and `--instruction`: scoring, selecting and exporting have to be given the same ones. */
export function addSampleOptions(command: Command): Command {
  return command
    .option('--types <list>', 'entity types asked for, as A,B (default: all types of the files)')
    .addOption(createUnitOption())
    .addOption(createInstructionOption());
}

export function instructionTemplateOf({ instruction }: Pick<SampleArguments, 'instruction'>): string {
  return instruction ?? DEFAULT_INSTRUCTION_TEMPLATE;
}

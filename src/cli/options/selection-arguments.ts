import { InvalidArgumentError, Option, type Command } from 'commander';
import { SELECTION_STRATEGIES, type SelectionOptions, type SelectionStrategy } from '../../core/selection/selection.ts';
import { numberBetween, parseInteger } from './option-values.ts';

/** What commander makes of the options that `addSelectionOptions` declares. */
export interface SelectionArguments {
  readonly strategy: SelectionStrategy;
  readonly keep: number;
  readonly base: SelectionOptions['base'];
  readonly ceiling: number;
  readonly negatives: number;
  readonly seed: number;
}

const BASES: readonly SelectionOptions['base'][] = ['all-positives', 'eligible-positives'];

export function addSelectionOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--strategy <name>', 'how samples are selected').choices(SELECTION_STRATEGIES).default('hybrid'),
    )
    .option(
      '--keep <ratio>',
      'share of the positives kept, with superfiltering of all samples; one at least',
      numberBetween({ min: 0, minOpen: true, max: 1 }),
      0.5,
    )
    .addOption(
      new Option('--base <name>', 'what --keep is a share of; with superfiltering all samples or the eligible ones')
        .choices(BASES)
        .default('all-positives'),
    )
    .option(
      '--ceiling <ifd>',
      'positives with an IFD at or above it are dropped',
      numberBetween({ min: 0, minOpen: true, max: Infinity }),
      1,
    )
    .option('--negatives <ratio>', 'share of the negatives to keep', numberBetween({ min: 0, max: 1 }), 1)
    .option('--seed <number>', 'seed for everything drawn at random', parseInteger, 1);
}

export function toSelectionOptions(args: SelectionArguments): SelectionOptions {
  return {
    strategy: args.strategy,
    keepRatio: args.keep,
    base: args.base,
    ifdCeiling: args.ceiling,
    negativeRatio: args.negatives,
    seed: args.seed,
  };
}

/** One strategy of a list on the command line. Throws `InvalidArgumentError` for a name that is none. */
export function parseStrategy(text: string): SelectionStrategy {
  const strategy = SELECTION_STRATEGIES.find((name) => name === text);
  if (strategy === undefined) throw new InvalidArgumentError(`Expected some of ${SELECTION_STRATEGIES.join(', ')}.`);
  return strategy;
}

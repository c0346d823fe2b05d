import { InvalidArgumentError, Option, type Command } from 'commander';
import type { IfdVariant } from '../../core/ifd/ifd.ts';
import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import { parseEndpointUrl } from '../../scoring/endpoint-client.ts';
import { DEFAULT_RETRY_POLICY } from '../../scoring/endpoint-retry.ts';
import { createDtypeOption } from '../options/dtype-option.ts';
import { EXIT } from '../output/exit-codes.ts';
import { bundledModelPath, type NodeDevice } from '../models/load-node-model.ts';
import { numberBetween, parseInteger, parsePositiveInteger } from '../options/option-values.ts';
import { addSampleOptions, type SampleArguments } from '../options/sample-arguments.ts';
import type { Shard } from './score-plan.ts';

/** What commander makes of the options of `score`. */
export interface ScoreArguments extends SampleArguments {
  readonly model: string;
  readonly out?: string;
  readonly variant: IfdVariant;
  readonly maxLength: number;
  readonly device: NodeDevice;
  readonly threads?: number;
  readonly dtype?: WeightDtype;
  readonly endpoint?: string;
  readonly tokenizer?: string;
  readonly concurrency: number;
  readonly timeout: number;
  readonly attempts: number;
  readonly shard?: Shard;
  readonly resume?: true;
  readonly json?: true;
}

const DEFAULT_MAX_LENGTH = 1024;
const DEFAULT_CONCURRENCY = 16;
const DEFAULT_TIMEOUT_SECONDS = 120;

export function addScoreOptions(command: Command): Command {
  const withSamples = addSampleOptions(command);
  return withSamples
    .option(
      '--model <dir>',
      'Hugging Face folder of the weak model; with --endpoint the name that the server gives it',
      bundledModelPath(),
    )
    .option('--out <file>', 'write rows there, and their provenance to FILE.meta.json (default: standard output)')
    .addOption(
      new Option('--variant <variant>', 'tokens that the two means cover')
        .choices(['superfiltering', 'aligned'])
        .default('superfiltering'),
    )
    .option(
      '--max-length <tokens>',
      'cut prompt and answer together at so many tokens',
      parseInteger,
      DEFAULT_MAX_LENGTH,
    )
    .addOption(
      new Option('--device <device>', 'where the model runs; the machine needs the driver')
        .choices(['cpu', 'webgpu', 'cuda'])
        .default('cpu'),
    )
    .option('--threads <count>', 'threads of the model (default: one per core)', parsePositiveInteger)
    .addOption(createDtypeOption())
    .addOption(
      new Option('--endpoint <url>', 'take the losses from a completion server; the samples are sent there').argParser(
        parseEndpoint,
      ),
    )
    .option('--tokenizer <dir>', "folder with the tokenizer.json of the server's model, to send token ids")
    .option('--concurrency <count>', 'requests in flight at once', parsePositiveInteger, DEFAULT_CONCURRENCY)
    .option(
      '--timeout <seconds>',
      'how long the server may take for one answer',
      numberBetween({ min: 0, minOpen: true, max: 86_400 }),
      DEFAULT_TIMEOUT_SECONDS,
    )
    .option(
      '--attempts <count>',
      'how often a request that fails is made in all',
      parsePositiveInteger,
      DEFAULT_RETRY_POLICY.attemptCount,
    )
    .option('--shard <i/n>', 'score only the i-th of n parts, for "bioselect merge"', parseShard)
    .option('--resume', 'keep the rows that --out already holds, and continue after them')
    .option('--json', 'print a summary as JSON (needs --out)');
}

/** Ends the command where options do not go together. */
export function checkScoreArguments(args: ScoreArguments, command: Command): void {
  const refuse = (message: string): never => command.error(`error: ${message}`, { exitCode: EXIT.usage });
  if (args.out === undefined && (args.json === true || args.resume === true)) {
    refuse('--json and --resume need --out');
  }
  if (args.out === undefined && args.shard !== undefined) {
    refuse('--shard needs --out: "bioselect merge" reads the file and its FILE.meta.json');
  }
  if (args.endpoint === undefined && args.tokenizer !== undefined) refuse('--tokenizer needs --endpoint');
  if (args.endpoint !== undefined && args.threads !== undefined) refuse('--threads is for a model on this machine');
  if (args.endpoint !== undefined && args.device !== 'cpu') refuse('--device is for a model on this machine');
  if (args.endpoint !== undefined && args.dtype !== undefined) refuse('--dtype is for a model on this machine');
}

function parseEndpoint(text: string): string {
  if (parseEndpointUrl(text) === undefined) {
    throw new InvalidArgumentError('Expected http://host:port or https://host, without a name and password in it.');
  }
  return text;
}

function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/u.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (!(shard.index >= 1 && shard.index <= shard.count && shard.count <= 65_535)) {
    throw new InvalidArgumentError('Expected i/n with i from 1 to n, such as 3/8.');
  }
  return shard;
}

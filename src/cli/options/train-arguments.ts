import { InvalidArgumentError, Option, type Command } from 'commander';
import { ENGINES, type EngineName, type Launch } from '../../trainer/engines/engine-job.ts';
import type { ConfigOverrides } from '../../trainer/config/read-train-config.ts';
import { TRAINING_DEVICES, type TrainingDevice } from '../../trainer/run/node-runtime.ts';
import { parsePositiveInteger, parseInteger } from './option-values.ts';

const ZERO_STAGES = ['1', '2', '3'] as const;

export interface TrainArguments {
  readonly config?: string;
  readonly model?: string;
  readonly out?: string;
  readonly set?: ConfigOverrides;
  readonly engine?: EngineName;
  readonly resume?: true;
  readonly force?: true;
  readonly dryRun?: true;
  readonly threads?: number;
  readonly device?: TrainingDevice;
  readonly pretrain?: string;
  readonly fromScratch?: true;
  readonly python: string;
  readonly nproc: number;
  readonly nodes: number;
  readonly nodeRank: number;
  readonly mainAddress?: string;
  readonly zero?: (typeof ZERO_STAGES)[number];
  readonly fsdp?: true;
  readonly json?: true;
}

export function addTrainOptions(command: Command): Command {
  return command
    .option('--config <file>', "config of the trainer (default: the export's own)")
    .option('--model <dir>', 'model to start from (default: the one that the config names)')
    .option('--out <dir>', 'folder to write (default: output_dir of the config)')
    .option(
      '--set <key=value>',
      'a value above the config, such as epochs=1 or lora.rank=8; may be repeated',
      collectPair,
    )
    .option('--resume', 'continue from the last checkpoint in the folder')
    .option('--force', 'replace an earlier training in the folder')
    .option('--dry-run', 'print the plan (or the engine’s command and files) and exit')
    .option('--threads <count>', 'threads of the bundled trainer (default: one per core)', parsePositiveInteger)
    .addOption(
      new Option('--device <device>', 'where the bundled trainer computes; the machine needs the driver').choices(
        TRAINING_DEVICES,
      ),
    )
    .option('--pretrain <file>', 'train on a plain text instead of the answers of an export')
    .option('--from-scratch', 'start from random weights; only config and tokenizer of the model folder are read')
    .addOption(new Option('--engine <name>', 'train with another trainer, which must be installed').choices(ENGINES))
    .addOption(
      new Option('--python <file>', 'Python in which the other trainer is installed')
        .env('BIOSELECT_PYTHON')
        .default('python3'),
    )
    .option('--nproc <count>', 'processes on this machine, one per GPU (other engines)', parsePositiveInteger, 1)
    .option('--nodes <count>', 'machines (other engines)', parsePositiveInteger, 1)
    .option('--node-rank <index>', 'number of this machine, from 0', parseInteger, 0)
    .option('--main-address <host:port>', 'address of machine 0')
    .addOption(new Option('--zero <stage>', 'shard the training with DeepSpeed ZeRO').choices(ZERO_STAGES))
    .addOption(new Option('--fsdp', 'shard the training with FSDP').conflicts('zero'))
    .option('--json', 'print the result as one JSON object');
}

export function launchOf(args: TrainArguments): Launch {
  return {
    processes: args.nproc,
    machines: args.nodes,
    machineRank: args.nodeRank,
    mainAddress: args.mainAddress,
    sharding: shardingOf(args),
  };
}

function shardingOf({ zero, fsdp }: TrainArguments): Launch['sharding'] {
  if (fsdp === true) return { kind: 'fsdp' };
  switch (zero) {
    case undefined:
      return { kind: 'none' };
    case '1':
      return { kind: 'zero', stage: 1 };
    case '2':
      return { kind: 'zero', stage: 2 };
    case '3':
      return { kind: 'zero', stage: 3 };
    default:
      return zero satisfies never;
  }
}

/** Values are read as YAML reads plain ones: numbers, true and false, null, lists in brackets, else words. */
export function collectPair(text: string, before: ConfigOverrides | undefined): ConfigOverrides {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected key=value, such as epochs=1.');
  return { ...before, [text.slice(0, at)]: parseValue(text.slice(at + 1)) };
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const list = /^\[(.*)\]$/u.exec(text)?.[1];
    return list === undefined ? text : list.split(',').map((item) => item.trim());
  }
}

import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT } from '../output/exit-codes.ts';
import { mergeRows, type MergeFault, type ShardFile } from '../scores/merge-rows.ts';
import { parseShardProvenance, provenancePath, serializeProvenance, writeWhole } from '../scores/score-provenance.ts';
import { writeErr, writeOut } from '../output/write-text.ts';
import { countNoun } from '../../core/text/count-noun.ts';
import { endUnwritable } from '../output/save-result.ts';

/** Rows are gathered to so many characters before they are written. */
const WRITE_CHARACTERS = 1 << 20;

/** `merge OUT SHARDS…`: the files of `score --shard`, as one run would have written them. */
export function addMergeCommand(program: Command): void {
  const command = program
    .command('merge')
    .description('join the files of "bioselect score --shard" into the file that one run would write')
    .argument('<out>', 'file to write; where the scores come from goes to OUT.meta.json')
    .argument('<shards...>', 'the files of all shards, in any order')
    .option('--json', 'print the counts as one JSON object')
    .action(async (out: string, shards: string[], args: { readonly json?: true }) => {
      await runMerge({ out, shards, ...args }, command);
    });
}

async function runMerge(
  args: { readonly out: string; readonly shards: readonly string[]; readonly json?: true },
  command: Command,
): Promise<void> {
  const { out } = args;
  if (args.shards.some((path) => resolve(path) === resolve(out))) {
    command.error(`error: ${out} is one of the shards`, { exitCode: EXIT.usage });
  }
  const shards = await Promise.all(args.shards.map((path) => readShard(path, command)));
  const { provenance, sampleCount } = checkShards(shards, command);
  const partial = `${out}.partial`;
  const fault = await writeRows(partial, { shards, sampleCount }, command);
  if (fault !== undefined) {
    await rm(partial, { force: true });
    command.error(`error: ${describeFault(fault)}`, { exitCode: EXIT.badData });
  }
  await orWriteFault(out, command, async () => {
    await rename(partial, out);
    await writeWhole(provenancePath(out), provenance);
  });
  if (args.json === true) {
    writeOut(command, `${JSON.stringify({ out, samples: sampleCount, shards: shards.length }, undefined, 2)}\n`);
  } else writeErr(command, `${out}: ${countNoun(sampleCount, 'sample')} of ${countNoun(shards.length, 'shard')}\n`);
}

interface ReadShard extends ShardFile {
  /** As one run's file would have it. */
  readonly provenance: string;
  readonly sampleCount: number;
  readonly corpusHash: string;
}

async function readShard(path: string, command: Command): Promise<ReadShard> {
  const metaPath = provenancePath(path);
  const text = await readFile(metaPath, 'utf8').catch(() => undefined);
  const found = await stat(path).catch(() => undefined);
  const parsed = text === undefined ? undefined : parseShardProvenance(text);
  if (found?.isFile() !== true) return command.error(`error: ${path} is no file`, { exitCode: EXIT.badData });
  if (parsed === undefined) {
    return command.error(`error: ${metaPath} is missing or not that of a shard ("bioselect score --shard")`, {
      exitCode: EXIT.badData,
    });
  }
  const { index, count, sampleCount, corpusHash } = parsed.shard;
  if (found.size > 0 && !(await endsWithLineFeed(path, found.size))) {
    command.error(`error: ${path} ends within a row; run shard ${index}/${count} again with --resume`, {
      exitCode: EXIT.badData,
    });
  }
  return { path, index, count, sampleCount, corpusHash, provenance: serializeProvenance(parsed.provenance) };
}

async function endsWithLineFeed(path: string, size: number): Promise<boolean> {
  for await (const last of createReadStream(path, { start: size - 1 })) return String(last) === '\n';
  return false;
}

/** Ends the command where the files are not all the shards of one run. */
function checkShards(shards: readonly ReadShard[], command: Command): ReadShard {
  const refuse = (message: string): never => command.error(`error: ${message}`, { exitCode: EXIT.badData });
  const [first] = shards;
  if (first === undefined) return refuse('no shards');
  const pathOf = new Map<number, string>();
  for (const shard of shards) {
    const { path, index, count } = shard;
    if (shard.provenance !== first.provenance) {
      refuse(`${path} and ${first.path} were scored by another model, version or with other options`);
    }
    if (shard.corpusHash !== first.corpusHash || shard.sampleCount !== first.sampleCount) {
      refuse(`${path} and ${first.path} are of different samples; give every shard the same files and options`);
    }
    if (count !== first.count) refuse(`${path} is one of ${count} shards, ${first.path} one of ${first.count}`);
    const twin = pathOf.get(index);
    if (twin !== undefined) refuse(`${path} and ${twin} are both shard ${index}/${count}`);
    pathOf.set(index, path);
  }
  const missing = Array.from({ length: first.count }, (_, at) => at + 1).filter((index) => !pathOf.has(index));
  if (missing.length > 0) refuse(`missing of ${first.count} shards: ${missing.join(', ')}`);
  return first;
}

/** Undefined when every sample has its row. */
async function writeRows(
  path: string,
  { shards, sampleCount }: { readonly shards: readonly ReadShard[]; readonly sampleCount: number },
  command: Command,
): Promise<MergeFault | undefined> {
  const handle = await orWriteFault(path, command, () => open(path, 'w'));
  let pending = '';
  const flush = async (): Promise<void> => {
    const text = pending;
    pending = '';
    await orWriteFault(path, command, () => handle.appendFile(text));
  };
  try {
    const fault = await mergeRows(shards, sampleCount, async (row) => {
      pending += `${row}\n`;
      if (pending.length >= WRITE_CHARACTERS) await flush();
    });
    await flush();
    await orWriteFault(path, command, () => handle.sync());
    return fault;
  } finally {
    await handle.close();
  }
}

async function orWriteFault<Result>(path: string, command: Command, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    return endUnwritable(command, path, error);
  }
}

function describeFault(fault: MergeFault): string {
  switch (fault.kind) {
    case 'not-a-row':
      return `${fault.path}, line ${fault.line} is no row of a shard`;
    case 'twice':
      return `sample ${fault.sample + 1} has a second row, in ${fault.path}, line ${fault.line}`;
    case 'missing': {
      const ended = fault.ended.map(({ index, count }) => `${index}/${count}`).join(', ');
      const advice = ended === '' ? '' : `; run again with --resume what has ended early, one of: ${ended}`;
      return `sample ${fault.sample + 1} has no row in any shard${advice}`;
    }
    default:
      return fault satisfies never;
  }
}

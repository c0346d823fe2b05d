import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { buildWithManifest, DEFAULT_STRONG_MODEL } from '../../core/export/build-export.ts';
import type { ExportFile } from '../../core/export/export-file.ts';
import { describeFiles, type ExportManifest } from '../../core/export/export-manifest.ts';
import { describeSmallShare, describeSplit, takesAllPositives } from '../../core/export/split-words.ts';
import { zipFiles } from '../../core/export/zip-files.ts';
import { selectSamples } from '../../core/selection/select-samples.ts';
import { EXIT } from '../output/exit-codes.ts';
import { openSamples, openScores } from '../corpus/open-samples.ts';
import { numberBetween, parseIsoDate } from '../options/option-values.ts';
import { requireScores } from './select.ts';
import { addSampleOptions, type SampleArguments } from '../options/sample-arguments.ts';
import { addSelectionOptions, toSelectionOptions, type SelectionArguments } from '../options/selection-arguments.ts';
import { writeErr, writeOut } from '../output/write-text.ts';
import { countNoun } from '../../core/text/count-noun.ts';
import { endUnwritable } from '../output/save-result.ts';

type ExportArguments = SampleArguments &
  SelectionArguments & {
    readonly scores?: string;
    readonly out: string;
    readonly devRatio: number;
    readonly strongModel: string;
    readonly createdAt?: Date;
    readonly allPositivesInDev?: true;
    readonly force?: true;
    readonly json?: true;
  };

/** `export FILES… --scores scores.jsonl --out DIR|file.zip`: training data, what was dropped, configs, manifest. */
export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('write the selection as training data with trainer configs and a manifest')
    .argument('<files...>', 'the files that were scored')
    .requiredOption('--out <path>', 'folder to write, or a file ending in .zip')
    .option('--scores <file>', 'scores.jsonl as "bioselect score" writes it; random and full need none')
    .option(
      '--dev-ratio <ratio>',
      'share of documents that go to dev.jsonl',
      numberBetween({ min: 0, max: 1, maxOpen: true }),
      0.1,
    )
    .option('--strong-model <name>', 'model that the trainer configs name', DEFAULT_STRONG_MODEL)
    .option('--created-at <time>', 'time in the manifest, ISO 8601 (default: now)', parseIsoDate)
    .option('--all-positives-in-dev', 'write the files even if dev.jsonl takes every positive sample')
    .option('--force', 'write into a folder that is not empty')
    .option('--json', 'print what was written as one JSON object');
  addSelectionOptions(addSampleOptions(command)).action(async (files: string[], args: ExportArguments) => {
    await runExport(files, args, command);
  });
}

async function runExport(files: readonly string[], args: ExportArguments, command: Command): Promise<void> {
  requireScores(args, command);
  const opened = await openSamples(files, args, command);
  const { resultOf, provenance } = await openScores(args.scores, opened.samples, command);
  const selection = selectSamples(opened.samples, resultOf, toSelectionOptions(args));
  if (!selection.picks.some((pick) => pick.kept)) {
    const isUnannotated = selection.counts.notAnnotated === opened.samples.length;
    const why = isUnannotated ? 'no sample is annotated' : 'nothing is kept';
    const advice = isUnannotated ? 'annotate them in the studio' : 'try a higher --keep';
    command.error(`error: ${why}, so there is nothing to export; ${advice}`, { exitCode: EXIT.badData });
  }
  const createdAt = args.createdAt ?? new Date();
  const { files: exported, manifest } = buildWithManifest({
    ...opened,
    resultOf,
    selection,
    selectedAtMs: 'now',
    decisions: new Map(),
    provenance,
    split: { devRatio: args.devRatio, seed: args.seed },
    strongModel: args.strongModel,
    packageVersion: packageJson.version,
    createdAt: createdAt.toISOString(),
  });
  if (takesAllPositives(manifest.counts) && args.allPositivesInDev !== true) {
    command.error(
      `error: the split leaves no positive sample in train.jsonl. ${splitWords(manifest)}\nUse --dev-ratio 0 or another --seed; --all-positives-in-dev writes the files all the same.`,
      { exitCode: EXIT.badData },
    );
  }
  await saveExport(exported, { ...args, createdAt }, command);
  const { keptPositives, keptNegatives, notAnnotated } = selection.counts;
  if (args.json === true) {
    const { split, counts, samples } = manifest;
    const { train, dev, trainPositives, devPositives } = counts;
    const report = {
      out: args.out,
      counts: selection.counts,
      split: { ...split, train, dev, trainPositives, devPositives },
      instructions: samples.instructions,
      files: describeFiles(exported),
    };
    writeOut(command, `${JSON.stringify(report, undefined, 2)}\n`);
  } else {
    const kept = `${keptPositives} positive and ${keptNegatives} negative of ${countNoun(opened.samples.length, 'sample')}`;
    const left = notAnnotated === 0 ? '' : `; ${notAnnotated} not annotated, in dropped.jsonl`;
    writeOut(
      command,
      `${args.out}: ${countNoun(exported.length, 'file')}, ${kept}${left}\n${splitWords(manifest)}\n${instructionWords(manifest)}`,
    );
  }
}

function splitWords({ split, counts }: ExportManifest): string {
  const figures = { ...split, ...counts };
  return [describeSplit(figures), describeSmallShare(figures)].filter((words) => words !== undefined).join('\n');
}

/** A line of its own, or nothing. */
function instructionWords({ samples: { instructions } }: ExportManifest): string {
  const { ownRows, templateRows, distinctOwn } = instructions;
  if (ownRows === 0) return '';
  const own = `${countNoun(ownRows, 'row')} with an instruction of the file's own (${distinctOwn} different)`;
  return `${own}, ${templateRows} with the template's\n`;
}

async function saveExport(
  files: readonly ExportFile[],
  { out, force, createdAt }: { readonly out: string; readonly force?: true; readonly createdAt: Date },
  command: Command,
): Promise<void> {
  try {
    if (out.toLowerCase().endsWith('.zip')) {
      await mkdir(dirname(out), { recursive: true });
      await writeFile(out, zipFiles(files, createdAt.getTime()));
      return;
    }
    await mkdir(out, { recursive: true });
    // Left-overs of another export would lie beside files that the manifest vouches for.
    if ((await readdir(out)).length > 0 && force !== true) {
      command.error(`error: ${out} is not empty; name another folder or add --force`, { exitCode: EXIT.usage });
    }
    for (const { name, text } of files) {
      const path = join(out, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    writeErr(command, `The export in ${out} is not complete.\n`);
    endUnwritable(command, out, error);
  }
}

/** What the file system refuses, apart from what the command itself ends with. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

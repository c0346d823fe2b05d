import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { Corpus } from '../../core/corpus/corpus.ts';
import { formatIssue } from '../../core/describe-issue.ts';
import { encodeUtf8 } from '../../core/text/encode-utf8.ts';
import { createLossList } from '../../core/formats/common/loss-list.ts';
import { serializeJsonl } from '../../core/formats/instructions/serialize-jsonl.ts';
import type { DataIssue } from '../../core/issue.ts';
import { CORPUS_WRITERS, type WrittenFiles } from '../../core/write/corpus-writers.ts';
import { WRITTEN_FORMAT_NAMES, type WrittenFormatId } from '../../core/write/written-format-names.ts';
import { gapLosses } from '../../core/annotations/settled-corpus.ts';
import { isAnnotated } from '../../core/samples/sample-state.ts';
import { buildSamples } from '../../core/samples/build-samples.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../../core/samples/templates.ts';
import { EXIT } from '../output/exit-codes.ts';
import { chooseEntityTypes, openCorpus } from '../corpus/open-corpus.ts';
import { addReadOptions, createUnitOption, hintsOf, type ReadArguments } from '../options/sample-arguments.ts';
import { writeErr, writeOut } from '../output/write-text.ts';

/** `iob2` is another name of `conll`; `jsonl` writes the samples that an export trains on. */
type TargetFormat = WrittenFormatId | 'iob2' | 'jsonl';

const TARGETS: readonly string[] = [...Object.keys(WRITTEN_FORMAT_NAMES), 'iob2', 'jsonl'];

interface ConvertOptions extends ReadArguments {
  readonly to: TargetFormat;
  readonly out?: string;
  readonly types?: string;
  readonly unit: SampleOptions['unit'];
  readonly json?: boolean;
}

/** `convert FILES… --to FORMAT`: one file in another format; what that format cannot hold is listed. */
export function addConvertCommand(program: Command): void {
  const described = program
    .command('convert')
    .description('write the files in another format, and list what that format cannot hold')
    .argument('<files...>', 'files, folders or archives, in any format that is read')
    .addOption(new Option('--to <format>', 'target format').choices(TARGETS).makeOptionMandatory())
    .option('--out <path>', 'where to write: a file, for brat a folder (default: standard output)')
    .option('--types <list>', 'entity types to keep, as A,B (default: all types of the files)')
    .addOption(createUnitOption())
    .option('--json', 'print a report as one JSON object; needs --out');
  addReadOptions(described).action(async (files: string[], options: ConvertOptions, command: Command) => {
    if (options.json && options.out === undefined) {
      command.error('error: --json needs --out, or report and result would share standard output', {
        exitCode: EXIT.usage,
      });
    }
    const { corpus, issues: openIssues } = await openCorpus(files, hintsOf(options));
    if (corpus.documents.length === 0) {
      for (const issue of openIssues) writeErr(command, `${issue.severity}: ${formatIssue(issue)}\n`);
      writeErr(command, 'No usable document in the input.\n');
      process.exitCode = EXIT.badData;
      return;
    }
    const { files: written, issues: lossIssues } = writeAs(options.to, corpus, options);
    const [first] = written;
    if (options.out === undefined && (first === undefined || written.length > 1)) {
      command.error(`error: ${options.to} is several files; name a folder with --out`, { exitCode: EXIT.usage });
    }
    const issues = [...openIssues, ...lossIssues];
    if (options.out === undefined) writeOut(command, new TextDecoder().decode(first?.bytes));
    else if (!(await save(options.out, written, command))) return;
    if (options.json) {
      const report = { out: options.out, format: options.to, documents: corpus.documents.length, issues };
      writeOut(command, `${JSON.stringify(report, undefined, 2)}\n`);
    } else for (const issue of issues) writeErr(command, `${issue.severity}: ${formatIssue(issue)}\n`);
  });
}

function writeAs(format: TargetFormat, corpus: Corpus, options: ConvertOptions): WrittenFiles {
  const entityTypes = chooseEntityTypes(corpus, options.types);
  const asked = options.types === undefined ? corpus : keepTypes(corpus, new Set(entityTypes));
  if (format !== 'jsonl') {
    const { files, issues } = CORPUS_WRITERS[format === 'iob2' ? 'conll' : format](asked);
    return { files, issues: [...issues, ...gapLosses(asked)] };
  }
  const sampleOptions = { entityTypes, instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE, unit: options.unit };
  const { samples: all, issues } = buildSamples(asked, sampleOptions);
  const samples = all.filter(isAnnotated);
  const files = [{ name: 'rows.jsonl', bytes: encodeUtf8(serializeJsonl(samples)) }];
  return { files, issues: [...issues, ...listRowLosses(asked, all.length - samples.length)] };
}

/** Rows hold names without places and know no documents. */
function listRowLosses({ documents }: Corpus, notAnnotated: number): DataIssue[] {
  const losses = createLossList();
  losses.add('texts that are not annotated', notAnnotated);
  const mentions = documents.flatMap(({ passages }) => passages.flatMap((passage) => passage.mentions));
  losses.add('document borders', documents.filter(({ boundaries }) => boundaries === 'given').length);
  losses.add('offsets of mentions', mentions.length);
  losses.add('lists of concept identifiers', mentions.filter(({ conceptIds }) => conceptIds).length);
  return losses.toIssues(documents[0]?.source ?? '', 'a row of instruction, input and output');
}

function keepTypes(corpus: Corpus, asked: ReadonlySet<string>): Corpus {
  const documents = corpus.documents.map((document) => ({
    ...document,
    passages: document.passages.map((passage) => ({
      ...passage,
      mentions: passage.mentions.filter(({ entityType }) => asked.has(entityType)),
    })),
  }));
  return { documents };
}

/** One file goes to the path, several into it as a folder. */
async function save(path: string, files: WrittenFiles['files'], command: Command): Promise<boolean> {
  const [first] = files;
  try {
    if (first !== undefined && files.length === 1) await writeFile(path, first.bytes);
    else {
      await mkdir(path, { recursive: true });
      for (const { name, bytes } of files) await writeFile(join(path, name), bytes);
    }
    return true;
  } catch (error) {
    writeErr(
      command,
      `error: ${path} could not be written: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = EXIT.write;
    return false;
  }
}

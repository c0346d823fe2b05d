import { writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import type { Corpus } from '../core/corpus/corpus.ts';
import { formatIssue } from '../core/describe-issue.ts';
import { createLossList } from '../core/formats/loss-list.ts';
import { serializeBiocJson } from '../core/formats/serialize-bioc-json.ts';
import { serializeIob2 } from '../core/formats/serialize-iob2.ts';
import { serializeJsonl } from '../core/formats/serialize-jsonl.ts';
import { serializePubtator } from '../core/formats/serialize-pubtator.ts';
import type { SerializedCorpus } from '../core/formats/format.ts';
import type { DataIssue } from '../core/issue.ts';
import { buildSamples } from '../core/samples/build-samples.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../core/samples/templates.ts';
import { EXIT } from './exit-codes.ts';
import { chooseEntityTypes, openCorpus } from './open-corpus.ts';
import { createUnitOption } from './sample-arguments.ts';
import { writeErr, writeOut } from './write-text.ts';

type TargetFormat = 'pubtator' | 'iob2' | 'jsonl' | 'bioc-json';

interface ConvertOptions {
  readonly to: TargetFormat;
  readonly out?: string;
  readonly types?: string;
  readonly unit: SampleOptions['unit'];
  readonly json?: boolean;
}

/** `convert FILES… --to FORMAT`: one file in another format; what that format cannot hold is listed. */
export function addConvertCommand(program: Command): void {
  program
    .command('convert')
    .description('write the files as one file in another format and list what it cannot hold')
    .argument('<files...>', 'files or folders: PubTator, CoNLL columns, JSONL rows, BioC JSON')
    .addOption(
      new Option('--to <format>', 'target format')
        .choices(['pubtator', 'iob2', 'jsonl', 'bioc-json'])
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'where to write (default: standard output)')
    .option('--types <list>', 'entity types taken over, as A,B (default: all types of the files)')
    .addOption(createUnitOption())
    .option('--json', 'print a report as one JSON object; needs --out')
    .action(async (files: string[], options: ConvertOptions, command: Command) => {
      if (options.json && options.out === undefined) {
        command.error('error: --json needs --out, or report and result would share standard output', {
          exitCode: EXIT.usage,
        });
      }
      const { corpus, issues: openIssues } = await openCorpus(files);
      if (corpus.documents.length === 0) {
        for (const issue of openIssues) writeErr(command, `${issue.severity}: ${formatIssue(issue)}\n`);
        writeErr(command, 'No usable document in the input.\n');
        process.exitCode = EXIT.badData;
        return;
      }
      const { text, issues: lossIssues } = serializeAs(options.to, corpus, options);
      const issues = [...openIssues, ...lossIssues];
      if (options.out === undefined) writeOut(command, text);
      else if (!(await save(options.out, text, command))) return;
      if (options.json) {
        const report = { out: options.out, format: options.to, documents: corpus.documents.length, issues };
        writeOut(command, `${JSON.stringify(report, undefined, 2)}\n`);
      } else for (const issue of issues) writeErr(command, `${issue.severity}: ${formatIssue(issue)}\n`);
    });
}

function serializeAs(format: TargetFormat, corpus: Corpus, options: ConvertOptions): SerializedCorpus {
  const entityTypes = chooseEntityTypes(corpus, options.types);
  const asked = options.types === undefined ? corpus : keepTypes(corpus, new Set(entityTypes));
  switch (format) {
    case 'pubtator':
      return serializePubtator(asked);
    case 'iob2':
      return serializeIob2(asked);
    case 'bioc-json':
      return serializeBiocJson(asked);
    case 'jsonl': {
      const sampleOptions = { entityTypes, instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE, unit: options.unit };
      const { samples, issues } = buildSamples(asked, sampleOptions);
      return { text: serializeJsonl(samples), issues: [...issues, ...listRowLosses(asked)] };
    }
    default:
      return format satisfies never;
  }
}

/** Rows hold names without places and know no documents. */
function listRowLosses({ documents }: Corpus): DataIssue[] {
  const losses = createLossList();
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

async function save(path: string, text: string, command: Command): Promise<boolean> {
  try {
    await writeFile(path, text);
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

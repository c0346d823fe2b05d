import { Option, type Command } from 'commander';
import { formatIssue } from '../core/describe-issue.ts';
import type { ParsedSource } from '../core/formats/parse-source.ts';
import type { DataIssue, IssueSeverity } from '../core/issue.ts';
import { buildSamples } from '../core/samples/build-samples.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import { summarizeCorpus } from '../core/samples/summarize-corpus.ts';
import type { CorpusSummary } from '../core/samples/summary.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../core/samples/templates.ts';
import { EXIT } from './exit-codes.ts';
import { chooseEntityTypes, openCorpus } from './open-corpus.ts';
import { writeErr, writeOut } from './write-text.ts';

interface InspectOptions {
  readonly types?: string;
  readonly unit: SampleOptions['unit'];
  readonly json?: boolean;
}

/** `inspect FILES…`: counts of documents, samples and mentions, and everything that is wrong with the files. */
export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .description('count documents, samples and mentions, and list what is wrong with the files')
    .argument('<files...>', 'files or folders: PubTator, CoNLL columns, JSONL rows, BioC JSON')
    .option('--types <list>', 'entity types asked for, as A,B (default: all types of the files)')
    .addOption(createUnitOption())
    .option('--json', 'print one JSON object')
    .action(async (files: string[], options: InspectOptions, command: Command) => {
      const { corpus, sources, issues: openIssues } = await openCorpus(files);
      const { samples, issues: sampleIssues } = buildSamples(corpus, {
        entityTypes: chooseEntityTypes(corpus, options.types),
        instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
        unit: options.unit,
      });
      const summary = summarizeCorpus(corpus, samples);
      const issues = [...openIssues, ...sampleIssues];
      if (options.json) writeOut(command, `${JSON.stringify({ ...summary, issues }, undefined, 2)}\n`);
      else writeOut(command, showSummary(summary, sources, issues));
      if (corpus.documents.length === 0) {
        writeErr(command, 'No usable document in the input.\n');
        process.exitCode = EXIT.badData;
      }
    });
}

/** What one sample is; shared by every command that builds samples. */
export function createUnitOption(): Option {
  return new Option('--unit <unit>', 'what one sample is').choices(['sentence', 'passage']).default('sentence');
}

const SEVERITIES: readonly IssueSeverity[] = ['error', 'warning', 'note'];

function showSummary(summary: CorpusSummary, sources: readonly ParsedSource[], issues: readonly DataIssue[]): string {
  const files = sources.map(({ file, formatName, evidence }) => {
    return `${file}: ${formatName}${evidence === '' ? '' : `, because ${evidence}`}`;
  });
  const { documents, samples, positives, negatives, mentions, mentionsByType } = summary;
  const counts = showTable([
    ['documents', documents],
    ['samples', samples],
    ['  positive', positives],
    ['  negative', negatives],
    ['mentions', mentions],
    ...Object.entries(mentionsByType).map(([entityType, count]): [string, number] => [`  ${entityType}`, count]),
  ]);
  const listed = SEVERITIES.flatMap((severity) =>
    issues.filter((issue) => issue.severity === severity).map((issue) => `${severity}: ${formatIssue(issue)}`),
  );
  const heading = listed.length === 0 ? 'no issues' : `${listed.length} issue${listed.length === 1 ? '' : 's'}`;
  return `${[...files, '', ...counts, '', heading, ...listed].join('\n')}\n`;
}

function showTable(rows: readonly (readonly [name: string, count: number])[]): string[] {
  const nameWidth = Math.max(...rows.map(([name]) => name.length));
  const countWidth = Math.max(...rows.map(([, count]) => String(count).length));
  return rows.map(([name, count]) => `${name.padEnd(nameWidth)}  ${String(count).padStart(countWidth)}`);
}

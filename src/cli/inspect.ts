import type { Command } from 'commander';
import { checkTexts } from '../core/corpus/check-texts.ts';
import { formatIssue } from '../core/describe-issue.ts';
import type { ParsedSource } from '../core/formats/parse-source.ts';
import type { DataIssue, IssueSeverity } from '../core/issue.ts';
import { buildSamples } from '../core/samples/build-samples.ts';
import { summarizeCorpus } from '../core/samples/summarize-corpus.ts';
import type { CorpusSummary } from '../core/samples/summary.ts';
import { EXIT } from './exit-codes.ts';
import { chooseEntityTypes, openCorpus } from './open-corpus.ts';
import { addSampleOptions, hintsOf, instructionTemplateOf, type SampleArguments } from './sample-arguments.ts';
import { writeErr, writeOut } from './write-text.ts';

interface InspectOptions extends SampleArguments {
  readonly json?: boolean;
}

/** `inspect FILES…`: counts of documents, samples and mentions, and everything that is wrong with the files. */
export function addInspectCommand(program: Command): void {
  const described = program
    .command('inspect')
    .description('count documents, samples and mentions, and list what is wrong with the files')
    .argument('<files...>', 'files, folders or archives, in any format that is read');
  addSampleOptions(described)
    .option('--json', 'print one JSON object')
    .action(async (files: string[], options: InspectOptions, command: Command) => {
      const { corpus, sources, issues: openIssues } = await openCorpus(files, hintsOf(options));
      const { samples, issues: sampleIssues } = buildSamples(corpus, {
        entityTypes: chooseEntityTypes(corpus, options.types),
        instructionTemplate: instructionTemplateOf(options),
        unit: options.unit,
      });
      const summary = summarizeCorpus(corpus, samples);
      const issues = [...openIssues, ...checkTexts(corpus), ...sampleIssues];
      if (options.json) writeOut(command, `${JSON.stringify({ ...summary, issues }, undefined, 2)}\n`);
      else writeOut(command, showSummary(summary, sources, issues));
      if (corpus.documents.length === 0) {
        writeErr(command, 'No usable document in the input.\n');
        process.exitCode = EXIT.badData;
      }
    });
}

const SEVERITIES: readonly IssueSeverity[] = ['error', 'warning', 'note'];

function showSummary(summary: CorpusSummary, sources: readonly ParsedSource[], issues: readonly DataIssue[]): string {
  const files = sources.map(({ file, formatName, evidence }) => {
    return `${file}: ${formatName}${evidence === '' ? '' : `, because ${evidence}`}`;
  });
  const { documents, samples, positives, negatives, notAnnotated, mentions, mentionsByType } = summary;
  const counts = showTable([
    ['documents', documents],
    ['samples', samples],
    ['  positive', positives],
    ['  negative', negatives],
    ['  not annotated', notAnnotated],
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

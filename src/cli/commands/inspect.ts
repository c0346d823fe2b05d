import type { Command } from 'commander';
import { checkTexts } from '../../core/corpus/check-texts.ts';
import { formatIssue, formatIssuePlace } from '../../core/describe-issue.ts';
import type { ParsedSource } from '../../core/formats/parse-source.ts';
import { groupIssues, type IssueGroup } from '../../core/group-issues.ts';
import type { DataIssue } from '../../core/issue.ts';
import { buildSamples } from '../../core/samples/build-samples.ts';
import { summarizeCorpus } from '../../core/samples/summarize-corpus.ts';
import type { CorpusSummary } from '../../core/samples/summary.ts';
import { countNoun } from '../../core/text/count-noun.ts';
import { EXIT } from '../output/exit-codes.ts';
import { chooseEntityTypes, openCorpus } from '../corpus/open-corpus.ts';
import { addSampleOptions, hintsOf, instructionTemplateOf, type SampleArguments } from '../options/sample-arguments.ts';
import { writeErr, writeOut } from '../output/write-text.ts';

interface InspectOptions extends SampleArguments {
  readonly json?: boolean;
}

/** `inspect FILES…`: counts of documents, samples and mentions, and everything that is wrong with the files. */
export function addInspectCommand(program: Command): void {
  const described = program
    .command('inspect')
    .description('count documents, samples and mentions, and list the problems in the files')
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

/** Of issues that say the same. */
const SHOWN_OF_GROUP = 5;

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
  const heading = issues.length === 0 ? 'no issues' : countNoun(issues.length, 'issue');
  return `${[...files, '', ...counts, '', heading, ...groupIssues(issues).flatMap(showGroup)].join('\n')}\n`;
}

/** One line, and below it, where several issues say the same, the first of them. */
function showGroup({ severity, what, advice, issues }: IssueGroup): string[] {
  const [first, ...others] = issues;
  if (first === undefined) return [];
  if (others.length === 0) return [`${severity}: ${formatIssue(first)}`];
  const rest = issues.length - SHOWN_OF_GROUP;
  return [
    `${severity}: ${issues.length} × ${what} ${advice}`,
    ...issues.slice(0, SHOWN_OF_GROUP).map((issue) => `  ${formatIssuePlace(issue)}`),
    ...(rest > 0 ? [`  and ${rest} more: --json lists all`] : []),
  ];
}

function showTable(rows: readonly (readonly [name: string, count: number])[]): string[] {
  const nameWidth = Math.max(...rows.map(([name]) => name.length));
  const countWidth = Math.max(...rows.map(([, count]) => String(count).length));
  return rows.map(([name, count]) => `${name.padEnd(nameWidth)}  ${String(count).padStart(countWidth)}`);
}

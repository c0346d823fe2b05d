import { Option, type Command } from 'commander';
import { evaluatePredictions, type EvaluationReport } from '../core/evaluation/evaluate-predictions.ts';
import { NAME_MULTISET_LABEL } from '../core/evaluation/name-multiset-f1.ts';
import type { MatchScore } from '../core/evaluation/precision-recall.ts';
import type { EvaluationScore } from '../core/evaluation/strict-span-f1.ts';
import type { OffsetUnit } from '../core/text/offset-index.ts';
import { EXIT } from './exit-codes.ts';
import { openSamples, readInput } from './open-samples.ts';
import { parsePredictions, type PredictionFault } from './parse-predictions.ts';
import { parsePositiveInteger } from './option-values.ts';
import { createUnitOption, type SampleArguments } from './sample-arguments.ts';
import { writeErr, writeOut } from './write-text.ts';

type EvaluateArguments = SampleArguments & {
  readonly predictions: string;
  readonly offsets: OffsetUnit;
  readonly limit?: number;
  readonly json?: true;
};

const OFFSET_UNITS: readonly OffsetUnit[] = ['utf-16', 'code-point', 'utf-8-byte'];

/** `evaluate FILES… --predictions pred.jsonl`: strict span F1, micro and per type, and the laxer name score. */
export function addEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description('compare predictions with the annotations of the files: strict span F1')
    .argument('<files...>', 'files with the right annotations')
    .requiredOption(
      '--predictions <file>',
      'rows {"id", "answer"} or {"id", "mentions": [{"start", "end", "entityType"}]}',
    )
    .option('--types <list>', 'entity types asked for, as A,B (default: all types of the files)')
    .addOption(createUnitOption())
    .addOption(
      new Option('--offsets <unit>', 'what start and end of mentions count').choices(OFFSET_UNITS).default('utf-16'),
    )
    .option('--limit <count>', 'only the first so many samples', parsePositiveInteger)
    .option('--json', 'print one JSON object; a ratio of 0/0 is null')
    .action(async (files: string[], args: EvaluateArguments) => {
      await runEvaluate(files, args, command);
    });
}

async function runEvaluate(files: readonly string[], args: EvaluateArguments, command: Command): Promise<void> {
  const { samples: all } = await openSamples(files, args, command);
  const samples = all.slice(0, args.limit);
  const inputs = new Map(samples.map((sample) => [sample.id, sample.input]));
  const text = await readInput(args.predictions, command);
  const parsed = parsePredictions(text, { offsetUnit: args.offsets, inputOf: (id) => inputs.get(id) });
  const report = evaluatePredictions(samples, parsed.predictions);
  if (report.missingIds.length === samples.length) {
    const detail = `error: ${args.predictions} has no prediction for any of the ${samples.length} samples; do --types, --unit and the ids match?`;
    command.error(detail, { exitCode: EXIT.badData });
  }
  for (const note of describeNotes(report, parsed.faults)) writeErr(command, `warning: ${note}\n`);
  if (args.json === true) {
    const { strictSpans, names, ...lists } = report;
    const whole = { strictSpans, names: { label: NAME_MULTISET_LABEL, ...names }, ...lists, faults: parsed.faults };
    // JSON has no undefined: a ratio of 0/0 must not vanish.
    writeOut(command, `${JSON.stringify(whole, (_, value: unknown) => (value === undefined ? null : value), 2)}\n`);
  } else {
    writeOut(command, showScore('Strict span F1', report.strictSpans));
    writeOut(command, `\n${showScore(NAME_MULTISET_LABEL, report.names)}`);
  }
}

function describeNotes(report: EvaluationReport, faults: readonly PredictionFault[]): readonly string[] {
  const [firstFault] = faults;
  const notes: (readonly [count: number, text: string])[] = [
    [faults.length, `lines are no predictions, line ${firstFault?.line ?? 0} first: ${firstFault?.detail ?? ''}`],
    [report.missingIds.length, `of ${report.samples} samples have no prediction; their mentions count as missed`],
    [report.unknownIds.length, 'predictions belong to no sample and are left out'],
    [report.repeatedIds.length, 'predictions repeat a sample and are left out'],
    [report.malformed.length, 'answers are no JSON array of entities and count as empty'],
    [report.unplaced.length, 'names stand nowhere in their text and count as false positives'],
  ];
  return notes.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`);
}

function showScore(title: string, score: EvaluationScore): string {
  const rows = [
    ['', 'precision', 'recall', 'F1', 'TP', 'FP', 'FN'],
    ...score.byType.map((row) => [row.entityType, ...showMatch(row)]),
    ['micro', ...showMatch(score.micro)],
  ];
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, cell.length)),
    [],
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return `${title}\n${lines.join('\n')}\n`;
}

function showMatch(score: MatchScore): readonly string[] {
  const ratios = [score.precision, score.recall, score.f1].map((ratio) => ratio?.toFixed(4) ?? 'undefined');
  return [...ratios, ...[score.truePositives, score.falsePositives, score.falseNegatives].map(String)];
}

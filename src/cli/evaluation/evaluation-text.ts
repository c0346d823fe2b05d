import type { Interval, PairedBootstrap } from '../../core/evaluation/analysis/bootstrap.ts';
import type { PredictionAnalysis } from '../../core/evaluation/analysis/analyse-predictions.ts';
import type { ConfidenceStudy } from '../../core/evaluation/calibration/confidence-study.ts';
import type { Confusion } from '../../core/evaluation/analysis/confusion.ts';
import { NAME_MULTISET_LABEL } from '../../core/evaluation/scores/name-multiset-f1.ts';
import type { MatchScore } from '../../core/evaluation/scores/precision-recall.ts';
import type { EvaluationScore } from '../../core/evaluation/scores/score-by-type.ts';

type Cells = readonly string[];

export interface EvaluationTable {
  readonly title: string;
  readonly head: Cells;
  readonly rows: readonly Cells[];
}

/** The tables of an evaluation, for the terminal and the HTML report alike. */
export function evaluationTables({ report, intervals, confusion }: PredictionAnalysis): readonly EvaluationTable[] {
  return [
    scoreTable('Strict span F1', report.strictSpans, (entityType) =>
      entityType === undefined ? intervals.micro : intervals.byType.get(entityType),
    ),
    scoreTable(NAME_MULTISET_LABEL, report.names),
    confusionTable(confusion),
  ];
}

export function confidenceTable({ curve, reliability, fitted }: ConfidenceStudy): EvaluationTable {
  const rows: Cells[] = [];
  const add = (what: string, value: string): number => rows.push([what, value]);
  add('calibration error, raw', showRatio(reliability.expectedCalibrationError));
  if (curve.best !== undefined) {
    add('best threshold on this very split', showRatio(curve.best.threshold));
    add('F1 there (an upper bound, not a result)', showRatio(curve.best.f1));
  }
  if (fitted !== undefined) {
    add('calibration error, calibrated on dev', showRatio(fitted.reliability.expectedCalibrationError));
    add('threshold chosen on dev', showRatio(fitted.threshold));
    add('F1 at that threshold, dev', showRatio(fitted.devScore?.f1));
    add('F1 at that threshold', showRatio(fitted.testScore?.f1));
    add('precision at that threshold', showRatio(fitted.testScore?.precision));
    add('recall at that threshold', showRatio(fitted.testScore?.recall));
  }
  return { title: 'Confidence', head: ['', 'value'], rows };
}

export function comparisonTable(
  { difference, interval, shareBetter }: PairedBootstrap,
  names: { readonly first: string; readonly second: string },
): EvaluationTable {
  const rows = [
    [`F1 of ${names.second} minus F1 of ${names.first}`, showRatio(difference)],
    ['95 % interval, paired', showInterval(interval)],
    [`share of replicates in which ${names.second} is better`, showRatio(shareBetter)],
  ];
  return { title: 'Strict span F1 compared', head: ['', 'value'], rows };
}

export function showTable({ title, head, rows }: EvaluationTable): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${title}\n${lines.join('\n')}\n`;
}

/** "[0.8123, 0.8345]", or why there is none. */
export function showInterval(interval: Interval | undefined): string {
  if (interval === undefined) return '';
  switch (interval.kind) {
    case 'interval':
      return `[${interval.low.toFixed(4)}, ${interval.high.toFixed(4)}]`;
    case 'none':
      return interval.reason === 'one-cluster' ? 'none: one document' : 'none: too few mentions';
    default:
      return interval satisfies never;
  }
}

function scoreTable(
  title: string,
  score: EvaluationScore,
  intervalOf?: (entityType: string | undefined) => Interval | undefined,
): EvaluationTable {
  const row = (name: string, match: MatchScore, entityType?: string): Cells => [
    name,
    ...[match.precision, match.recall, match.f1].map(showRatio),
    ...[match.truePositives, match.falsePositives, match.falseNegatives].map(String),
    ...(intervalOf === undefined ? [] : [showInterval(intervalOf(entityType))]),
  ];
  return {
    title,
    head: ['', 'precision', 'recall', 'F1', 'TP', 'FP', 'FN', ...(intervalOf === undefined ? [] : ['95 % of F1'])],
    rows: [...score.byType.map((each) => row(each.entityType, each, each.entityType)), row('micro', score.micro)],
  };
}

function confusionTable({ byType }: Confusion): EvaluationTable {
  const counts = (row: (typeof byType)[number]): readonly number[] => {
    return [row.correct, row.boundary, row.type, row.boundaryType, row.missed, row.spurious];
  };
  const total = byType.map(counts).reduce((sum, row) => row.map((count, index) => count + (sum[index] ?? 0)), []);
  const rows = [...byType.map((row) => [row.entityType, ...counts(row).map(String)]), ['all', ...total.map(String)]];
  const head = ['', 'correct', 'boundary', 'type', 'boundary+type', 'missed', 'spurious'];
  return { title: 'What became of the mentions', head, rows };
}

export function showRatio(ratio: number | undefined): string {
  return ratio?.toFixed(4) ?? 'undefined';
}

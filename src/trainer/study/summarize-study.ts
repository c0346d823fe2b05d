import { lineChart } from '../report/line-chart.ts';
import type { StudyRun } from './plan-study.ts';

export interface StudyResult extends StudyRun {
  /** Strict span F1 on the test samples; null where nothing was to be found and nothing was found. */
  readonly f1: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly trainSamples: number;
  /** Of them, those that name an entity. */
  readonly trainPositives: number;
  readonly updates: number;
}

/** Runs that differ in their seed only. */
export interface StudyGroup {
  readonly strategy: StudyRun['strategy'];
  readonly keepRatio: number;
  readonly trainSamples: number;
  readonly trainPositives: number;
  /** Runs that have an F1. */
  readonly count: number;
  readonly mean: number | undefined;
  readonly meanPrecision: number | undefined;
  readonly meanRecall: number | undefined;
  /** Of the sample (n - 1); undefined for less than two runs. */
  readonly standardDeviation: number | undefined;
}

/** Groups in the order in which they first appear. */
export function summarizeStudy(results: readonly StudyResult[]): readonly StudyGroup[] {
  const groups = new Map<string, StudyResult[]>();
  for (const result of results) {
    const key = `${result.strategy} ${result.keepRatio}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].flatMap((members): StudyGroup[] => {
    const [first] = members;
    if (first === undefined) return [];
    const scores = known(members.map(({ f1 }) => f1));
    const mean = meanOf(scores);
    const squares = scores.reduce((sum, score) => sum + (score - (mean ?? 0)) ** 2, 0);
    const standardDeviation = scores.length < 2 ? undefined : Math.sqrt(squares / (scores.length - 1));
    const meanPrecision = meanOf(known(members.map(({ precision }) => precision)));
    const meanRecall = meanOf(known(members.map(({ recall }) => recall)));
    const { strategy, keepRatio, trainSamples, trainPositives } = first;
    const count = scores.length;
    return [
      { strategy, keepRatio, trainSamples, trainPositives, count, mean, standardDeviation, meanPrecision, meanRecall },
    ];
  });
}

function known(scores: readonly (number | null)[]): readonly number[] {
  return scores.flatMap((score) => score ?? []);
}

function meanOf(scores: readonly number[]): number | undefined {
  return scores.length === 0 ? undefined : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

export function studyTable(groups: readonly StudyGroup[]): string {
  const rows = groups.map((group) => [
    group.strategy,
    String(group.keepRatio),
    String(group.trainSamples),
    String(group.trainPositives),
    String(group.count),
    group.mean?.toFixed(4) ?? 'undefined',
    group.standardDeviation?.toFixed(4) ?? '–',
    group.meanPrecision?.toFixed(4) ?? 'undefined',
    group.meanRecall?.toFixed(4) ?? 'undefined',
  ]);
  const head = ['strategy', 'keep', 'samples', 'positives', 'runs', 'mean F1', 'sd', 'precision', 'recall'];
  const whole = [head, ...rows];
  const widths = (whole[0] ?? []).map((_, column) => Math.max(...whole.map((row) => row[column]?.length ?? 0)));
  const lines = whole.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return `${lines.join('\n')}\n`;
}

export function studyCsv(results: readonly StudyResult[]): string {
  const header = 'strategy,keep_ratio,seed,train_samples,train_positives,updates,precision,recall,strict_f1\n';
  const rows = results.map(({ strategy, keepRatio, seed, trainSamples, trainPositives, updates, ...scores }) => {
    const { precision, recall, f1 } = scores;
    const cells = [strategy, keepRatio, seed, trainSamples, trainPositives, updates, precision, recall, f1];
    return `${cells.map((cell) => cell ?? '').join(',')}\n`;
  });
  return header + rows.join('');
}

/** Mean F1 over the share kept, a line a strategy; `full` is drawn across, for it is what the others are held against. */
export function studyPlot(groups: readonly StudyGroup[]): string {
  const ratios = groups.map(({ keepRatio }) => keepRatio);
  const strategies = [...new Set(groups.map(({ strategy }) => strategy))];
  const series = strategies.map((name) => {
    const points = groups
      .filter(({ strategy }) => strategy === name)
      .flatMap(({ keepRatio, mean }) => (mean === undefined ? [] : [[keepRatio, mean] as const]))
      .sort(([a], [b]) => a - b);
    const level = points[0]?.[1];
    const isAcross = name === 'full' && level !== undefined;
    return {
      name,
      hasDots: true,
      points: isAcross
        ? ([
            [Math.min(...ratios), level],
            [1, level],
          ] as const)
        : points,
    };
  });
  const chart = lineChart(series, {
    title: 'Strict span F1 by share kept',
    x: 'share of the positives kept',
    y: 'mean strict F1',
  });
  return chart.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
}

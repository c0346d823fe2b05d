import type { ConfidenceStudy } from '../../core/evaluation/calibration/confidence-study.ts';
import type { Confusion } from '../../core/evaluation/analysis/confusion.ts';
import type { Reliability } from '../../core/evaluation/calibration/mention-calibration.ts';
import type { ThresholdPoint } from '../../core/evaluation/calibration/threshold-curve.ts';
import { escapeHtml, knownPoints, lineChart, type ChartSeries } from '../../trainer/report/line-chart.ts';
import type { EvaluationTable } from './evaluation-text.ts';

/** One set of predictions in the report. */
export interface ReportSection {
  readonly name: string;
  readonly tables: readonly EvaluationTable[];
  readonly typePairs: Confusion['typePairs'];
  readonly confidence: ConfidenceStudy | undefined;
}

/** Most frequent confusions of types that are listed. */
const MAX_PAIRS = 20;
/** A bin is drawn as a bar of this many characters of width in the table beside the diagram. */
const BAR_WIDTH = 120;

/** An evaluation as one HTML file without scripts or outside files. */
export function evaluationHtml(
  sections: readonly ReportSection[],
  {
    facts,
    comparison,
  }: {
    readonly facts: readonly (readonly [name: string, value: string])[];
    readonly comparison: EvaluationTable | undefined;
  },
): string {
  return page(`Evaluation of ${sections.map(({ name }) => name).join(' and ')}`, facts, [
    ...(comparison === undefined ? [] : [toTable(comparison)]),
    ...sections.map(toSection),
  ]);
}

/** The models that one training left behind its epochs, as one HTML file of the same kind. */
export function checkpointsHtml(
  name: string,
  {
    facts,
    table,
    series,
  }: {
    readonly facts: readonly (readonly [name: string, value: string])[];
    readonly table: EvaluationTable;
    readonly series: readonly ChartSeries[];
  },
): string {
  return page(`Evaluation of the epochs of ${name}`, facts, [
    lineChart(series, { title: table.title, x: 'epoch', y: 'score' }),
    toTable(table),
  ]);
}

function page(
  title: string,
  facts: readonly (readonly [name: string, value: string])[],
  content: readonly string[],
): string {
  const parts = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<table>${facts.map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`,
    ...content,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:860px;margin:2rem auto;padding:0 1rem;color:#212529;background:#fff}table{border-collapse:collapse;width:100%;margin-bottom:1rem}td,th{padding:.25rem .5rem;border-bottom:1px solid #dee2e6;text-align:right}td{overflow-wrap:anywhere}td.bars{text-align:left}td:first-child,th:first-child,th[scope=row]{text-align:left}caption{text-align:left;font-weight:600}svg{width:100%;height:auto}.bar{display:inline-block;height:.7em;background:#1c7ed6}</style>
</head><body>
${parts.join('\n')}
</body></html>
`;
}

function toSection({ name, tables, typePairs, confidence }: ReportSection): string {
  const pairs = typePairs.slice(0, MAX_PAIRS).map(({ gold, predicted, count }) => [gold, predicted, String(count)]);
  return [
    `<h2>${escapeHtml(name)}</h2>`,
    ...tables.map(toTable),
    ...(pairs.length === 0
      ? []
      : [toTable({ title: 'Types taken for each other', head: ['right', 'predicted', 'mentions'], rows: pairs })]),
    ...(confidence === undefined ? [] : toConfidence(confidence)),
  ].join('\n');
}

function toConfidence({ curve, reliability, fitted }: ConfidenceStudy): readonly string[] {
  const pick = (name: string, read: (point: ThresholdPoint) => number | undefined): ChartSeries => ({
    name,
    points: knownPoints(curve.points.map((point) => [point.threshold, read(point)])),
  });
  const series = [
    pick('precision', ({ precision }) => precision),
    pick('recall', ({ recall }) => recall),
    pick('F1', ({ f1 }) => f1),
  ];
  const diagram: ChartSeries[] = [
    {
      name: 'perfect',
      points: [
        [0, 0],
        [1, 1],
      ],
    },
    { name: 'raw', hasDots: true, points: reliabilityPoints(reliability) },
    ...(fitted === undefined
      ? []
      : [{ name: 'calibrated on dev', hasDots: true, points: reliabilityPoints(fitted.reliability) }]),
  ];
  return [
    '<h3>Threshold</h3>',
    lineChart(series, { title: 'Scores by threshold on confidence', x: 'threshold', y: 'score' }),
    '<h3>Reliability</h3>',
    lineChart(diagram, { title: 'Share of correct mentions by confidence', x: 'mean confidence', y: 'precision' }),
    binTable(reliability),
  ];
}

function reliabilityPoints({ bins }: Reliability): readonly (readonly [number, number])[] {
  return bins.flatMap(({ meanConfidence, precision }) =>
    meanConfidence === undefined || precision === undefined ? [] : [[meanConfidence, precision] as const],
  );
}

function binTable({ bins }: Reliability): string {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const rows = bins.map(({ from, to, count, precision }) => {
    const bar = `<span class="bar" style="width:${((BAR_WIDTH * count) / most).toFixed(0)}px"></span>`;
    return `<tr><th scope="row">${from.toFixed(1)} to ${to.toFixed(1)}</th><td>${count}</td><td>${precision?.toFixed(4) ?? 'none'}</td><td class="bars">${bar}</td></tr>`;
  });
  return `<table><caption>Mentions by raw confidence</caption><tr><th>confidence</th><th>mentions</th><th>precision</th><th></th></tr>${rows.join('')}</table>`;
}

function toTable({ title, head, rows }: EvaluationTable): string {
  const heads = head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(first)}</th>${cells}</tr>`;
  });
  return `<table><caption>${escapeHtml(title)}</caption><tr>${heads}</tr>${body.join('')}</table>`;
}

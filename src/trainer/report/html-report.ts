import type { BestEpoch } from '../checkpoint/checkpoint.ts';
import { escapeHtml, knownPoints, lineChart } from './line-chart.ts';
import type { Metrics } from './metrics-file.ts';

export interface ReportFacts {
  readonly title: string;
  /** What was trained, on what and how: name and value, in the order to show. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly best: BestEpoch | undefined;
}

/** Share of the updates that one point of the smooth loss is the mean of. */
const SMOOTHING = 0.02;

/** A training as one HTML file without scripts or outside files: facts, curves, and the numbers of every epoch. */
export function htmlReport({ title, facts, best }: ReportFacts, metrics: Metrics): string {
  const { updates, epochs } = metrics;
  const charts = [
    lineChart(
      [
        { name: 'each update', points: updates.map(({ update, loss }) => [update, loss]) },
        { name: 'smoothed', points: smooth(updates.map(({ update, loss }) => [update, loss])) },
      ],
      { title: 'Training loss', x: 'update', y: 'nats per token' },
    ),
    ...(epochs.length > 0
      ? [
          lineChart(
            [
              { name: 'F1', hasDots: true, points: knownPoints(epochs.map(({ epoch, f1 }) => [epoch, f1])) },
              {
                name: 'precision',
                hasDots: true,
                points: knownPoints(epochs.map(({ epoch, precision }) => [epoch, precision])),
              },
              {
                name: 'recall',
                hasDots: true,
                points: knownPoints(epochs.map(({ epoch, recall }) => [epoch, recall])),
              },
            ],
            { title: 'Strict span scores on dev', x: 'epoch', y: 'score' },
          ),
          lineChart(
            [{ name: 'dev', hasDots: true, points: knownPoints(epochs.map(({ epoch, devLoss }) => [epoch, devLoss])) }],
            {
              title: 'Dev loss',
              x: 'epoch',
              y: 'nats per token',
            },
          ),
        ]
      : []),
    lineChart([{ name: 'learning rate', points: updates.map(({ update, learningRate }) => [update, learningRate]) }], {
      title: 'Learning rate',
      x: 'update',
      y: 'rate',
    }),
    lineChart([{ name: 'norm', points: updates.map(({ update, gradientNorm }) => [update, gradientNorm]) }], {
      title: 'Gradient norm before clipping',
      x: 'update',
      y: 'norm',
    }),
  ];
  const rows = epochs.map(({ epoch, update, devLoss, precision, recall, f1 }) => {
    const cells = [epoch, update, ...[devLoss, precision, recall, f1].map((value) => value?.toFixed(4) ?? 'undefined')];
    const mark = epoch === best?.epoch ? ' (best)' : '';
    return `<tr>${cells.map((cell, index) => `<td>${cell}${index === 0 ? mark : ''}</td>`).join('')}</tr>`;
  });
  const head = ['epoch', 'update', 'dev loss', 'precision', 'recall', 'strict F1'].map((name) => `<th>${name}</th>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:760px;margin:2rem auto;padding:0 1rem;color:#212529;background:#fff}table{border-collapse:collapse;width:100%}td,th{padding:.25rem .5rem;border-bottom:1px solid #dee2e6;text-align:left;overflow-wrap:anywhere}svg{width:100%;height:auto}h2{font-size:1.1rem}</style>
</head><body><h1>${escapeHtml(title)}</h1>
<table>${facts.map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>
${charts.map((chart) => `<h2>${titleOf(chart)}</h2>${chart}`).join('\n')}
${rows.length === 0 ? '' : `<h2>Epochs</h2><table><tr>${head.join('')}</tr>${rows.join('')}</table>`}
</body></html>
`;
}

function titleOf(chart: string): string {
  return /<title>([^<]*)<\/title>/.exec(chart)?.[1] ?? '';
}

/** Running means. */
function smooth(points: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const half = Math.max(1, Math.round((points.length * SMOOTHING) / 2));
  return points.map(([x], index) => {
    const near = points.slice(Math.max(0, index - half), index + half + 1);
    return [x, near.reduce((sum, [, y]) => sum + y, 0) / near.length] as const;
  });
}

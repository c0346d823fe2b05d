import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from './html-report.ts';
import { lineChart } from './line-chart.ts';
import {
  epochRow,
  MetricsFile,
  readMetrics,
  updateRow,
  type EpochMetrics,
  type UpdateMetrics,
} from './metrics-file.ts';

const update = (number: number): UpdateMetrics => {
  return {
    update: number,
    epoch: number / 10,
    loss: 3 / number,
    learningRate: 1e-4,
    gradientNorm: 1,
    tokens: 80,
    seconds: 0.5,
  };
};
const epoch: EpochMetrics = { update: 10, epoch: 1, devLoss: 0.5, precision: undefined, recall: 0, f1: undefined };

describe('a line chart', () => {
  test('of any numbers holds no coordinate that is none', () => {
    const points = fc.array(
      fc.tuple(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.double({ min: -1e9, max: 1e9 })),
    );
    fc.assert(
      fc.property(points, (some) => {
        const chart = lineChart([{ name: 'a', points: some, hasDots: true }], { title: 't', x: 'x', y: 'y' });
        expect(chart).not.toMatch(/NaN|Infinity/u);
      }),
    );
  });
});

describe('a report', () => {
  test('shows names as they are, and what is undefined as such', () => {
    const facts = [['Model', '<b>&"starter"</b>']] as const;
    const best = { epoch: 1, update: 10, score: 0 };
    const html = htmlReport({ title: 'T', facts, best }, { updates: [update(1)], epochs: [epoch] });
    expect(html).toContain('&lt;b&gt;&amp;&quot;starter&quot;');
    expect(html).toContain('<td>1 (best)</td>');
    expect(html).toContain('<td>undefined</td>');
    expect(html).not.toMatch(/NaN|<script|https?:/u);
  });
});

describe('metrics.csv', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('comes back as it was written, and is cut behind the checkpoint of a run that goes on', async () => {
    const path = join(folder, 'metrics.csv');
    const file = await MetricsFile.open(path, undefined);
    for (const number of [1, 2, 3]) await file.append(updateRow(update(number)));
    await file.append(epochRow(epoch));
    expect(await readMetrics(path)).toEqual({ updates: [1, 2, 3].map(update), epochs: [epoch] });
    // A torn last line, as a power cut leaves it.
    await writeFile(path, `${await readFile(path, 'utf8')}train,4,0.`);
    await MetricsFile.open(path, { update: 2, evaluatedEpochs: 0 });
    expect(await readMetrics(path)).toEqual({ updates: [1, 2].map(update), epochs: [] });
  });
});

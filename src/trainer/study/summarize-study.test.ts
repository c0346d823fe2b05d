import { describe, expect, test } from 'vitest';
import { planStudy } from './plan-study.ts';
import { studyCsv, studyPlot, studyTable, summarizeStudy, type StudyResult } from './summarize-study.ts';

describe('a plan of a study', () => {
  test('has every strategy at every share with every seed, and all samples once a seed', () => {
    const runs = planStudy({ strategies: ['full', 'hybrid'], keepRatios: [0.1, 0.5], seeds: [1, 2] });
    expect(runs.map(({ key }) => key)).toEqual([
      'full-1-seed-1',
      'full-1-seed-2',
      'hybrid-0.1-seed-1',
      'hybrid-0.1-seed-2',
      'hybrid-0.5-seed-1',
      'hybrid-0.5-seed-2',
    ]);
  });
});

describe('a summary of a study', () => {
  const scores: Readonly<Record<string, number | null>> = { 'full-1-seed-1': 0.5, 'full-1-seed-2': 0.7 };
  const results = planStudy({ strategies: ['full', 'hybrid'], keepRatios: [0.5], seeds: [1, 2] }).map(
    (run): StudyResult => ({
      ...run,
      f1: scores[run.key] ?? null,
      precision: null,
      recall: null,
      trainSamples: 10,
      trainPositives: 4,
      updates: 3,
    }),
  );
  const groups = summarizeStudy(results);

  test('has mean and spread over seeds, and says where there is none', () => {
    expect(groups[0]).toMatchObject({ strategy: 'full', count: 2 });
    expect(groups[0]?.standardDeviation).toBeCloseTo(Math.sqrt(0.02));
    expect(groups[0]?.mean).toBeCloseTo(0.6);
    expect(groups[1]).toMatchObject({ strategy: 'hybrid', count: 0, mean: undefined, standardDeviation: undefined });
    expect(studyTable(groups)).toMatch(/hybrid +0\.5 +10 +4 +0 +undefined +– +undefined/u);
  });

  test('is a table and a plot too', () => {
    expect(studyCsv(results)).toContain('full,1,2,10,4,3,,,0.7\n');
    const plot = studyPlot(groups);
    expect(plot).toMatch(/^<svg xmlns=/u);
    expect(plot).not.toMatch(/NaN|Infinity/u);
  });
});

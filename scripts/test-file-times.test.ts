import { expect, it } from 'vitest';
import { playwrightFileTimes, slowestFiles } from './test-file-times.mjs';

it('a file of end-to-end tests takes what its tests take, in each project and however deep they lie', () => {
  const spec = (...durations: number[]) => ({ tests: [{ results: durations.map((duration) => ({ duration })) }] });
  const report = {
    config: { rootDir: '/home/e2e' },
    suites: [
      { file: 'review.spec.ts', specs: [spec(1000)], suites: [{ file: 'review.spec.ts', specs: [spec(500, 250)] }] },
      { file: 'parity.spec.ts', specs: [spec(2000)] },
      { file: 'review.spec.ts', specs: [spec(100)] },
    ],
  };
  expect(playwrightFileTimes(report, '/home')).toEqual([
    { file: 'e2e/review.spec.ts', seconds: 1.85 },
    { file: 'e2e/parity.spec.ts', seconds: 2 },
  ]);
});

it('the slowest come first, and no more than asked for', () => {
  const times = [1, 5, 3, 4].map((seconds) => ({ file: `${seconds}.ts`, seconds }));
  expect(slowestFiles(times, 3).map(({ file }) => file)).toEqual(['5.ts', '4.ts', '3.ts']);
  expect(slowestFiles([], 10)).toEqual([]);
});

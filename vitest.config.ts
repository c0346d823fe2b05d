import { defineConfig } from 'vitest/config';
import { fileTimesReporter } from './scripts/test-file-times.mjs';

const setupFiles = ['src/testing/setup-properties.ts'];

/** `npm test` asks for two files: what passed, and how long each file took. */
const { TEST_REPORT: reportFile, TEST_TIMES: timesFile } = process.env;
const report: [string, { outputFile: string }][] =
  reportFile === undefined ? [] : [['json', { outputFile: reportFile }]];
const times = timesFile === undefined ? [] : [fileTimesReporter(timesFile)];

export default defineConfig({
  test: {
    reporters: ['default', ...report, ...times],
    // Real models and whole corpora run in some tests; machines with two busy cores need the time.
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: 'node', environment: 'node', include: ['{src,scripts}/**/*.test.ts'], setupFiles },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['src/**/*.test.tsx'],
          setupFiles: [...setupFiles, 'src/testing/setup-dom.ts'],
        },
      },
    ],
  },
});

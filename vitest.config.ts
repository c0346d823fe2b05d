import { defineConfig } from 'vitest/config';
import { fileTimesReporter } from './scripts/test-file-times.mjs';

const setupFiles = ['src/testing/setup-properties.ts'];

/**
 * Rooms without a runtime and without state of a process: their test files share one, which saves most of the time
 * that they take. What a file changes of the process (a clock, a variable of the environment) it puts back.
 */
const sharing = ['src/{browser,core,storage,studio,ui}/**/*.test.ts'];
/** How much memory reading takes is measured in a process of its own. */
const measuring = ['src/core/open/large-file-memory.test.ts'];

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
        test: {
          name: 'sharing',
          environment: 'node',
          include: sharing,
          exclude: measuring,
          isolate: false,
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['{src,scripts}/**/*.test.ts'],
          exclude: sharing,
          setupFiles,
        },
      },
      {
        extends: true,
        test: { name: 'measuring', environment: 'node', include: measuring, setupFiles },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['src/**/*.test.tsx'],
          isolate: false,
          setupFiles: [...setupFiles, 'src/testing/setup-dom.ts'],
        },
      },
    ],
  },
});

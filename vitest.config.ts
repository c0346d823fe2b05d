import { defineConfig } from 'vitest/config';

const setupFiles = ['src/testing/setup-properties.ts'];

export default defineConfig({
  test: {
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

import { defineConfig } from '@playwright/test';
import { findChromium } from '../scripts/find-chromium.mjs';
import { rootDir } from '../scripts/run-command.mjs';

// `npm test` names a free port; every process of the test runner reads this file anew and must come to the same one.
const port = process.env['E2E_PORT'] ?? '4273';
const baseURL = `http://127.0.0.1:${port}/`;

// Without one the tests stop in `need-chromium.ts` and not here: this file is also read by tools that open no browser.
const executablePath = await findChromium();
const browser = executablePath === undefined ? {} : { executablePath };

const isRoot = process.getuid?.() === 0;
const args = [
  // The browser's own calls home would count as requests that leave the studio.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
  // Chromium refuses its sandbox to root, which is who runs in most containers.
  ...(isRoot ? ['--no-sandbox'] : []),
];

/** The walk takes minutes and is for looking at, not for passing: `npm run walk` alone runs it. */
const isWalk = process.env['npm_lifecycle_event'] === 'walk';

/** Tests that also measure: `npm run bench:page` alone holds what they measured against a limit. */
const isBench = process.env['npm_lifecycle_event'] === 'bench:page';

export default defineConfig({
  testDir: '.',
  globalSetup: './need-chromium.ts',
  outputDir: '../test-results',
  // The model uses every core itself.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { baseURL, trace: 'retain-on-failure', launchOptions: { ...browser, args } },
  projects: [
    ...(isBench ? [{ name: 'bench', grep: /@measured/ }] : []),
    ...(isWalk ? [{ name: 'walk', testMatch: /walk\.spec\.ts$/ }] : []),
    { name: 'chromium', testIgnore: [/\.webgpu\.spec\.ts$/, /walk\.spec\.ts$/] },
    {
      name: 'webgpu',
      testMatch: /\.webgpu\.spec\.ts$/,
      // Without a GPU this gives the software adapter: right, and a hundred times slower.
      use: { launchOptions: { ...browser, args: [...args, '--enable-unsafe-webgpu'] } },
    },
  ],
  webServer: {
    command: `node scripts/serve.mjs --strict-port --port ${port}`,
    cwd: rootDir,
    url: baseURL,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});

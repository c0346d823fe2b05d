import path from 'node:path';
import { expect } from '@playwright/test';
import { build } from 'vite';
import { rootDir } from '../scripts/run-command.mjs';
import { createStudioServer, listen } from '../scripts/serve.mjs';
import { nodeRuntime } from '../src/testing/models/node-runtime.ts';
import { relativeDifference, smallTraining } from '../src/testing/models/small-training.ts';
import { test } from './local-test.ts';

// The page of this test has a server of its own on this machine.
test.use({ outside: ['http://127.0.0.1:'] });

const PAGE_DIR = path.join(rootDir, 'node_modules/.cache/training-page');

test('a training step and its update in Chromium on WASM are those of Node', async ({ page }) => {
  await build({
    root: path.join(rootDir, 'e2e/training-page'),
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    worker: { format: 'es' },
    build: { outDir: PAGE_DIR, emptyOutDir: true, target: 'esnext', assetsInlineLimit: 0 },
  });
  const server = await createStudioServer({ root: PAGE_DIR });
  try {
    await page.goto(await listen(server, { port: 4373, strictPort: false }));
    await page.waitForFunction(() => 'runSmallTraining' in window);
    for (const mode of ['full', 'lora'] as const) {
      const expected = await smallTraining(nodeRuntime(), mode);
      const actual = await page.evaluate((asked) => window.runSmallTraining(asked), mode);
      expect(relativeDifference(expected.gradients, Float32Array.from(actual.gradients))).toBeLessThanOrEqual(1e-5);
      expect(relativeDifference(expected.updated, Float32Array.from(actual.updated))).toBeLessThanOrEqual(1e-4);
    }
  } finally {
    server.close();
  }
});

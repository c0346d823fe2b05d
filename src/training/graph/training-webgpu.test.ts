import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { findChromium } from '../../../scripts/find-chromium.mjs';

const ROOT = join(import.meta.dirname, '../../..');
/** A software device compiles its shaders for ten seconds and more a mode. */
const MODES = process.env['TEST_LONG'] === '1' ? ['full', 'lora'] : ['full'];
/** Inside node_modules, where the built program finds its packages. */
const BUILD_DIR = join(ROOT, 'node_modules/.cache/provider-gradients');

/** Chromium brings a Vulkan loader and a software device, which make a GPU of any machine: right, and very slow. */
const chromium = await findChromium();
const folders = chromium === undefined ? [] : [dirname(chromium), '/usr/lib/chromium'];
const vulkan = folders.find((path) =>
  ['libvulkan.so.1', 'vk_swiftshader_icd.json'].every((file) => existsSync(join(path, file))),
);
if (vulkan === undefined) process.stdout.write('skipped: no Chromium with a software Vulkan device beside it\n');

test.skipIf(vulkan === undefined)(
  'gradients on WebGPU are those of the CPU',
  async () => {
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: 'src/testing/models/provider-gradients.ts',
        outDir: BUILD_DIR,
        emptyOutDir: true,
        target: 'node20',
      },
    });
    const folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(BUILD_DIR, 'provider-gradients.js'), ...MODES],
      {
        encoding: 'utf8',
        timeout: 110_000,
        env: {
          ...process.env,
          LD_LIBRARY_PATH: vulkan ?? '',
          VK_ICD_FILENAMES: join(vulkan ?? '', 'vk_swiftshader_icd.json'),
          XDG_RUNTIME_DIR: folder,
        },
      },
    );
    await rm(folder, { recursive: true });
    expect(status, stderr).toBe(0);
    const differences: unknown = JSON.parse(stdout);
    expect(Object.keys(Object(differences))).toEqual(MODES);
    for (const difference of Object.values(Object(differences))) expect(difference).toBeLessThanOrEqual(1e-5);
  },
  120_000,
);

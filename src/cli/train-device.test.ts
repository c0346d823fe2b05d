import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../scripts/find-chromium.mjs';
import { ensureBuiltCli, startCli } from '../testing/built-cli.ts';
import { writeSmallExport } from '../testing/small-export.ts';
import { readMetrics } from '../trainer/report/metrics-file.ts';

const MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');
const SETTINGS = [
  'method=full',
  'max_updates=2',
  'batch_size=2',
  'max_length=400',
  'dev_samples=1',
  'max_new_tokens=4',
];

/** Chromium brings a Vulkan loader and a software device, which make a GPU of any machine: right, and very slow. */
const chromium = await findChromium();
const folders = chromium === undefined ? [] : [dirname(chromium), '/usr/lib/chromium'];
const vulkan = folders.find((path) =>
  ['libvulkan.so.1', 'vk_swiftshader_icd.json'].every((file) => existsSync(join(path, file))),
);
if (vulkan === undefined) process.stdout.write('skipped: no Chromium with a software Vulkan device beside it\n');
/** A software device compiles its shaders for half a minute and more; its gradients are tested in any case. */
const isLong = process.env['TEST_LONG'] === '1';
if (!isLong) process.stdout.write('skipped without TEST_LONG=1: a training on WebGPU\n');

let folder = '';
let exported = '';
beforeAll(async () => {
  await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  exported = await writeSmallExport(folder, 'export', 6);
});
afterAll(() => rm(folder, { recursive: true }));

async function train(device: string, name: string, env?: Readonly<Record<string, string>>) {
  const out = join(folder, name);
  const settings = SETTINGS.flatMap((setting) => ['--set', setting]);
  const run = await startCli(
    ['train', exported, '--model', MODEL, '--device', device, '--out', out, ...settings],
    [],
    env,
  ).done;
  return { run, out };
}

describe('training on a GPU of this machine', () => {
  test.skipIf(vulkan === undefined || !isLong)(
    'gives the losses of the processor',
    async () => {
      const cpu = await train('cpu', 'processor');
      const gpu = await train('webgpu', 'gpu', {
        LD_LIBRARY_PATH: vulkan ?? '',
        VK_ICD_FILENAMES: join(vulkan ?? '', 'vk_swiftshader_icd.json'),
        XDG_RUNTIME_DIR: folder,
      });
      expect(cpu.run.exitCode, cpu.run.err).toBe(0);
      expect(gpu.run.exitCode, gpu.run.err).toBe(0);
      expect(gpu.run.err).toContain('on webgpu');
      const expected = (await readMetrics(join(cpu.out, 'metrics.csv'))).updates;
      const actual = (await readMetrics(join(gpu.out, 'metrics.csv'))).updates;
      expect(actual).toHaveLength(2);
      actual.forEach(({ loss, gradientNorm }, index) => {
        expect(Math.abs(loss / (expected[index]?.loss ?? 0) - 1)).toBeLessThan(1e-4);
        expect(Math.abs(gradientNorm / (expected[index]?.gradientNorm ?? 0) - 1)).toBeLessThan(1e-3);
      });
    },
    180_000,
  );

  test('that is absent ends the command by name, with nothing written', async () => {
    const { run, out } = await train('webgpu', 'absent', {
      VK_ICD_FILENAMES: join(folder, 'none.json'),
      LD_LIBRARY_PATH: folder,
    });
    expect(run.exitCode).not.toBe(0);
    expect(run.err).toContain('"webgpu"');
    expect(existsSync(out)).toBe(false);
  }, 60_000);
});

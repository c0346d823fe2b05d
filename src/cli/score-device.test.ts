import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../scripts/find-chromium.mjs';
import { ensureBuiltCli, startCli } from '../testing/built-cli.ts';
import { parseProvenance, provenancePath } from './scores/score-provenance.ts';
import { parseScoreRows } from './scores/score-rows.ts';

const MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');
const ROWS = ['Naloxone', 'Clonidine'].map((name) =>
  JSON.stringify({
    instruction: 'Find the entities.',
    input: `${name} lowers blood pressure.`,
    output: `[{"entity": "Chemical", "name": "${name}"}]`,
  }),
);

/** Chromium brings a Vulkan loader and a software device, which make a GPU of any machine: right, and very slow. */
const chromium = await findChromium();
const folders = chromium === undefined ? [] : [dirname(chromium), '/usr/lib/chromium'];
const vulkan = folders.find((path) =>
  ['libvulkan.so.1', 'vk_swiftshader_icd.json'].every((file) => existsSync(join(path, file))),
);
if (vulkan === undefined) process.stdout.write('skipped: no Chromium with a software Vulkan device beside it\n');

let folder = '';
beforeAll(async () => {
  await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  await writeFile(join(folder, 'rows.jsonl'), ROWS.join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

async function score(device: string, name: string, env?: Readonly<Record<string, string>>) {
  const out = join(folder, name);
  const run = await startCli(
    ['score', join(folder, 'rows.jsonl'), '--model', MODEL, '--device', device, '--out', out],
    [],
    env,
  ).done;
  return { run, out };
}

describe('scoring on a GPU of this machine', () => {
  test.skipIf(vulkan === undefined)(
    'gives the numbers of the CPU, and says which device gave them',
    async () => {
      const cpu = await score('cpu', 'cpu.jsonl');
      const gpu = await score('webgpu', 'gpu.jsonl', {
        LD_LIBRARY_PATH: vulkan ?? '',
        VK_ICD_FILENAMES: join(vulkan ?? '', 'vk_swiftshader_icd.json'),
        XDG_RUNTIME_DIR: folder,
      });
      expect(gpu.run.exitCode, gpu.run.err).toBe(0);
      const [expected, actual] = await Promise.all(
        [cpu.out, gpu.out].map(async (file) => parseScoreRows(await readFile(file, 'utf8')).resultByHash),
      );
      expect(actual?.size).toBe(ROWS.length);
      for (const [hash, result] of expected ?? []) {
        const other = actual?.get(hash);
        if (result.kind !== 'scored' || other?.kind !== 'scored') throw new Error('a sample has no score');
        expect(Math.abs(other.ifd - result.ifd)).toBeLessThan(1e-4);
      }
      expect(parseProvenance(await readFile(provenancePath(gpu.out), 'utf8'))?.backend).toBe('node-webgpu');
    },
    120_000,
  );

  test('that is absent ends the command by name, with nothing written', async () => {
    const { run, out } = await score('webgpu', 'absent.jsonl', {
      VK_ICD_FILENAMES: join(folder, 'none.json'),
      LD_LIBRARY_PATH: folder,
    });
    expect(run.exitCode).not.toBe(0);
    expect(run.err).toContain('could not be loaded onto "webgpu"');
    expect(existsSync(out)).toBe(false);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskFolder } from '../cli/models/load-node-model.ts';
import { openModelFolder } from '../decoder/model/model-folder.ts';
import { writeSmallExport } from '../testing/small-export.ts';
import { readTrainConfig } from '../trainer/config/read-train-config.ts';
import { openExport } from '../trainer/data/open-export.ts';
import { Trainee } from './trainee.ts';
import { nodeRuntime } from '../trainer/run/node-runtime.ts';
import { loadExportData } from '../trainer/run/training-data.ts';
import { planTraining } from '../trainer/run/training-plan.ts';

const MODEL = join(import.meta.dirname, '../testing/fixtures/models/qwen3');

test('a step of packed samples has the loss of the same samples in rows of their own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  const model = await openModelFolder(diskFolder(MODEL));
  const text = 'model: tiny\nmethod: full\nmax_length: 400\nbatch_size: 4\npacking: true\n';
  const config = readTrainConfig({ text, name: 'train.yaml' });
  const data = loadExportData(await openExport(await writeSmallExport(folder, 'export')), config, model);
  // Prompts of very different lengths, or there is nothing to gain by packing.
  const rows = data.rows.map((row, index) => {
    const cut = index % 4 === 0 ? 0 : Math.max(0, row.targetStart - 20 - index);
    return { ...row, ids: row.ids.slice(cut), targetStart: row.targetStart - cut };
  });
  const step = planTraining({ ...data, rows }, config)
    .updates.flatMap(({ steps }) => steps)
    .find((one) => one.rows.some((packed) => packed.length > 1));
  if (step === undefined) throw new Error('no step was packed');
  const members = step.rows.flat();
  const tokens = Math.max(...members.map((index) => rows[index]?.ids.length ?? 0));
  const apart = {
    rows: members.map((index) => [index]),
    shape: { ...step.shape, batch: members.length, tokens },
  };
  const trainee = await Trainee.create(model, config, nodeRuntime(2));
  const together = await trainee.measure(step, rows, 0);
  const alone = await trainee.measure(apart, rows, 0);
  await trainee.dispose();
  await rm(folder, { recursive: true });
  expect(together.tokenCount).toBe(alone.tokenCount);
  expect(Math.abs(together.lossSum / alone.lossSum - 1)).toBeLessThan(1e-6);
}, 30_000);

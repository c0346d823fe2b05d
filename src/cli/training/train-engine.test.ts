import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModelFolder } from '../../decoder/model/model-folder.ts';
import { ensureBuiltCli, startCli } from '../../testing/built-cli.ts';
import { writeSmallExport } from '../../testing/small-export.ts';
import { EXIT } from '../output/exit-codes.ts';
import { bundledModelPath, diskFolder } from '../models/load-node-model.ts';

const PYTHON = process.env['BIOSELECT_PYTHON'] ?? 'python3';

function hasTrl(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import trl, peft, datasets'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stdout.write(`skipped: ${PYTHON} has no trl, peft and datasets (BIOSELECT_PYTHON names another)\n`);
    return false;
  }
}

const isThere = hasTrl();
let folder = '';
beforeAll(async () => {
  if (isThere) await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!isThere)('TRL', () => {
  test('trains the embedded model on an export, and the result comes back scored', async () => {
    const exported = await writeSmallExport(folder, 'export', 20);
    const out = join(folder, 'out');
    const base = bundledModelPath();
    const settings = {
      max_steps: 2,
      per_device_train_batch_size: 2,
      per_device_eval_batch_size: 2,
      learning_rate: 0.01,
    };
    const sets = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const engine = ['--engine', 'trl', '--python', PYTHON];
    const run = await startCli(['train', exported, ...engine, '--model', base, '--out', out, '--json', ...sets]).done;
    expect(run.exitCode, run.err).toBe(EXIT.ok);
    expect(JSON.parse(run.out)).toMatchObject({ engine: 'trl', strictSpans: { micro: {} } });
    expect(run.err).toContain('trl step 2/2');
    // Its adapter has changed the weights, and nothing but the weights.
    const [before, after] = [
      await openModelFolder(diskFolder(base)),
      await openModelFolder(diskFolder(join(out, 'model'))),
    ];
    expect(after.parameterCount).toBe(before.parameterCount);
    expect(after.hash).not.toBe(before.hash);
    expect(await readFile(join(out, 'engine.log'), 'utf8')).toContain('train_loss');
  }, 300_000);
});

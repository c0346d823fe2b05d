import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DecoderModel } from '../../decoder/model/decoder-model.ts';
import { openModelFolder } from '../../decoder/model/model-folder.ts';
import { diskFolder } from '../../cli/models/load-node-model.ts';
import { floatWeights } from '../../training/weights/float-weights.ts';
import { withWeights } from '../../training/weights/with-weights.ts';
import { writeTrainedModel } from './trained-model.ts';

const EMBEDDED = join(import.meta.dirname, '../../../public/models/bioselect-weak');
const SENTENCE = 'Lithium causes tremor.';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function lossesOf(path: string): Promise<readonly number[]> {
  const opened = await openModelFolder(diskFolder(path));
  const model = await DecoderModel.load(ort, opened, { executionProviders: ['cpu'] });
  const [losses] = await model.measureNll([{ ids: opened.tokenizer.encode(SENTENCE), targetStart: 1 }]);
  await model.dispose();
  return [...(losses ?? [])];
}

describe('a model folder written from floats', () => {
  test('gives the losses of the half-precision model it was read from', async () => {
    const source = diskFolder(EMBEDDED);
    const opened = await openModelFolder(source);
    const weights = floatWeights(opened);
    expect(weights.reduce((sum, { data }) => sum + data.length, 0)).toBe(opened.parameterCount);
    const out = join(folder, 'model');
    await writeTrainedModel(await withWeights(source, weights), source, out);
    const [before, after] = [await lossesOf(EMBEDDED), await lossesOf(out)];
    expect(after).toHaveLength(before.length);
    after.forEach((loss, index) => expect(loss).toBeCloseTo(before[index] ?? 0, 4));
    expect(await stat(join(out, 'model.safetensors'))).toMatchObject({
      size: (await stat(join(out, 'onnx/model.onnx_data'))).size,
    });
    expect(JSON.parse(await readFile(join(out, 'config.json'), 'utf8'))).toMatchObject({ dtype: 'float32' });
  });
});

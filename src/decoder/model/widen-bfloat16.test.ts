import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { diskFolder } from '../../cli/models/load-node-model.ts';
import { DecoderModel } from './decoder-model.ts';
import { openModelFolder, type OpenedModel } from './model-folder.ts';
import { widenBfloat16 } from './widen-bfloat16.ts';

const IDS = Array.from({ length: 60 }, (_, index) => (index * 37) % 320);

function openFixture(family: string): Promise<OpenedModel> {
  return openModelFolder(diskFolder(`src/testing/fixtures/models/${family}`));
}

async function measure(opened: OpenedModel): Promise<Float32Array | undefined> {
  const model = await DecoderModel.load(ort, opened, { executionProviders: ['cpu'] });
  const [nll] = await model.measureNll([{ ids: IDS, targetStart: 1 }]);
  await model.dispose();
  return nll;
}

test('a model with its BF16 weights widened gives the very same numbers, and none of the stored file is kept', async () => {
  const opened = await openFixture('qwen2');
  const widened = widenBfloat16(opened);
  expect(new Set(Array.from(widened.tensors.values(), ({ elementType }) => elementType))).toEqual(new Set(['f32']));
  expect(widened.weightFiles.map(({ name }) => name)).not.toContain('model.safetensors');
  expect(widened.hash).toBe(opened.hash);
  expect(await measure(widened)).toEqual(await measure(opened));
});

test('weights that begin at an odd byte are widened too', async () => {
  const opened = await openFixture('qwen2');
  const [file] = opened.weightFiles;
  if (file === undefined) throw new Error('the fixture has no weights');
  const shifted = new Uint8Array(file.bytes.byteLength + 1).subarray(1);
  shifted.set(file.bytes);
  const moved = widenBfloat16({ ...opened, weightFiles: [{ ...file, bytes: shifted }] });
  expect(moved.weightFiles).toEqual(widenBfloat16(opened).weightFiles);
});

test('a model without BF16 is left as it is', async () => {
  const opened = await openFixture('llama');
  expect(widenBfloat16(opened)).toBe(opened);
});

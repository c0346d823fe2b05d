import { expect, test } from 'vitest';
import * as ort from 'onnxruntime-node';
import { bundledModelPath, diskFolder, loadNodeModel } from '../cli/load-node-model.ts';
import { DecoderModel } from './decoder-model.ts';
import { openModel } from './open-model.ts';

test('int8 layers give losses near those in f32, and say that they are int8', async () => {
  const exact = await loadNodeModel(bundledModelPath());
  const opened = await openModel(diskFolder(bundledModelPath()), { variant: 'int8' });
  expect(opened.dtype).toBe('int8');
  expect(opened.hash).toBe(exact.opened.hash);
  const int8 = await DecoderModel.load(ort, opened, { executionProviders: ['cpu'] });
  const text =
    'Extract all Chemical entities.\nNaloxone reverses clonidine.\n[{"entity": "Chemical", "name": "Naloxone"}]';
  const row = { ids: exact.opened.tokenizer.encode(text), targetStart: 1 };
  const [expected] = await exact.measureNll([row]);
  const [measured] = await int8.measureNll([row]);
  const mean = (values: Float32Array = new Float32Array()): number =>
    values.reduce((sum, value) => sum + value, 0) / row.ids.length;
  expect(measured).not.toEqual(expected);
  expect(Math.abs(mean(measured) - mean(expected))).toBeLessThan(0.1);
  await exact.dispose();
  await int8.dispose();
});

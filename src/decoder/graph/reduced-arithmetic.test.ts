import { describe, expect, test } from 'vitest';
import * as ort from 'onnxruntime-node';
import { bundledModelPath, diskFolder, loadNodeModel } from '../../cli/models/load-node-model.ts';
import { DecoderModel } from '../model/decoder-model.ts';
import { openModel } from '../model/open-model.ts';

const TEXT =
  'Extract all Chemical entities.\nNaloxone reverses clonidine.\n[{"entity": "Chemical", "name": "Naloxone"}]';

describe.each([
  { variant: 'int8', tolerance: 0.1, isExact: false },
  // The CPU has no products in f16: its runtime takes the casts out, and what is left must be the model itself.
  { variant: 'f16', tolerance: 0.01, isExact: true },
] as const)('matrices in $variant', ({ variant, tolerance, isExact }) => {
  test('give losses near those in f32, from the same weights, and say what they are', async () => {
    const exact = await loadNodeModel(bundledModelPath());
    const opened = await openModel(diskFolder(bundledModelPath()), { variant });
    expect(opened.dtype).toBe(variant);
    expect(opened.hash).toBe(exact.opened.hash);
    const reduced = await DecoderModel.load(ort, opened, { executionProviders: ['cpu'] });
    const row = { ids: exact.opened.tokenizer.encode(TEXT), targetStart: 1 };
    const [expected] = await exact.measureNll([row]);
    const [measured] = await reduced.measureNll([row]);
    const mean = (values: Float32Array = new Float32Array()): number =>
      values.reduce((sum, value) => sum + value, 0) / row.ids.length;
    expect(measured?.every((loss, index) => loss === expected?.[index])).toBe(isExact);
    expect(Math.abs(mean(measured) - mean(expected))).toBeLessThan(tolerance);
    await exact.dispose();
    await reduced.dispose();
  });
});

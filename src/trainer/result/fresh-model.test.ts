import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { diskFolder } from '../../cli/models/load-node-model.ts';
import { DecoderModel } from '../../decoder/model/decoder-model.ts';
import { openModelFolder } from '../../decoder/model/model-folder.ts';
import { floatWeights } from '../../training/weights/float-weights.ts';
import { openFreshModel } from './fresh-model.ts';

const MODELS = join(import.meta.dirname, '../../testing/fixtures/models');

describe.each(['qwen3', 'qwen2', 'llama'])('a fresh model of the architecture %s', (name) => {
  test('has the tensors of a trained one, and knows nothing', async () => {
    const folder = diskFolder(join(MODELS, name));
    const shapesOf = (opened: Awaited<ReturnType<typeof openModelFolder>>) =>
      // One of the folders holds the bare decoder, whose names have no prefix.
      floatWeights(opened).map((tensor) => [tensor.name.replace(/^model\./u, ''), tensor.dims]);
    const fresh = await openFreshModel(folder, 1);
    expect(shapesOf(fresh)).toEqual(shapesOf(await openModelFolder(folder)));
    expect((await openFreshModel(folder, 1)).hash).toBe(fresh.hash);
    expect((await openFreshModel(folder, 2)).hash).not.toBe(fresh.hash);
    const model = await DecoderModel.load(ort, fresh, { executionProviders: ['cpu'] });
    const ids = fresh.tokenizer.encode('Lithium causes tremor in some.');
    const [losses = new Float32Array()] = await model.measureNll([{ ids, targetStart: 1 }]);
    await model.dispose();
    // Tiny models with an initializer_range of 0.12 are not quite indifferent.
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(Math.abs(mean - Math.log(fresh.config.vocabSize))).toBeLessThan(1.5);
  });
});

test('a fresh GPT-2 is refused', async () => {
  await expect(openFreshModel(diskFolder(join(MODELS, 'gpt2')), 1)).rejects.toMatchObject({
    problems: [{ code: 'architecture-untrainable', found: 'gpt2' }],
  });
});

import { describe, expect, test } from 'vitest';
import { diskFolder } from '../../cli/models/load-node-model.ts';
import { toFailure, type Failure } from '../../core/failure.ts';
import { resolveWeights } from './decoder-weights.ts';
import { SUPPORTED_ARCHITECTURES } from '../config/model-config.ts';
import { openModelFolder, type OpenedModel } from '../model/model-folder.ts';
import type { TensorEntry } from './safetensors.ts';

function openFixture(architecture: string): Promise<OpenedModel> {
  return openModelFolder(diskFolder(`src/testing/fixtures/models/${architecture}`));
}

function failureOf({ config }: OpenedModel, tensors: ReadonlyMap<string, TensorEntry>): Failure | undefined {
  try {
    resolveWeights(config, tensors);
    return undefined;
  } catch (thrown) {
    return toFailure(thrown);
  }
}

describe.each(SUPPORTED_ARCHITECTURES)('weights of %s', (architecture) => {
  test('are found with and without the prefix of the whole model', async () => {
    const { config, tensors } = await openFixture(architecture);
    const prefix = architecture === 'gpt2' ? 'transformer.' : 'model.';
    const rename = (change: (name: string) => string): ReadonlyMap<string, TensorEntry> =>
      new Map([...tensors].map(([name, entry]) => [name === 'lm_head.weight' ? name : change(name), entry]));
    const bare = rename((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
    const whole = new Map([...bare].map(([name, entry]) => [name === 'lm_head.weight' ? name : prefix + name, entry]));
    expect(resolveWeights(config, bare)).toEqual(resolveWeights(config, whole));
  });

  test('have each their name in the failure when one is missing', async () => {
    const opened = await openFixture(architecture);
    const masks = [...opened.tensors.values()].filter(({ elementType }) => elementType === undefined);
    expect(masks.length).toBe(architecture === 'gpt2' ? 2 : 0);
    for (const [name, entry] of opened.tensors) {
      const others = new Map([...opened.tensors].filter(([other]) => other !== name));
      const failure = failureOf(opened, others);
      if (entry.elementType === undefined) expect(failure).toBeUndefined();
      else expect(failure).toMatchObject({ code: 'model-file-damaged', detail: missing(name) });
    }
  });
});

/** The embedding's own name tells which prefix the others have; without it, theirs is the usual one. */
function missing(name: string): unknown {
  return expect.stringMatching(
    new RegExp(`^tensor "(model\\.|transformer\\.)?${name.replaceAll('.', '\\.')}" is missing$`),
  );
}

test('a weight of another type or shape is refused with both', async () => {
  const opened = await openFixture('qwen2');
  const name = 'model.layers.1.mlp.up_proj.weight';
  const entry = opened.tensors.get(name);
  if (entry === undefined) throw new Error(`the fixture has no ${name}`);
  const file = 'model.safetensors';
  expect(failureOf(opened, new Map([...opened.tensors, [name, { ...entry, dims: [32, 48] }]]))).toEqual({
    code: 'model-file-damaged',
    file,
    detail: `tensor "${name}" is [32, 48], config.json asks for [48, 32]`,
  });
  const float8 = { ...entry, elementType: undefined, dtype: 'F8_E4M3' };
  expect(failureOf(opened, new Map([...opened.tensors, [name, float8]]))).toEqual({
    code: 'model-file-damaged',
    file,
    detail: `tensor "${name}" has dtype F8_E4M3, expected F32, F16 or BF16`,
  });
});

test('parameters are those the model runs with: a tied head counts once, masks not at all', async () => {
  const { config, parameterCount } = await openFixture('gpt2');
  const { hiddenSize: d, intermediateSize: f, layerCount, vocabSize, maxPositions } = config;
  const layer = 4 * d + (3 * d * d + 3 * d) + (d * d + d) + (d * f + f) + (f * d + d);
  expect(parameterCount).toBe((vocabSize + maxPositions) * d + layerCount * layer + 2 * d);
});

import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundledModelPath, diskFolder } from '../../cli/models/load-node-model.ts';
import { toFailure, type Failure } from '../../core/failure.ts';
import { openModelFolder, type ModelFolder } from './model-folder.ts';

/** The bundled folder with some files replaced; undefined takes a file away. */
function withFiles(changes: Readonly<Record<string, Uint8Array | string | undefined>>): ModelFolder {
  const disk = diskFolder(bundledModelPath());
  return {
    name: 'changed',
    readBytes: async (path) => {
      if (!(path in changes)) return disk.readBytes(path);
      const change = changes[path];
      return typeof change === 'string' ? new TextEncoder().encode(change) : change;
    },
  };
}

const WEIGHTS = 'onnx/model.onnx_data';

/** What opening the folder fails with; undefined when it opens. Small enough to be printed, unlike a model. */
function failureOf(folder: ModelFolder): Promise<Failure | undefined> {
  return openModelFolder(folder).then(() => undefined, toFailure);
}

async function weights(): Promise<Uint8Array> {
  const bytes = await diskFolder(bundledModelPath()).readBytes(WEIGHTS);
  if (bytes === undefined) throw new Error('the bundled model has no weights');
  return bytes;
}

describe('opening a model folder', () => {
  test.each([
    { name: 'bioselect-weak', parameterCount: 6_819_840, layerCount: 6 },
    { name: 'bioselect-strong', parameterCount: 9_968_128, layerCount: 10 },
  ])('reads $name and hashes it as its card says', async ({ name, parameterCount, layerCount }) => {
    const folder = diskFolder(join(dirname(bundledModelPath()), name));
    const opened = await openModelFolder(folder);
    expect(opened.parameterCount).toBe(parameterCount);
    expect(opened.config).toMatchObject({ layerCount, headDim: 64, tiedEmbedding: true });
    expect(new TextDecoder().decode(await folder.readBytes('README.md'))).toContain(`\`${opened.hash}\``);
  });

  test('the two models of the studio have one tokenizer', async () => {
    const [weak, strong] = await Promise.all(
      ['bioselect-weak', 'bioselect-strong'].map((name) =>
        diskFolder(join(dirname(bundledModelPath()), name)).readBytes('tokenizer.json'),
      ),
    );
    expect(weak).toBeDefined();
    expect(strong).toEqual(weak);
  });

  test('a folder with model.safetensors has the same hash as one with the same bytes as external data', async () => {
    const config = JSON.parse(new TextDecoder().decode(await diskFolder(bundledModelPath()).readBytes('config.json')));
    delete config['transformers.js_config'];
    const changes = { 'model.safetensors': await weights(), 'config.json': JSON.stringify(config) };
    const opened = await openModelFolder(withFiles(changes));
    expect(opened.hash).toBe('83e29f13026fecf50466702d0a672a104eaf94dd13130669a0e3bec21c400dc8');
    expect(opened.weightFiles.map(({ name }) => name)).toEqual(['model.safetensors']);
  });

  test('compares weights and tokenizer with the hash that its config states', async () => {
    const folder = diskFolder(bundledModelPath());
    const config = JSON.parse(new TextDecoder().decode(await folder.readBytes('config.json')));
    const { hash } = await openModelFolder(folder);
    const stating = (stated: string) =>
      withFiles({ 'config.json': JSON.stringify({ ...config, bioselect_sha256: stated }) });
    expect(await failureOf(stating(hash))).toBeUndefined();
    expect(await failureOf(stating('ab'.repeat(32)))).toMatchObject({ code: 'model-file-damaged', file: WEIGHTS });
    const flipped = (await weights()).slice();
    flipped[flipped.length - 1000] = (flipped[flipped.length - 1000] ?? 0) ^ 1;
    const damaged = { 'config.json': JSON.stringify({ ...config, bioselect_sha256: hash }), [WEIGHTS]: flipped };
    expect(await failureOf(withFiles(damaged))).toMatchObject({ code: 'model-file-damaged', file: WEIGHTS });
  });

  test('rope_theta is read in the older style too', async () => {
    const config = JSON.parse(new TextDecoder().decode(await diskFolder(bundledModelPath()).readBytes('config.json')));
    delete config.rope_parameters;
    config.rope_theta = 12_345;
    const opened = await openModelFolder(withFiles({ 'config.json': JSON.stringify(config) }));
    const { position } = opened.config;
    expect(position.kind === 'rotary' && position.frequencies[1]).toBe(Math.fround(12_345 ** (-1 / 32)));
  });

  test.each([
    ['no config', { 'config.json': undefined }, { code: 'model-file-missing', file: 'config.json' }],
    ['no tokenizer', { 'tokenizer.json': undefined }, { code: 'model-file-missing', file: 'tokenizer.json' }],
    ['no weights', { [WEIGHTS]: undefined }, { code: 'model-file-missing', file: 'model.safetensors' }],
    [
      'a config that is no JSON',
      { 'config.json': '{"model_type"' },
      { code: 'model-file-damaged', file: 'config.json' },
    ],
    [
      'another architecture',
      { 'config.json': '{"model_type": "mamba"}' },
      { code: 'model-architecture-unsupported', found: 'mamba', supported: ['qwen3', 'qwen2', 'llama', 'gpt2'] },
    ],
    [
      'a size that cannot be',
      { 'config.json': '{"model_type": "qwen3", "hidden_size": -1}' },
      { code: 'model-file-damaged', detail: 'hidden_size is -1, expected a number above 0' },
    ],
  ])('%s is a failure that names the file', async (_, changes, failure) => {
    expect(await failureOf(withFiles(changes))).toMatchObject(failure);
  });

  test('truncated weights are refused with the tensor and both sizes', async () => {
    const bytes = await weights();
    const truncated = withFiles({ [WEIGHTS]: bytes.slice(0, bytes.length - 10) });
    expect(await failureOf(truncated)).toMatchObject({
      code: 'model-file-damaged',
      file: WEIGHTS,
      detail: expect.stringMatching(/ends at byte \d+, but the file has \d+: truncated/),
    });
  });

  test('a damaged header is refused', async () => {
    const bytes = (await weights()).slice();
    bytes.fill(0x23, 100, 140);
    expect(await failureOf(withFiles({ [WEIGHTS]: bytes }))).toMatchObject({
      code: 'model-file-damaged',
      file: WEIGHTS,
      detail: expect.stringMatching(/^not JSON/),
    });
  });
});

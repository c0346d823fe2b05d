import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as ort from 'onnxruntime-node';
import { bundledModelPath, diskFolder, loadNodeModel } from '../../cli/models/load-node-model.ts';
import { toFailure, type Failure } from '../../core/failure.ts';
import type { ScoredSample } from '../../core/ifd/scored-sample.ts';
import { renderPrompt } from '../../core/samples/templates.ts';
import { scoreSamples } from '../../scoring/score-samples.ts';
import { exportFolder } from '../../testing/models/memory-folder.ts';
import { readJsonLines } from '../../testing/shared-folder.ts';
import { buildTinyExport } from '../../testing/models/tiny-exports.ts';
import { DecoderModel } from './decoder-model.ts';
import type { ModelFolder } from './model-folder.ts';
import { openOnnxExport } from './onnx-export-folder.ts';
import { openModel } from './open-model.ts';

const DATA = 'model.onnx_data';
const float = buildTinyExport({ activations: 'f32', dataFile: DATA });
const half = buildTinyExport({ activations: 'f16' });
const packed = buildTinyExport({ activations: 'f32', isPacked: true });

function failureOf(folder: ModelFolder): Promise<Failure | undefined> {
  return openModel(folder).then(() => undefined, toFailure);
}

describe('a folder with ONNX exports', () => {
  test('is opened with the most precise one, and with the one that is named', async () => {
    const files = {
      'onnx/model.onnx': float.graph,
      [`onnx/${DATA}`]: float.data,
      'onnx/model_fp16.onnx': half.graph,
      'onnx/model_q4.onnx': packed.graph,
    };
    const dtypes = [undefined, 'f32', 'f16', 'q4'] as const;
    const opened = await Promise.all(dtypes.map((variant) => openModel(exportFolder(files), { variant })));
    expect(opened.map(({ dtype }) => dtype)).toEqual(['f32', 'f32', 'f16', 'q4']);
    expect(opened.map(({ weightFiles }) => weightFiles.map(({ name }) => name))).toEqual([[DATA], [DATA], [], []]);
    expect(new Set(opened.map(({ hash }) => hash)).size).toBe(3);
    const withoutFloat = exportFolder({ 'model_q4.onnx': packed.graph, 'model_fp16.onnx': half.graph });
    expect(await openModel(withoutFloat)).toMatchObject({ dtype: 'f16', config: { architecture: 'llama' } });
    await expect(openModel(withoutFloat, { variant: 'q8' })).rejects.toMatchObject({
      failure: { code: 'model-file-missing', file: 'onnx/model_quantized.onnx' },
    });
  });

  test('calls its weights what the graph says, whatever the file is called', async () => {
    expect(await openOnnxExport(exportFolder({ 'model.onnx': packed.graph }))).toMatchObject({ dtype: 'q4' });
  });

  test.each([
    ['an architecture that no graph is built for here', { model_type: 'gemma3_text' }, 'gemma3_text'],
    ['a config that no graph can be built from', { rope_scaling: { rope_type: 'yarn', factor: 4 } }, 'llama'],
  ])('serves %s', async (_, config, architecture) => {
    const opened = await openModel(exportFolder({ 'onnx/model.onnx': packed.graph }, config));
    expect(opened).toMatchObject({ kind: 'export', config: { architecture, maxPositions: 128, endTokenIds: [0] } });
  });

  test('runs from weights beside the graph', async () => {
    const opened = await openModel(exportFolder({ 'onnx/model.onnx': float.graph, [`onnx/${DATA}`]: float.data }));
    const inline = await openModel(exportFolder({ 'onnx/model.onnx': buildTinyExport({ activations: 'f32' }).graph }));
    const rows = [{ ids: [5, 17, 80, 2, 44], targetStart: 1 }];
    const models = [await DecoderModel.load(ort, opened, {}), await DecoderModel.load(ort, inline, {})];
    const [beside, within] = await Promise.all(models.map((model) => model.measureNll(rows)));
    expect(beside).toEqual(within);
    await Promise.all(models.map((model) => model.dispose()));
  });

  test('fails with the file that is missing or cut', async () => {
    const graph = { 'onnx/model.onnx': float.graph };
    expect(await failureOf(exportFolder({}))).toMatchObject({ code: 'model-file-missing', file: 'model.safetensors' });
    expect(await failureOf(exportFolder(graph))).toMatchObject({
      code: 'model-file-missing',
      file: `onnx/${DATA}`,
    });
    expect(await failureOf(exportFolder({ ...graph, [`onnx/${DATA}`]: float.data.slice(0, -1) }))).toMatchObject({
      code: 'model-file-damaged',
      file: `onnx/${DATA}`,
      detail: expect.stringMatching(/ends at byte \d+, but the file has \d+: truncated/),
    });
  });

  test.each(['../secret', '/etc/passwd', 'a//b', 'c:\\weights', 'sub/../../x'])(
    'never reads outside itself: %s',
    async (dataFile) => {
      const { graph } = buildTinyExport({ activations: 'f32', dataFile });
      const read: string[] = [];
      const folder = exportFolder({ 'onnx/model.onnx': graph });
      const watched = { ...folder, readBytes: (path: string) => (read.push(path), folder.readBytes(path)) };
      expect(await failureOf(watched)).toMatchObject({ code: 'model-file-damaged', file: 'onnx/model.onnx' });
      expect(read.some((path) => path.includes(dataFile))).toBe(false);
    },
  );
});

interface ReferenceRow {
  readonly instruction: string;
  readonly input: string;
  readonly answer: string;
  readonly ifd: number | null;
}

describe('the bundled model, through its graph for transformers.js', () => {
  const models: DecoderModel[] = [];
  beforeAll(async () => {
    const opened = await openOnnxExport(diskFolder(bundledModelPath()));
    if (opened === undefined) throw new Error('the bundled model has no ONNX graph');
    models.push(await DecoderModel.load(ort, opened, {}), await loadNodeModel(bundledModelPath()));
  });
  afterAll(async () => {
    await Promise.all(models.map((model) => model.dispose()));
  });

  test('gives the IFD of the reference and of the studio’s own graph', async () => {
    const reference = readJsonLines<ReferenceRow>('src/testing/fixtures/ifd/demonstration-40.expected.jsonl');
    const inputs = reference.map(({ instruction, input, answer }, index) => {
      return { contentHash: String(index), prompt: renderPrompt(instruction, input), answer };
    });
    const [exported, own] = await Promise.all(
      models.map(async (model) => {
        const ifds = new Map<string, number | null>();
        const onScored = (scored: readonly ScoredSample[]): void => {
          for (const { contentHash, result } of scored) {
            ifds.set(contentHash, result.kind === 'scored' ? result.ifd : null);
          }
        };
        await scoreSamples(model, inputs, { variant: 'superfiltering', maxLength: 1024, onScored });
        return inputs.map(({ contentHash }) => ifds.get(contentHash));
      }),
    );
    expect(models[0]?.opened).toMatchObject({ dtype: 'f32', parameterCount: models[1]?.opened.parameterCount });
    let scoredCount = 0;
    reference.forEach(({ ifd }, index) => {
      const [a, b] = [exported?.[index], own?.[index]];
      expect(typeof a, `row ${index}`).toBe(ifd === null ? 'object' : 'number');
      if (ifd === null || typeof a !== 'number' || typeof b !== 'number') return;
      scoredCount += 1;
      expect(Math.abs(a - ifd)).toBeLessThan(1e-4);
      expect(Math.abs(a - b)).toBeLessThan(1e-5);
    });
    expect(scoredCount).toBeGreaterThan(20);
  });
});

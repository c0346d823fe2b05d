import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTransformersGraph } from '../../decoder/graph/decoder-graph.ts';
import { parseJsonObject } from '../../decoder/config/model-config.ts';
import {
  builtDataName,
  requireText,
  STATED_HASH,
  type ModelFolder,
  type OpenedModel,
} from '../../decoder/model/model-folder.ts';

const COPIED_FILES = ['generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];
const ONNX_FILE = 'model.onnx';

/**
 * Writes config, tokenizer, `onnx/model.onnx` and its external data. A safetensors file is a valid external data file
 * as it is, so weights are copied byte for byte and keep their hash, which the config states from then on; shards become `model.onnx_data`, `…_data_1`, ….
 *
 * @param options `source` is where config and tokenizer are taken from; `configChanges` stand above its config.
 */
export async function writeModelFolder(
  opened: OpenedModel,
  options: {
    readonly source: ModelFolder;
    readonly out: string;
    readonly configChanges?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { source, out, configChanges = {} } = options;
  const dataNames = new Map(opened.weightFiles.map((file, index) => [file.name, builtDataName(index)]));
  const nameOf = (file: string): string => dataNames.get(file) ?? file;
  await mkdir(join(out, 'onnx'), { recursive: true });
  const graph = buildTransformersGraph({ config: opened.config, tensors: opened.tensors, locationOf: nameOf });
  await writeFile(join(out, 'onnx', ONNX_FILE), graph);
  for (const file of opened.weightFiles) await writeFile(join(out, 'onnx', nameOf(file.name)), file.bytes);
  for (const file of COPIED_FILES) {
    const bytes = await source.readBytes(file);
    if (bytes !== undefined) await writeFile(join(out, file), bytes);
  }
  const config = parseJsonObject(await requireText(source, 'config.json'), 'config.json');
  const forTransformersJs = { use_external_data_format: { [ONNX_FILE]: opened.weightFiles.length } };
  const whole = {
    ...config,
    ...configChanges,
    'transformers.js_config': forTransformersJs,
    [STATED_HASH]: opened.hash,
  };
  await writeFile(join(out, 'config.json'), `${JSON.stringify(whole, null, 2)}\n`);
}

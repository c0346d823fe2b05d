import { cp, mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parseJsonObject } from '../decoder/model-config.ts';
import { buildTransformersGraph } from '../decoder/decoder-graph.ts';
import { builtDataName, openModelFolder, type OpenedModel } from '../decoder/model-folder.ts';
import { diskFolder } from './load-node-model.ts';

const COPIED_FILES = ['generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];
const ONNX_FILE = 'model.onnx';

/** `bioselect build-model`: a Hugging Face folder becomes one that transformers.js, ONNX Runtime and the studio load. */
export function addBuildModelCommand(program: Command): void {
  program
    .command('build-model')
    .description('turn a Hugging Face folder (config, tokenizer, safetensors) into one with an ONNX graph')
    .requiredOption('--model <dir>', 'Hugging Face folder')
    .requiredOption('--out <dir>', 'folder to write')
    .option('--json', 'print the result as JSON')
    .action(async (options: { model: string; out: string; json?: true }) => {
      const opened = await openModelFolder(diskFolder(options.model));
      await writeModelFolder(opened, options.model, options.out);
      const result = { out: options.out, parameterCount: opened.parameterCount, hash: opened.hash };
      const text = `${options.out}: ${opened.parameterCount} parameters, hash ${opened.hash}`;
      process.stdout.write(`${options.json === true ? JSON.stringify(result) : text}\n`);
    });
}

/**
 * Writes config, tokenizer, `onnx/model.onnx` and its external data. A safetensors file is a valid external data file
 * as it is, so weights are copied byte for byte and keep their hash; shards become `model.onnx_data`, `…_data_1`, ….
 */
async function writeModelFolder(opened: OpenedModel, source: string, out: string): Promise<void> {
  const dataNames = new Map(opened.weightFiles.map((file, index) => [file.name, builtDataName(index)]));
  const nameOf = (file: string): string => dataNames.get(file) ?? file;
  await mkdir(join(out, 'onnx'), { recursive: true });
  const graph = buildTransformersGraph({ config: opened.config, tensors: opened.tensors, locationOf: nameOf });
  await writeFile(join(out, 'onnx', ONNX_FILE), graph);
  for (const file of opened.weightFiles) await writeFile(join(out, 'onnx', nameOf(file.name)), file.bytes);
  for (const file of COPIED_FILES) if (existsSync(join(source, file))) await cp(join(source, file), join(out, file));
  const configBytes = await diskFolder(source).readBytes('config.json');
  const config = parseJsonObject(new TextDecoder().decode(configBytes), 'config.json');
  const forTransformersJs = { use_external_data_format: { [ONNX_FILE]: opened.weightFiles.length } };
  await writeFile(
    join(out, 'config.json'),
    `${JSON.stringify({ ...config, 'transformers.js_config': forTransformersJs }, null, 2)}\n`,
  );
}

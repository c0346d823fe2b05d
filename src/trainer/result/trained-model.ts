import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonObject } from '../../decoder/model-config.ts';
import { openModelFolder, STATED_HASH, type ModelFolder, type OpenedModel } from '../../decoder/model-folder.ts';
import { safetensorsParts, type FloatTensor } from '../checkpoint/safetensors-parts.ts';
import { PARTIAL_SUFFIX } from '../checkpoint/write-atomically.ts';
import { writeModelFolder } from './write-model-folder.ts';

const WEIGHTS_FILE = 'model.safetensors';
const CONFIG_FILE = 'config.json';

/** The base model with other weights, in memory: what is evaluated after an epoch, and what is written at the end. */
export async function withWeights(source: ModelFolder, weights: readonly FloatTensor[]): Promise<OpenedModel> {
  const bytes = joinParts(safetensorsParts(weights, { format: 'pt' }));
  return openModelFolder({
    name: source.name,
    readBytes: async (path) => {
      if (path === WEIGHTS_FILE) return bytes;
      if (path === CONFIG_FILE) return withoutStatedHash(await source.readBytes(path));
      // Weights of the base model, under whatever name, must not stand in for the new ones.
      return /\.safetensors|^onnx\//.test(path) ? undefined : source.readBytes(path);
    },
  });
}

/** The hash in it is that of the weights which are replaced. */
function withoutStatedHash(config: Uint8Array | undefined): Uint8Array | undefined {
  if (config === undefined) return undefined;
  const { [STATED_HASH]: _, ...rest } = parseJsonObject(new TextDecoder().decode(config), CONFIG_FILE);
  return new TextEncoder().encode(JSON.stringify(rest));
}

/**
 * Writes a model folder that transformers, transformers.js, ONNX Runtime and the studio load: `model.safetensors`,
 * config, tokenizer, `onnx/`. The folder appears whole or not at all; one of that name is replaced.
 */
export async function writeTrainedModel(opened: OpenedModel, source: ModelFolder, out: string): Promise<void> {
  const partial = out + PARTIAL_SUFFIX;
  await rm(partial, { recursive: true, force: true });
  try {
    await mkdir(partial, { recursive: true });
    // transformers 4 reads the second name.
    const configChanges = { dtype: 'float32', torch_dtype: 'float32' };
    await writeModelFolder(opened, { source, out: partial, configChanges });
    await linkOrCopy(opened, partial);
    await rm(out, { recursive: true, force: true });
    await rename(partial, out);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** The graph's data file is the weights' file: one set of bytes under both names, where the file system can do that. */
async function linkOrCopy(opened: OpenedModel, folder: string): Promise<void> {
  const to = join(folder, WEIGHTS_FILE);
  try {
    await link(join(folder, 'onnx/model.onnx_data'), to);
  } catch {
    const [file] = opened.weightFiles;
    if (file !== undefined) await writeFile(to, file.bytes);
  }
}

function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}

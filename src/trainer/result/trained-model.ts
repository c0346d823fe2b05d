import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFolder, OpenedModel } from '../../decoder/model/model-folder.ts';
import { PARTIAL_SUFFIX } from '../checkpoint/write-atomically.ts';
import { writeModelFolder } from './write-model-folder.ts';

const WEIGHTS_FILE = 'model.safetensors';

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

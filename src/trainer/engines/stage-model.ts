import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { builtDataName } from '../../decoder/model/model-folder.ts';

const BASE_DIR = 'base';

/**
 * The folder that Python reads a model from. A folder of `bioselect build-model` keeps its weights under the name that
 * ONNX tools expect; for it a folder `base` is made in the job's with the name that transformers expects.
 */
export async function stageModel(model: string, jobDir: string): Promise<string> {
  const names = await readdir(model);
  const built = join(model, 'onnx', builtDataName(0));
  const isSplit = existsSync(join(model, 'onnx', builtDataName(1)));
  if (names.some((name) => name.endsWith('.safetensors')) || !existsSync(built) || isSplit) return model;
  const base = join(jobDir, BASE_DIR);
  await mkdir(base, { recursive: true });
  for (const name of names.filter((file) => file.endsWith('.json')))
    await copyFile(join(model, name), join(base, name));
  const weights = join(base, 'model.safetensors');
  if (existsSync(weights)) return base;
  await link(built, weights).catch(() => copyFile(built, weights));
  return base;
}

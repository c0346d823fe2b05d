import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { FailureError } from '../core/failure.ts';
import type { WeightDtype } from '../core/ifd/weight-dtype.ts';
import { DecoderModel } from '../decoder/decoder-model.ts';
import type { ModelFolder } from '../decoder/model-folder.ts';
import { openModel } from '../decoder/open-model.ts';

/** A model folder on disk. */
export function diskFolder(path: string): ModelFolder {
  return {
    name: basename(resolve(path)),
    readBytes: async (file) => {
      const full = join(path, file);
      return existsSync(full) ? new Uint8Array(await readFile(full)) : undefined;
    },
  };
}

/** The weak model that comes with the studio, found from the built command line or from the sources. */
export function bundledModelPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = ['..', '../..'].map((up) => join(here, up, 'public/models/starter-weak'));
  return candidates.find((path) => existsSync(path)) ?? candidates[0] ?? here;
}

/**
 * Loads a model folder into onnxruntime-node on the CPU.
 *
 * @param threadCount threads of one operator; all cores when undefined.
 * @param variant which file of a ready-made ONNX export; the most precise there is when undefined.
 * @throws FailureError naming the folder or file that is missing or damaged.
 */
export async function loadNodeModel(path: string, threadCount?: number, variant?: WeightDtype): Promise<DecoderModel> {
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new FailureError({ code: 'model-file-missing', file: 'config.json', folder: path });
  }
  const opened = await openModel(diskFolder(path), { variant });
  return DecoderModel.load(ort, opened, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    // Shapes differ from batch to batch: a pattern per shape would only hold memory.
    enableMemPattern: false,
    ...(threadCount === undefined ? {} : { intraOpNumThreads: threadCount }),
  });
}

import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { adapterFiles } from '../../training/weights/adapter-files.ts';
import type { FloatTensor } from '../../training/weights/safetensors-parts.ts';
import type { TrainingMode } from '../../training/graph/training-mode.ts';
import { PARTIAL_SUFFIX, writeAtomically } from '../checkpoint/write-atomically.ts';

/** Writes an adapter. The folder is replaced whole. */
export async function writeAdapter(
  tensors: readonly FloatTensor[],
  method: Extract<TrainingMode, { readonly kind: 'lora' }>,
  at: { readonly folder: string; readonly baseModel: string },
): Promise<void> {
  const partial = at.folder + PARTIAL_SUFFIX;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  for (const { name, parts } of adapterFiles(tensors, method, at.baseModel)) {
    await writeAtomically(join(partial, name), parts);
  }
  await rm(at.folder, { recursive: true, force: true });
  await rename(partial, at.folder);
}

import { FailureError, type Failure } from '../../core/failure.ts';
import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import type { RunnableModel } from './decoder-model.ts';
import { openModelFolder, type ModelFolder } from './model-folder.ts';
import { exportFile, openOnnxExport } from './onnx-export-folder.ts';

/**
 * Opens a folder by what is in it: safetensors of an architecture that the studio builds itself, else a ready-made
 * ONNX export.
 *
 * @param options `variant` names the export's file (`q4`: `model_q4.onnx`); `f32` means the weights where there are any,
 * `int8` those weights multiplied in 8-bit integers, `f16` in half precision where there is no such export.
 * @throws FailureError naming the file that is missing or damaged, or `model-architecture-unsupported`.
 */
export async function openModel(
  folder: ModelFolder,
  options: { readonly variant?: WeightDtype | undefined } = {},
): Promise<RunnableModel> {
  const { variant } = options;
  if (variant === 'int8') return { ...(await openModelFolder(folder)), dtype: 'int8' };
  if (variant === 'f16') {
    const found = await openOnnxExport(folder, variant);
    return found ?? { ...(await openModelFolder(folder)), dtype: 'f16' };
  }
  let reason = new FailureError({
    code: 'model-file-missing',
    file: exportFile(variant ?? 'f32'),
    folder: folder.name,
  });
  if (variant === undefined || variant === 'f32') {
    try {
      return await openModelFolder(folder);
    } catch (error) {
      if (!(error instanceof FailureError) || !mayBeExport(error.failure)) throw error;
      reason = error;
    }
  }
  const opened = await openOnnxExport(folder, variant);
  if (opened !== undefined) return opened;
  throw reason;
}

/** Weights that are missing, or that no graph can be built for, say nothing about an export beside them. */
function mayBeExport(failure: Failure): boolean {
  return (
    failure.code === 'model-architecture-unsupported' ||
    (failure.code === 'model-file-damaged' && failure.file === 'config.json') ||
    (failure.code === 'model-file-missing' && failure.file.endsWith('.safetensors'))
  );
}

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingMode } from '../../training/training-mode.ts';
import { safetensorsParts, type FloatTensor } from '../checkpoint/safetensors-parts.ts';
import { PARTIAL_SUFFIX, writeAtomically } from '../checkpoint/write-atomically.ts';

export const ADAPTER_FILES = { weights: 'adapter_model.safetensors', config: 'adapter_config.json' } as const;

/** Writes an adapter as PEFT reads it, and servers that load adapters by themselves. The folder is replaced whole. */
export async function writeAdapter(
  tensors: readonly FloatTensor[],
  method: Extract<TrainingMode, { readonly kind: 'lora' }>,
  at: { readonly folder: string; readonly baseModel: string },
): Promise<void> {
  const partial = at.folder + PARTIAL_SUFFIX;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const config = {
    base_model_name_or_path: at.baseModel,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    lora_alpha: method.alpha,
    lora_dropout: method.dropout,
    peft_type: 'LORA',
    r: method.rank,
    target_modules: method.targets,
    task_type: 'CAUSAL_LM',
  };
  await writeAtomically(
    join(partial, ADAPTER_FILES.weights),
    safetensorsParts(tensors.map(underWholeModel), { format: 'pt' }),
  );
  await writeFile(join(partial, ADAPTER_FILES.config), `${JSON.stringify(config, undefined, 2)}\n`);
  await rm(at.folder, { recursive: true, force: true });
  await rename(partial, at.folder);
}

/** PEFT puts adapters on the whole model, also where the weights were stored as those of the bare decoder. */
function underWholeModel(tensor: FloatTensor): FloatTensor {
  return { ...tensor, name: tensor.name.replace(/^base_model\.model\.(?!model\.)/u, 'base_model.model.model.') };
}

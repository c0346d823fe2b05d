import { safetensorsParts, type FloatTensor } from './safetensors-parts.ts';
import type { TrainingMode } from '../graph/training-mode.ts';

export const ADAPTER_FILES = { weights: 'adapter_model.safetensors', config: 'adapter_config.json' } as const;

/** The two files of an adapter as PEFT reads it, and servers that load adapters by themselves: name and pieces. */
export function adapterFiles(
  tensors: readonly FloatTensor[],
  method: Extract<TrainingMode, { readonly kind: 'lora' }>,
  baseModel: string,
): readonly { readonly name: string; readonly parts: readonly Uint8Array[] }[] {
  const config = {
    base_model_name_or_path: baseModel,
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
  const text = `${JSON.stringify(config, undefined, 2)}\n`;
  return [
    { name: ADAPTER_FILES.weights, parts: safetensorsParts(tensors.map(underWholeModel), { format: 'pt' }) },
    { name: ADAPTER_FILES.config, parts: [new TextEncoder().encode(text)] },
  ];
}

/** PEFT puts adapters on the whole model, also where the weights were stored as those of the bare decoder. */
function underWholeModel(tensor: FloatTensor): FloatTensor {
  return { ...tensor, name: tensor.name.replace(/^base_model\.model\.(?!model\.)/u, 'base_model.model.model.') };
}

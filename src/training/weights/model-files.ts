import { parseJsonObject } from '../../decoder/config/model-config.ts';
import { requireText, STATED_HASH, type ModelFolder } from '../../decoder/model/model-folder.ts';
import { safetensorsParts, type FloatTensor } from './safetensors-parts.ts';
import { joinBytes } from '../../core/formats/bytes/join-bytes.ts';

const COPIED_FILES = ['generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];

/** A Hugging Face folder of these weights in F32, with config and tokenizer of `source`, in memory. */
export async function modelFiles(
  source: ModelFolder,
  weights: readonly FloatTensor[],
): Promise<readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[]> {
  const files = [{ name: 'model.safetensors', bytes: joinBytes(safetensorsParts(weights, { format: 'pt' })) }];
  const config = parseJsonObject(await requireText(source, 'config.json'), 'config.json');
  // Both speak of the weights that are replaced.
  const { [STATED_HASH]: _hash, 'transformers.js_config': _data, ...kept } = config;
  const text = `${JSON.stringify({ ...kept, dtype: 'float32', torch_dtype: 'float32' }, null, 2)}\n`;
  files.push({ name: 'config.json', bytes: new TextEncoder().encode(text) });
  for (const name of COPIED_FILES) {
    const bytes = await source.readBytes(name);
    if (bytes !== undefined) files.push({ name, bytes: new Uint8Array(bytes) });
  }
  return files;
}

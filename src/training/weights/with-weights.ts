import { parseJsonObject } from '../../decoder/config/model-config.ts';
import { openModelFolder, STATED_HASH, type ModelFolder, type OpenedModel } from '../../decoder/model/model-folder.ts';
import { safetensorsParts, type FloatTensor } from './safetensors-parts.ts';
import { joinBytes } from '../../core/formats/bytes/join-bytes.ts';

const WEIGHTS_FILE = 'model.safetensors';
const CONFIG_FILE = 'config.json';

/** The base model with other weights, in memory: what is evaluated after an epoch, and what is written at the end. */
export async function withWeights(source: ModelFolder, weights: readonly FloatTensor[]): Promise<OpenedModel> {
  const bytes = joinBytes(safetensorsParts(weights, { format: 'pt' }));
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

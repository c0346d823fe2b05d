import { bundledModelPath, diskFolder } from '../../cli/models/load-node-model.ts';
import type { ModelFolder } from '../../decoder/model/model-folder.ts';
import { TINY } from './tiny-exports.ts';

const CONFIG = {
  model_type: 'llama',
  vocab_size: TINY.vocab,
  hidden_size: TINY.hidden,
  intermediate_size: TINY.middle,
  num_hidden_layers: TINY.layers,
  num_attention_heads: TINY.heads,
  num_key_value_heads: TINY.keyValueHeads,
  head_dim: TINY.headDim,
  max_position_embeddings: TINY.positions,
  rms_norm_eps: 1e-6,
  rope_theta: 10_000,
  eos_token_id: 0,
};

/** A model folder of these files; the tokenizer is the bundled model's, the config that of the tiny exports. */
export function exportFolder(
  files: Readonly<Record<string, Uint8Array | undefined>>,
  config: Readonly<Record<string, unknown>> = {},
): ModelFolder {
  return {
    name: 'tiny-export',
    readBytes: async (path) => {
      if (path === 'config.json') return new TextEncoder().encode(JSON.stringify({ ...CONFIG, ...config }));
      if (path === 'tokenizer.json') return diskFolder(bundledModelPath()).readBytes(path);
      return files[path];
    },
  };
}

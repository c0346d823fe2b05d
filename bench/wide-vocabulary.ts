import type { OpenedModel } from '../src/decoder/model/model-folder.ts';
import type { TensorEntry } from '../src/decoder/weights/safetensors.ts';

const EMBEDDING = 'model.embed_tokens.weight';
const FILE = 'wide-vocabulary';

/**
 * The same model with a vocabulary as wide as Qwen3's and made-up weights for it: what a vocabulary costs does not
 * depend on what it says. The tokenizer stays, so the extra ids are never asked for.
 */
export function widenVocabulary(opened: OpenedModel, vocabSize: number): OpenedModel {
  const { hiddenSize } = opened.config;
  const weights = new Float32Array(vocabSize * hiddenSize);
  // A cheap scramble of the index, small and centred on zero as embeddings are.
  for (let i = 0; i < weights.length; i += 1) weights[i] = (((i * 2_654_435_761) % 1009) / 1009 - 0.5) * 0.04;
  const bytes = new Uint8Array(weights.buffer);
  const known = opened.tensors.get(EMBEDDING);
  if (known === undefined) throw new Error(`no ${EMBEDDING}`);
  const entry: TensorEntry = {
    ...known,
    elementType: 'f32',
    dims: [vocabSize, hiddenSize],
    file: FILE,
    byteOffset: 0,
    byteLength: bytes.byteLength,
  };
  return {
    ...opened,
    config: { ...opened.config, vocabSize },
    tensors: new Map([...opened.tensors, [EMBEDDING, entry]]),
    weightFiles: [...opened.weightFiles, { name: FILE, bytes }],
  };
}

import { SUPPORTED_ARCHITECTURES, type Architecture } from '../../decoder/config/model-config.ts';

/** Whether training graphs can be written for a model of this architecture. */
const IS_TRAINABLE: Readonly<Record<Architecture, boolean>> = { qwen3: true, qwen2: true, llama: true, gpt2: false };

/** Architectures that the bundled trainer trains. */
export const TRAINABLE: readonly Architecture[] = SUPPORTED_ARCHITECTURES.filter((name) => IS_TRAINABLE[name]);

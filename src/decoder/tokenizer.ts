import { Tokenizer } from '@huggingface/tokenizers';
import { ByteTrie } from './constraint/byte-trie.ts';
import { tokenBytes } from './constraint/token-bytes.ts';
import { parseJsonObject } from './config/model-config.ts';

/** Text to token ids and back, without special tokens. */
export interface TextTokenizer {
  encode(text: string): number[];
  /** Special tokens are left out. Bytes of an unfinished character come out as U+FFFD. */
  decode(ids: readonly number[]): string;
  /** The vocabulary by bytes, special tokens left out; built at the first call. */
  byteTrie(): ByteTrie;
}

/** Without clean-up, which older tokenizer configs switch on by saying nothing: it takes spaces before punctuation away. */
const DECODE_OPTIONS = { skip_special_tokens: true, clean_up_tokenization_spaces: false };

/** @throws FailureError `model-file-damaged` when a file is not JSON or describes no tokenizer. */
export function loadTokenizer(tokenizerJson: string, tokenizerConfig: string | undefined): TextTokenizer {
  const json = parseJsonObject(tokenizerJson, 'tokenizer.json');
  const config = tokenizerConfig === undefined ? {} : parseJsonObject(tokenizerConfig, 'tokenizer_config.json');
  const tokenizer = new Tokenizer(json, config);
  let trie: ByteTrie | undefined;
  return {
    encode: (text) => (text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids),
    decode: (ids) => (ids.length === 0 ? '' : tokenizer.decode([...ids], DECODE_OPTIONS)),
    byteTrie: () => (trie ??= buildTrie(tokenizer, JSON.stringify(json['decoder'] ?? {}).includes('"ByteLevel"'))),
  };
}

function buildTrie(tokenizer: Tokenizer, isByteLevel: boolean): ByteTrie {
  const special = tokenizer.get_added_tokens_decoder();
  const vocabulary = new Map([...tokenizer.get_vocab()].filter(([, id]) => !special.has(id)));
  return new ByteTrie(tokenBytes(vocabulary, isByteLevel));
}

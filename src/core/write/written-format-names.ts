/** The formats that hold mentions, by the names people know; the first is the one to offer. */
export const WRITTEN_FORMAT_NAMES = {
  'bioc-json': 'BioC JSON',
  pubtator: 'PubTator',
  'bioc-xml': 'BioC XML',
  brat: 'Brat standoff',
  conll: 'CoNLL columns (IOB2)',
  iobes: 'CoNLL columns (IOBES)',
  doccano: 'doccano',
  'label-studio': 'Label Studio',
  prodigy: 'Prodigy',
  spacy: 'spaCy',
  pubannotation: 'PubAnnotation',
  'token-rows': 'Token rows (Hugging Face)',
  csv: 'Table (CSV)',
  'label-studio-min': 'Label Studio (JSON_MIN)',
  'spacy-tuples': 'spaCy (tuples)',
  'spacy-v2': 'spaCy (version 2 JSON)',
  'sentence-lines': 'Sentence lines (word|POS|tag)',
  alpaca: 'Instruction rows (Alpaca)',
  messages: 'Chat rows (messages)',
  sharegpt: 'Chat rows (ShareGPT)',
} as const;

export type WrittenFormatId = keyof typeof WRITTEN_FORMAT_NAMES;

/** Whether a value from outside, such as a menu's, names a format that is written. */
export function isWrittenFormat(value: string): value is WrittenFormatId {
  return Object.hasOwn(WRITTEN_FORMAT_NAMES, value);
}

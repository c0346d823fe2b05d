import type { FormatId } from './format.ts';

/** Names for people. */
export const FORMAT_NAMES: Readonly<Record<FormatId, string>> = {
  pubtator: 'PubTator',
  'bioc-xml': 'BioC XML',
  'bioc-json': 'BioC JSON',
  conll: 'CoNLL columns',
  'sentence-lines': 'Sentence lines (word|POS|tag)',
  jsonl: 'JSONL (instruction, input, output)',
  'chat-rows': 'Chat rows with entity JSON',
  doccano: 'doccano',
  'label-studio': 'Label Studio',
  prodigy: 'Prodigy',
  spacy: 'spaCy',
  brat: 'Brat standoff',
  pubannotation: 'PubAnnotation',
  'token-rows': 'Token rows (Hugging Face)',
  csv: 'Table (CSV or TSV)',
  'plain-text': 'Plain text',
};

/** Mentions have their place by offsets, so a reader can be held to them. */
export const HAS_OFFSETS: Readonly<Record<FormatId, boolean>> = {
  pubtator: true,
  'bioc-xml': true,
  'bioc-json': true,
  conll: false,
  'sentence-lines': false,
  jsonl: false,
  'chat-rows': false,
  doccano: true,
  'label-studio': true,
  prodigy: true,
  spacy: true,
  brat: true,
  pubannotation: true,
  'token-rows': false,
  csv: true,
  'plain-text': false,
};

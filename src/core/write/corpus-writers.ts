import type { Corpus } from '../corpus/corpus.ts';
import { encodeUtf8 } from '../text/encode-utf8.ts';
import type { SourceFile } from '../formats/bytes/decode-source.ts';
import type { SerializedCorpus } from '../formats/common/format.ts';
import { serializeBiocJson } from '../formats/bioc/serialize-bioc-json.ts';
import { serializeBiocXml } from '../formats/bioc/serialize-bioc-xml.ts';
import { serializeBrat } from '../formats/brat/serialize-brat.ts';
import { serializeIob2, serializeIobes, serializeTokenRows } from '../formats/columns/serialize-iob2.ts';
import { serializeSentenceLines } from '../formats/columns/serialize-sentence-lines.ts';
import { serializeSpacyV2 } from '../formats/span-rows/serialize-spacy-v2.ts';
import {
  serializeAlpaca,
  serializeMessages,
  serializeShareGpt,
} from '../formats/instructions/serialize-training-rows.ts';
import { serializePubtator } from '../formats/pubtator/serialize-pubtator.ts';
import {
  serializeCsv,
  serializeDoccano,
  serializeLabelStudio,
  serializeLabelStudioMin,
  serializeProdigy,
  serializePubannotation,
  serializeSpacy,
  serializeSpacyTuples,
} from '../formats/span-rows/serialize-span-rows.ts';
import type { DataIssue } from '../issue.ts';
import type { WrittenFormatId } from './written-format-names.ts';

/** The files of a corpus in a format, and what they have no place for. */
export interface WrittenFiles {
  readonly files: readonly SourceFile[];
  readonly issues: readonly DataIssue[];
}

/** The page knows only the names, so that no writer is part of it. */
export const CORPUS_WRITERS: Readonly<Record<WrittenFormatId, (corpus: Corpus) => WrittenFiles>> = {
  'bioc-json': asFile('corpus.bioc.json', serializeBiocJson),
  pubtator: asFile('corpus.pubtator.txt', serializePubtator),
  'bioc-xml': asFile('corpus.bioc.xml', serializeBiocXml),
  brat: (corpus) => {
    const { files, issues } = serializeBrat(corpus);
    return { files: files.map(({ name, text }) => ({ name, bytes: encodeUtf8(text) })), issues };
  },
  conll: asFile('corpus.iob2.tsv', serializeIob2),
  iobes: asFile('corpus.iobes.tsv', serializeIobes),
  doccano: asFile('corpus.doccano.jsonl', serializeDoccano),
  'label-studio': asFile('corpus.label-studio.json', serializeLabelStudio),
  prodigy: asFile('corpus.prodigy.jsonl', serializeProdigy),
  spacy: asFile('corpus.spacy.jsonl', serializeSpacy),
  pubannotation: asFile('corpus.pubannotation.json', serializePubannotation),
  'token-rows': asFile('corpus.tokens.jsonl', serializeTokenRows),
  csv: asFile('corpus.csv', serializeCsv),
  'label-studio-min': asFile('corpus.label-studio-min.json', serializeLabelStudioMin),
  'spacy-tuples': asFile('corpus.spacy-tuples.json', serializeSpacyTuples),
  'spacy-v2': asFile('corpus.spacy-v2.json', serializeSpacyV2),
  'sentence-lines': asFile('corpus.sentence-lines.txt', serializeSentenceLines),
  alpaca: asFile('corpus.alpaca.jsonl', serializeAlpaca),
  messages: asFile('corpus.messages.jsonl', serializeMessages),
  sharegpt: asFile('corpus.sharegpt.jsonl', serializeShareGpt),
};

function asFile(name: string, serialize: (corpus: Corpus) => SerializedCorpus): (corpus: Corpus) => WrittenFiles {
  return (corpus) => {
    const { text, issues } = serialize(corpus);
    return { files: [{ name, bytes: encodeUtf8(text) }], issues };
  };
}

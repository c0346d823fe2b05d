import type { Corpus } from '../corpus/corpus.ts';
import { encodeUtf8 } from '../export/encode-utf8.ts';
import type { SourceFile } from '../formats/decode-source.ts';
import type { SerializedCorpus } from '../formats/format.ts';
import { serializeBiocJson } from '../formats/serialize-bioc-json.ts';
import { serializeIob2 } from '../formats/serialize-iob2.ts';
import { serializePubtator } from '../formats/serialize-pubtator.ts';
import type { DataIssue } from '../issue.ts';

export type WrittenFormatId = 'pubtator' | 'conll' | 'bioc-json';

/** A format that holds mentions with their places. */
export interface WrittenFormat {
  readonly id: WrittenFormatId;
  readonly name: string;
  /** The files, and what they have no place for. */
  readonly write: (corpus: Corpus) => { readonly files: readonly SourceFile[]; readonly issues: readonly DataIssue[] };
}

export const WRITTEN_FORMATS: readonly WrittenFormat[] = [
  { id: 'bioc-json', name: 'BioC JSON', write: asFile('corpus.bioc.json', serializeBiocJson) },
  { id: 'pubtator', name: 'PubTator', write: asFile('corpus.pubtator.txt', serializePubtator) },
  { id: 'conll', name: 'CoNLL columns (IOB2)', write: asFile('corpus.iob2.tsv', serializeIob2) },
];

/** Throws for an id that no entry has: ids come from the table itself. */
export function findWrittenFormat(id: WrittenFormatId): WrittenFormat {
  const found = WRITTEN_FORMATS.find((format) => format.id === id);
  if (!found) throw new Error(`no writer for ${id}`);
  return found;
}

function asFile(name: string, serialize: (corpus: Corpus) => SerializedCorpus): WrittenFormat['write'] {
  return (corpus) => {
    const { text, issues } = serialize(corpus);
    return { files: [{ name, bytes: encodeUtf8(text) }], issues };
  };
}

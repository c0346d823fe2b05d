import type { Corpus } from '../corpus/corpus.ts';
import { hashText } from '../text/hash-text.ts';
import { isJsonObject, parseJson } from '../formats/json/json-value.ts';

export const CERTIFICATE_KIND = 'bioselect-offset-certificate';

/** What a certificate says of the texts that it was made of. */
export interface CertifiedTexts {
  /** SHA-256 over the texts of all passages as they are read, one line break between them, in hex. */
  readonly textSha256: string;
  readonly documents: number;
  readonly passages: number;
  /** Mentions read, each of them held against the text at its offsets. */
  readonly mentionsChecked: number;
}

/** A certificate as it lies beside files; undefined for any other text. */
export function readCertificate(text: string): (CertifiedTexts & { readonly files: readonly string[] }) | undefined {
  const parsed = parseJson(text);
  if (parsed.kind !== 'value' || !isJsonObject(parsed.value)) return undefined;
  const { kind, files, textSha256, documents, passages, mentionsChecked } = parsed.value;
  if (kind !== CERTIFICATE_KIND || !Array.isArray(files) || typeof textSha256 !== 'string') return undefined;
  if (typeof documents !== 'number' || typeof passages !== 'number' || typeof mentionsChecked !== 'number') {
    return undefined;
  }
  const names = files.filter((file) => typeof file === 'string');
  return { files: names, textSha256, documents, passages, mentionsChecked };
}

/** Counts documents, texts and mentions, and hashes the texts. */
export function countTexts({ documents }: Corpus): CertifiedTexts {
  const passages = documents.flatMap((document) => document.passages);
  return {
    textSha256: hashText(passages.map(({ text }) => text).join('\n')).sha256,
    documents: documents.length,
    passages: passages.length,
    mentionsChecked: passages.reduce((sum, { mentions }) => sum + mentions.length, 0),
  };
}

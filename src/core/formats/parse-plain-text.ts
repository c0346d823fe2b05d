import type { Document } from '../corpus/corpus.ts';
import type { ParsedDocuments, SourceText } from './format.ts';

/** Text without annotations: a file is a document, a paragraph (what stands between blank lines) a passage. */
export function parsePlainText({ file, text }: SourceText): ParsedDocuments {
  const passages = text
    .split(/\r?\n(?:[ \t]*\r?\n)+|\r\r+/u)
    .map((paragraph) => paragraph.replace(/^[\s\uFEFF]+|\s+$/gu, ''))
    .filter((paragraph) => paragraph !== '')
    .map((paragraph, index) => ({ id: `p${index + 1}`, kind: 'paragraph', text: paragraph, mentions: [] }));
  const documents: Document[] = [{ id: file, source: file, passages, boundaries: 'given' }];
  return { documents: passages.length === 0 ? [] : documents, issues: [], dialect: '' };
}

/** True for lines that read like prose: words with small letters and blanks between them, and sentences that end. */
export function isProse(text: string): boolean {
  const beginning = text.slice(0, 20_000);
  const letters = beginning.match(/[\p{L}\s]/gu)?.length ?? 0;
  const words = beginning.match(/\p{L}{2,}/gu)?.length ?? 0;
  const sentenceEnds = beginning.match(/\p{L}[.!?](?:\s|$)/gu)?.length ?? 0;
  return words >= 5 && sentenceEnds >= 1 && letters / beginning.length > 0.7;
}

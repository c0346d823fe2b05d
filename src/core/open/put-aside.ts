import type { Document } from '../corpus/corpus.ts';
import { hashText } from '../text/hash-text.ts';

/**
 * A document that left the project while decisions, notes or edits on it stay. These go by its id, so the id waits for
 * the same text: another text under it would get what was said of this one.
 */
export interface PutAside {
  readonly file: string;
  readonly documentId: string;
  /** Of the ids and texts of its passages. */
  readonly textSha256: string;
}

export function putAside(document: Document): PutAside {
  return { file: document.source, documentId: document.id, textSha256: hashOf(document) };
}

/** An id that waits for another text gets `#2`, `#3` …, or one of these whose text it is. */
export function besidePutAside(document: Document, waiting: ReadonlyMap<string, PutAside>): Document {
  if (!waiting.has(document.id)) return document;
  const hash = hashOf(document);
  let { id } = document;
  for (let next = 2; (waiting.get(id)?.textSha256 ?? hash) !== hash; next += 1) id = `${document.id}#${next}`;
  return id === document.id ? document : { ...document, id };
}

/** Those that are in the corpus again. */
export function isBack({ documentId, textSha256 }: PutAside, documents: ReadonlyMap<string, Document>): boolean {
  const document = documents.get(documentId);
  return document !== undefined && hashOf(document) === textSha256;
}

function hashOf({ passages }: Document): string {
  return hashText(JSON.stringify(passages.map(({ id, text }) => [id, text]))).sha256;
}

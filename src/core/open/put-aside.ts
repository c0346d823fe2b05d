import type { Document, Passage } from '../corpus/corpus.ts';
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
  /** Of what its file said of its annotation; absent in projects of older studios. */
  readonly annotationSha256?: string;
  /** What its edits are of, by passage and the id that the edit is kept under; absent where there are none. */
  readonly originals?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Records a document that leaves the project, so that its work finds it again. */
export function putAside(document: Document, originals: NonNullable<PutAside['originals']> = {}): PutAside {
  return {
    file: document.source,
    documentId: document.id,
    textSha256: hashOf(document),
    annotationSha256: annotationHashOf(document),
    ...(Object.keys(originals).length > 0 && { originals }),
  };
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

/** Whether a document that is back says of its annotation what it said before. */
export function isAnnotatedAsBefore({ annotationSha256 }: PutAside, document: Document): boolean {
  return annotationSha256 === undefined || annotationHashOf(document) === annotationSha256;
}

function hashOf({ passages }: Document): string {
  return hashText(JSON.stringify(passages.map(({ id, text }) => [id, text]))).sha256;
}

function annotationHashOf({ passages }: Document): string {
  return hashText(JSON.stringify(passages.map(annotationOf))).sha256;
}

function annotationOf({ mentions, gaps = [], given }: Passage): unknown {
  return [
    mentions.map(({ id, span, fragments, entityType }) => [id, span.start, span.end, fragments, entityType]),
    gaps.map(({ kind, span }) => [kind, span?.start, span?.end]),
    given?.answer,
  ];
}

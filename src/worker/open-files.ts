import { FailureError } from '../core/failure.ts';
import { LARGE_BYTES } from '../core/open/source-stream.ts';
import { createSourceOpener, type OpenedSources } from '../core/open/source-opener.ts';
import type { DataIssue } from '../core/issue.ts';
import type { FilePeek, IncomingFile, OpenProgress } from './corpus-protocol.ts';

/**
 * Reads files one after the other, so that the memory one needs is free before the next, and parses them; of a large
 * one of text only a piece is in memory at a time. A file that cannot be read is an issue. Throws only as cancelled.
 */
export async function openFiles(
  files: readonly IncomingFile[],
  options: { readonly isCancelled: () => boolean; readonly onProgress: (progress: OpenProgress) => void },
): Promise<OpenedSources> {
  const opener = createSourceOpener();
  const unread: DataIssue[] = [];
  let doneBytes = 0;
  for (const [index, { name, content, readAs }] of files.entries()) {
    let furthest = 0;
    const onRead = (byteCount: number): void => {
      if (options.isCancelled()) throw new FailureError({ code: 'cancelled' });
      // Files that have to be read twice do not go back for it.
      furthest = Math.max(furthest, byteCount);
      options.onProgress({ doneCount: index, doneBytes: doneBytes + furthest });
    };
    try {
      if (content.size < LARGE_BYTES) {
        const bytes = await readBytes(content);
        onRead(bytes.length);
        opener.add({ name, bytes }, readAs);
      } else {
        const pieces = () => readPieces(content, onRead);
        await opener.addLarge({ name, byteCount: content.size, pieces }, readAs);
      }
      await opener.settle();
    } catch (thrown) {
      if (!(thrown instanceof UnreadableError)) throw thrown;
      unread.push({ code: 'read-failed', severity: 'error', file: name, found: thrown.message });
    }
    doneBytes += content.size;
    options.onProgress({ doneCount: index + 1, doneBytes });
  }
  const { parsed, issues } = opener.finish();
  return { parsed, issues: [...unread, ...issues] };
}

/** Cut out one by one: a stream may run ahead of its reader, and its memory with it. */
async function* readPieces(content: Blob, onRead: (byteCount: number) => void): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.size; at += CHUNK_BYTES) {
    const bytes = await readBytes(content.slice(at, at + CHUNK_BYTES));
    onRead(at + bytes.length);
    yield bytes;
  }
}

const CHUNK_BYTES = 2 ** 22;

/** The file was moved, or may not be read. */
class UnreadableError extends Error {}

async function readBytes(content: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await content.arrayBuffer());
  } catch (thrown) {
    throw new UnreadableError(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown));
  }
}

const PEEK_DOCUMENTS = 3;
const PEEK_ISSUES = 20;

/** What reading a file as it says would give, and its first documents. Throws only as cancelled. */
export async function peekFile(file: IncomingFile, isCancelled: () => boolean): Promise<FilePeek> {
  const { parsed, issues: outside } = await openFiles([file], { isCancelled, onProgress: () => {} });
  const documents = parsed.flatMap((source) => source.documents);
  const issues = [...outside, ...parsed.flatMap((source) => source.issues)];
  const passages = documents.flatMap((document) => document.passages);
  const columns = parsed[0]?.columns;
  return {
    format: parsed[0]?.format,
    ...(columns && { columns }),
    formatName: parsed[0]?.formatName ?? 'unknown',
    evidence: parsed[0]?.evidence ?? '',
    documentCount: documents.length,
    mentionCount: passages.reduce((sum, { mentions }) => sum + mentions.length, 0),
    documents: documents
      .slice(0, PEEK_DOCUMENTS)
      .map((document) => ({ ...document, passages: document.passages.slice(0, PEEK_DOCUMENTS) })),
    issueCount: issues.length,
    issues: issues.slice(0, PEEK_ISSUES),
  };
}

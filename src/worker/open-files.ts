import { FailureError } from '../core/failure.ts';
import { createSourceOpener, type OpenedSources } from '../core/project/source-opener.ts';
import type { DataIssue } from '../core/issue.ts';
import type { FilePeek, IncomingFile, OpenProgress } from './parse-protocol.ts';

/**
 * Reads files one after the other, so that the memory one needs is free before the next, and parses them. A file that
 * cannot be read is an issue. Throws only as cancelled; between files, so a cancel waits for the file under way.
 */
export async function openFiles(
  files: readonly IncomingFile[],
  options: { readonly isCancelled: () => boolean; readonly onProgress: (progress: OpenProgress) => void },
): Promise<OpenedSources> {
  const opener = createSourceOpener();
  const unread: DataIssue[] = [];
  let doneBytes = 0;
  for (const [index, { name, content, readAs }] of files.entries()) {
    const bytes = await readBytes(content);
    if (options.isCancelled()) throw new FailureError({ code: 'cancelled' });
    if (bytes.kind === 'bytes') opener.add({ name, bytes: bytes.bytes }, readAs);
    else unread.push({ code: 'read-failed', severity: 'error', file: name, found: bytes.found });
    doneBytes += content.size;
    options.onProgress({ doneCount: index + 1, doneBytes });
  }
  const { parsed, issues } = opener.finish();
  return { parsed, issues: [...unread, ...issues] };
}

type ReadBytes =
  { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'failed'; readonly found: string };

async function readBytes(content: Blob): Promise<ReadBytes> {
  try {
    return { kind: 'bytes', bytes: new Uint8Array(await content.arrayBuffer()) };
  } catch (thrown) {
    return { kind: 'failed', found: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown) };
  }
}

const PEEK_DOCUMENTS = 3;
const PEEK_ISSUES = 20;

/** What reading a file as it says would give, and its first documents. */
export async function peekFile(file: IncomingFile): Promise<FilePeek> {
  const { parsed, issues: outside } = await openFiles([file], { isCancelled: () => false, onProgress: () => {} });
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

import { toFailure } from '../../core/failure.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { FilePeek, IncomingFile } from '../../worker/corpus-protocol.ts';

/** The same complaint about the same place once: a person drops a bad file more than once. */
export function joinIssues(known: readonly DataIssue[], further: readonly DataIssue[]): readonly DataIssue[] {
  const seen = new Set(known.map(issueKey));
  return [...known, ...further.filter((issue) => !seen.has(issueKey(issue)))];
}

function issueKey({ code, file, line, documentId, found }: DataIssue): string {
  return JSON.stringify([code, file, line, documentId, found]);
}

/** Those files themselves, or files within those that are archives. */
export function isOfFiles(file: string, files: readonly IncomingFile[]): boolean {
  return files.some(({ name }) => file === name || file.startsWith(`${name}/`));
}

/** Of a file that is at hand and could not be looked at. */
export function unreadPeek(source: string, thrown: unknown): FilePeek {
  const nothing = { format: undefined, formatName: 'unknown', evidence: '', documentCount: 0, mentionCount: 0 };
  return { ...nothing, documents: [], issueCount: 1, issues: [notRead(source, thrown)] };
}

export function notRead(file: string, thrown: unknown): DataIssue {
  const failure = toFailure(thrown);
  const found = 'detail' in failure ? failure.detail : failure.code;
  return { code: 'read-failed', severity: 'error', file, found };
}

import type { Passage } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import type { ParsedDocuments } from '../common/format.ts';

/** Rows name no documents, so the file is one, with assumed boundaries; none where no row was read. */
export function asOneDocument(
  file: string,
  passages: readonly Passage[],
  issues: readonly DataIssue[],
): ParsedDocuments {
  const document = { id: file, source: file, passages, boundaries: 'assumed' } as const;
  return { documents: passages.length === 0 ? [] : [document], issues, dialect: '' };
}

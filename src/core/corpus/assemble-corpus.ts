import type { DataIssue } from '../issue.ts';
import { checkCorpus, type CheckedCorpus } from './check-corpus.ts';
import type { Document } from './corpus.ts';
import { createUniqueIds } from './unique-ids.ts';

/**
 * Joins the documents of several files into one corpus, in order. An id that an earlier file has gets `#2`, `#3` …
 * and is listed; every mention is checked against its text. `issues` holds what came up here, not the files' own.
 */
export function assembleCorpus(parsed: readonly { readonly documents: readonly Document[] }[]): CheckedCorpus {
  const uniqueId = createUniqueIds();
  const duplicates: DataIssue[] = [];
  const documents = parsed
    .flatMap((source) => source.documents)
    .map((document) => {
      const id = uniqueId(document.id);
      if (id === document.id) return document;
      const found = `${document.id} again`;
      const expected = 'an id of its own';
      duplicates.push({
        code: 'duplicate-document',
        severity: 'warning',
        file: document.source,
        documentId: id,
        found,
        expected,
      });
      return { ...document, id };
    });
  const { corpus, issues } = checkCorpus({ documents });
  return { corpus, issues: [...duplicates, ...issues] };
}

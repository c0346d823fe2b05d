import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import type { Corpus, Document } from '../corpus/corpus.ts';
import type { DataIssue } from '../issue.ts';
import { besidePutAside, type PutAside } from './put-aside.ts';
import type { OpenedSources } from './source-opener.ts';

/** What a file that gave documents was read as. */
export interface AddedSource {
  readonly file: string;
  readonly format: string;
  readonly evidence: string;
}

export interface AddedSources {
  /** Documents that came in, behind those that were there; their ids are unique in the whole. */
  readonly documents: readonly Document[];
  /** One for each file that gave at least one document. */
  readonly sources: readonly AddedSource[];
  /** Of the files, and of joining them to what was there. */
  readonly issues: readonly DataIssue[];
}

/**
 * Joins parsed files to a corpus that has been assembled before. What was there stays as it is.
 *
 * @param aside documents whose ids wait for their texts
 */
export function addSources(
  existing: Corpus,
  { parsed, issues: archiveIssues }: OpenedSources,
  aside: readonly PutAside[] = [],
): AddedSources {
  const waiting = new Map(aside.map((each) => [each.documentId, each]));
  const beside = parsed.map(({ documents }) => ({
    documents: documents.map((document) => besidePutAside(document, waiting)),
  }));
  const { corpus, issues } = assembleCorpus([existing, ...beside]);
  return {
    documents: corpus.documents.slice(existing.documents.length),
    sources: parsed
      .filter(({ documents }) => documents.length > 0)
      .map(({ file, formatName, evidence }) => ({ file, format: formatName, evidence })),
    issues: [...archiveIssues, ...parsed.flatMap((source) => source.issues), ...issues],
  };
}

import type { DataIssue } from '../../core/issue.ts';
import type { CorpusState } from '../../studio/state/slices/corpus-slice.ts';

export interface PartedIssues {
  /** Of files that are open, and of archives with such. */
  readonly issues: readonly DataIssue[];
  /** Of files that gave no document, by file, what kept each from being read first. */
  readonly unread: ReadonlyMap<string, readonly DataIssue[]>;
}

/** Each issue stands in one list: with the file that it kept from being read, or among those of the files that are open. */
export function partIssues(all: readonly DataIssue[], corpus: CorpusState): PartedIssues {
  const read = new Set(corpus.kind === 'ready' ? corpus.sources.map(({ file }) => file) : []);
  const failed = new Set(
    all.filter(({ file, severity }) => severity === 'error' && !read.has(file)).map(({ file }) => file),
  );
  const unread = new Map<string, DataIssue[]>([...failed].map((file) => [file, []]));
  const issues: DataIssue[] = [];
  for (const issue of all) (unread.get(issue.file) ?? issues).push(issue);
  for (const ofFile of unread.values()) {
    ofFile.sort((one, other) => Number(other.severity === 'error') - Number(one.severity === 'error'));
  }
  return { issues, unread };
}

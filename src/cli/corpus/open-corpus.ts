import { assembleCorpus } from '../../core/corpus/assemble-corpus.ts';
import type { Corpus, EntityType } from '../../core/corpus/corpus.ts';
import { countEntityTypes } from '../../core/corpus/entity-types.ts';
import type { ParseHints } from '../../core/formats/common/parse-hints.ts';
import type { ParsedSource } from '../../core/formats/parse-source.ts';
import type { DataIssue } from '../../core/issue.ts';
import { createSourceOpener } from '../../core/open/source-opener.ts';
import { readPaths } from './read-paths.ts';

export interface OpenedCorpus {
  readonly corpus: Corpus;
  readonly sources: readonly ParsedSource[];
  /** Of reading, parsing and joining, in this order. */
  readonly issues: readonly DataIssue[];
}

/** Files, archives and folders to one checked corpus. Never rejects: what cannot be read is an issue. */
export async function openCorpus(paths: readonly string[], hints: ParseHints = {}): Promise<OpenedCorpus> {
  const opener = createSourceOpener(hints);
  const readIssues = await readPaths(paths, opener);
  const { parsed: sources, issues: archiveIssues } = opener.finish();
  const { corpus, issues } = assembleCorpus(sources);
  const ofFiles = [...readIssues, ...archiveIssues, ...sources.flatMap((source) => source.issues)];
  return { corpus, sources, issues: [...ofFiles, ...issues] };
}

/** The types of `--types A,B`, or every type of the corpus, most frequent first. */
export function chooseEntityTypes(corpus: Corpus, option: string | undefined): readonly EntityType[] {
  if (option === undefined) return countEntityTypes(corpus).map(({ entityType }) => entityType);
  return option
    .split(',')
    .map((entityType) => entityType.trim())
    .filter((entityType) => entityType !== '');
}

import type { DataIssue } from '../../core/issue.ts';
import type { CorpusFacts } from '../../core/samples/corpus-facts.ts';
import type { StoredSource } from '../../storage/contract/project-store.ts';
import type { CorpusState, SourceSummary } from './slices/corpus-slice.ts';

type ReadyCorpus = Extract<CorpusState, { kind: 'ready' }>;

/** Counts as they are now, of the files that are there. */
export function shownFacts(
  sources: readonly SourceSummary[],
  { summary, files }: CorpusFacts,
): Pick<ReadyCorpus, 'sources' | 'summary' | 'entityTypes'> {
  const ofFiles = new Map(files.map((each) => [each.file, each.summary]));
  return {
    sources: sources.map((source) => ({ ...source, ...ofFiles.get(source.file) })),
    summary,
    entityTypes: Object.entries(summary.mentionsByType).map(([entityType, count]) => ({ entityType, count })),
  };
}

/** What each file was read as, what it holds, and what is wrong with it. */
export function summarizeSources(
  sources: readonly StoredSource[],
  { files }: CorpusFacts,
  issues: readonly DataIssue[],
): readonly SourceSummary[] {
  const readAs = new Map(sources.map((source) => [source.file, source]));
  const issuesOf = new Map<string, DataIssue[]>();
  for (const issue of issues) {
    const ofFile = issuesOf.get(issue.file);
    if (ofFile === undefined) issuesOf.set(issue.file, [issue]);
    else ofFile.push(issue);
  }
  return files.map(({ file, summary }) => ({
    ...summary,
    file,
    format: readAs.get(file)?.format ?? 'unknown',
    evidence: readAs.get(file)?.evidence ?? '',
    issues: issuesOf.get(file) ?? [],
  }));
}

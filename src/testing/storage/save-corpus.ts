import type { Corpus } from '../../core/corpus/corpus.ts';
import type { DataIssue } from '../../core/issue.ts';
import { SAMPLE_OPTIONS } from '../studio/sampled-project.ts';
import type { ProjectStore } from '../../storage/thread/project-store-client.ts';
import type { StoredSource } from '../../storage/contract/project-store.ts';

/** Replaces a project's corpus, for tests that care for little more of it. */
export async function saveCorpus(
  store: ProjectStore,
  corpus: Corpus,
  {
    issues = [],
    sources = [],
  }: {
    readonly issues?: readonly DataIssue[];
    readonly sources?: readonly StoredSource[];
  } = {},
): Promise<void> {
  const how = { options: SAMPLE_OPTIONS, scoringId: undefined, settings: {}, onProgress: () => undefined };
  await store.saveCorpus(corpus, { issues, sources }, how);
}

import type { Corpus } from '../core/corpus/corpus.ts';
import type { DataIssue } from '../core/issue.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import type { ProjectStore, StoredSource } from '../storage/project-store.ts';

const OPTIONS: SampleOptions = {
  entityTypes: ['Chemical', 'Disease'],
  instructionTemplate: 'Extract all {types} entities from the text.',
  unit: 'sentence',
};

/** Replaces a project's corpus, for tests that care for little more of it. */
export async function saveCorpus(
  store: ProjectStore,
  corpus: Corpus,
  {
    issues = [],
    sources = [],
    options = OPTIONS,
  }: {
    readonly issues?: readonly DataIssue[];
    readonly sources?: readonly StoredSource[];
    readonly options?: SampleOptions;
  } = {},
): Promise<void> {
  const how = { options, scoring: undefined, settings: {}, onProgress: () => undefined };
  await store.saveCorpus(corpus, { issues, sources }, how);
}

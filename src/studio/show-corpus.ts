import { currentCorpus } from '../core/annotations/current-corpus.ts';
import type { Corpus, EntityType } from '../core/corpus/corpus.ts';
import { countEntityTypes } from '../core/corpus/entity-types.ts';
import type { DataIssue } from '../core/issue.ts';
import type { PreparedSamples } from '../core/project/prepare-samples.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import type { StoredSource } from '../storage/project-store.ts';
import { nextTask } from './next-task.ts';
import { rankAhead, reselect } from './reselect.ts';
import type { SourceSummary } from './state.ts';
import type { StudioContext } from './studio-context.ts';

export interface CorpusView {
  readonly current: CurrentCorpus;
  readonly sources: readonly StoredSource[];
  readonly sampleOptions: SampleOptions;
  readonly prepared: PreparedSamples;
}

/** A corpus as the files have it and as people edited it. */
export interface CurrentCorpus {
  readonly imported: Corpus;
  readonly corpus: Corpus;
  /** Edits that do not fit the text any more. */
  readonly issues: readonly DataIssue[];
}

/** The current corpus and its samples; made again where mentions were edited while the thread was at it. */
export async function prepareCurrent(
  context: StudioContext,
  imported: Corpus,
  optionsFor: (corpus: Corpus) => SampleOptions,
): Promise<Omit<CorpusView, 'sources'>> {
  const { get, deps } = context;
  for (;;) {
    const { edits } = get();
    const current = { imported, ...currentCorpus(imported, edits) };
    const sampleOptions = optionsFor(current.corpus);
    const prepared = await deps.corpusWorker.prepareSamples(current.corpus, sampleOptions);
    await nextTask();
    rankAhead(context, prepared.samples);
    // What comes next is shown, and the page may take a breath before it has to.
    await nextTask();
    if (get().edits === edits) return { current, sampleOptions, prepared };
  }
}

/** Puts a corpus and its samples on the screen in one step. */
export function showCorpus(context: StudioContext, view: CorpusView): void {
  const { set, session } = context;
  const { current, sources, sampleOptions, prepared } = view;
  const { corpus, imported } = current;
  const issues = [...session.corpusIssues, ...prepared.issues, ...current.issues];
  session.layout = undefined;
  set({
    corpus: {
      kind: 'ready',
      corpus,
      imported,
      sources: summarizeSources(sources, prepared, issues),
      summary: prepared.summary,
      entityTypes: countEntityTypes(corpus),
      version: ++session.corpusVersion,
    },
    issues,
    sampleOptions,
    samples: prepared.samples,
  });
  reselect(context);
}

/**
 * The types to ask for once files have come in: those asked for before, and, where all types of the corpus were asked
 * for, the new ones behind them. The order stays, because it is part of every instruction and so of every score.
 */
export function extendEntityTypes(asked: readonly EntityType[], before: Corpus, after: Corpus): readonly EntityType[] {
  const isAskedForAll = countEntityTypes(before).every(({ entityType }) => asked.includes(entityType));
  if (!isAskedForAll) return asked;
  const types = countEntityTypes(after).map(({ entityType }) => entityType);
  return [...asked, ...types.filter((entityType) => !asked.includes(entityType))];
}

function summarizeSources(
  sources: readonly StoredSource[],
  prepared: PreparedSamples,
  issues: readonly DataIssue[],
): readonly SourceSummary[] {
  const readAs = new Map(sources.map((source) => [source.file, source]));
  const issuesOf = new Map<string, DataIssue[]>();
  for (const issue of issues) {
    const ofFile = issuesOf.get(issue.file);
    if (ofFile === undefined) issuesOf.set(issue.file, [issue]);
    else ofFile.push(issue);
  }
  return prepared.files.map(({ file, summary }) => ({
    ...summary,
    file,
    format: readAs.get(file)?.format ?? 'unknown',
    evidence: readAs.get(file)?.evidence ?? '',
    issues: issuesOf.get(file) ?? [],
  }));
}

import type { EntityType } from '../../core/corpus/corpus.ts';
import type { StoredSource } from '../../storage/contract/project-store.ts';
import { refreshSamples } from '../state/refresh-samples.ts';
import { shownFacts, summarizeSources } from '../state/shown-facts.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Puts on the screen what the storage thread has built: corpus, samples and what came up on the way. */
export async function showCorpus(context: StudioContext, sources: readonly StoredSource[]): Promise<void> {
  const { set, deps, session } = context;
  const [facts, ofSamples] = await Promise.all([deps.samples.facts(), deps.samples.issues()]);
  if (facts === undefined) throw new Error('the samples were shown before they were built');
  const issues = [...session.corpusIssues, ...session.textIssues, ...ofSamples];
  set({ opened: new Map(), sampleView: undefined, shownScoringId: facts.scoringId });
  await refreshSamples(context, 'ranks');
  set({
    corpus: {
      kind: 'ready',
      ...shownFacts(summarizeSources(sources, facts, issues), facts),
      version: ++session.corpusVersion,
    },
    issues,
    sampleOptions: facts.options,
    building: undefined,
  });
}

/**
 * The types to ask for once files have come in: those asked for before, and, where all types of the corpus were asked
 * for, the new ones behind them. The order stays, because it is part of every instruction and so of every score.
 */
export function extendEntityTypes(
  asked: readonly EntityType[],
  before: readonly EntityType[],
  after: readonly EntityType[],
): readonly EntityType[] {
  const isAskedForAll = before.every((entityType) => asked.includes(entityType));
  if (!isAskedForAll) return asked;
  return [...asked, ...after.filter((entityType) => !asked.includes(entityType))];
}

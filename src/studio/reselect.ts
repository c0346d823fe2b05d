import type { Sample } from '../core/samples/sample.ts';
import { type PreparedSelection, prepareSelection, selectPrepared } from '../core/selection/select-samples.ts';
import type { ScoreSummary } from '../storage/project-store.ts';
import type { StudioContext } from './studio-context.ts';

/**
 * Puts the selection in step with samples, scores and options. Ranking is kept while samples and scores are the same
 * objects, so that moving a slider costs one pass.
 */
export function reselect({ get, set, session }: StudioContext): void {
  const { samples, scores, selectionOptions } = get();
  if (samples.length === 0) {
    session.ranking = undefined;
    set({ selection: undefined });
    return;
  }
  set({ selection: selectPrepared(rank(session, samples, scores), selectionOptions) });
}

/** Ranks samples that are about to be shown, so that `reselect` need not do it then. */
export function rankAhead({ get, session }: StudioContext, samples: readonly Sample[]): void {
  if (samples.length > 0) rank(session, samples, get().scores);
}

function rank(
  session: StudioContext['session'],
  samples: readonly Sample[],
  scores: ReadonlyMap<string, ScoreSummary>,
): PreparedSelection {
  if (session.ranking?.samples !== samples || session.ranking.scores !== scores) {
    const prepared = prepareSelection(samples, (index) => {
      const sample = samples[index];
      return sample === undefined ? undefined : scores.get(sample.contentHash)?.result;
    });
    session.ranking = { samples, scores, prepared };
  }
  return session.ranking.prepared;
}

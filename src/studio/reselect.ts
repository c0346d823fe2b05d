import { prepareSelection, selectPrepared } from '../core/selection/select-samples.ts';
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
  if (session.ranking?.samples !== samples || session.ranking.scores !== scores) {
    const prepared = prepareSelection(samples, (index) => {
      const sample = samples[index];
      return sample === undefined ? undefined : scores.get(sample.contentHash)?.result;
    });
    session.ranking = { samples, scores, prepared };
  }
  set({ selection: selectPrepared(session.ranking.prepared, selectionOptions) });
}

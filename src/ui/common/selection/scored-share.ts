import { measuredCount, scorableCount } from '../../../studio/state/selectors.ts';
import type { StudioState } from '../../../studio/state/state.ts';

/**
 * Share of the samples that the model has read, in [0, 1]; of all of them, whichever run they were read in. While one
 * goes on it moves with every batch.
 */
export function scoredShare(state: Pick<StudioState, 'sampleView' | 'scoring'>): number {
  if ('progress' in state.scoring) return state.scoring.progress.share;
  const all = scorableCount(state);
  return all === 0 ? 0 : measuredCount(state) / all;
}

/** A run goes on, or has yet to come to a stand: nothing that it needs may be changed. */
export function isScoringBusy({ scoring }: Pick<StudioState, 'scoring'>): boolean {
  return scoring.kind === 'running' || scoring.kind === 'pausing' || scoring.kind === 'stopping';
}

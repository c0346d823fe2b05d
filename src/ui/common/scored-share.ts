import { measuredCount, sampleCount } from '../../studio/selectors.ts';
import type { StudioState } from '../../studio/state.ts';

/** Share of the samples that the model has read, in [0, 1]; of all of them, whichever run they were read in. */
export function scoredShare(state: Pick<StudioState, 'sampleView'>): number {
  const all = sampleCount(state);
  return all === 0 ? 0 : measuredCount(state) / all;
}

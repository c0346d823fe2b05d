import type { StudioCommands } from '../../../studio/state/studio-commands.ts';
import { useCommands, useReadStudio, useSamples } from '../../common/studio-context.tsx';
import { useActions } from '../../common/keys/use-actions.ts';
import type { ComparisonSide } from '../compare/comparison-sides.ts';
import { nextDiffering, nextToCheck, nextUndecided } from './find-next.ts';

/**
 * Goes to the nearest sample in a direction that a search finds, which is given those on that side, the nearest first,
 * and a signal that is aborted when nobody waits for it any more.
 */
export type Seek = (
  step: 1 | -1,
  find: (ahead: Uint32Array, signal: AbortSignal) => Promise<number | undefined>,
) => void;

/**
 * Keys that go to the next sample of a kind.
 *
 * @returns the way to the next one that differs from the other side.
 */
export function useSeekActions(seek: Seek, side: ComparisonSide): (step: 1 | -1) => void {
  const studio = useCommands();
  const samples = useSamples();
  const readStudio = useReadStudio();
  const readSamples: StudioCommands['readSamples'] = (asked, models) => studio.readSamples(asked, models);
  const goToDifference = (step: 1 | -1) => {
    seek(step, (ahead, signal) => nextDiffering(ahead, { samples, readSamples, state: readStudio(), side, signal }));
  };
  const goToUndecided = (step: 1 | -1) => {
    seek(step, (ahead, signal) => nextUndecided(ahead, { samples, readStudio, signal }));
  };
  const goToCheck = (step: 1 | -1) => {
    seek(step, (ahead) => nextToCheck(ahead, samples));
  };
  useActions({
    'next-undecided': () => {
      goToUndecided(1);
    },
    'previous-undecided': () => {
      goToUndecided(-1);
    },
    'next-disagreement': () => {
      goToDifference(1);
    },
    'previous-disagreement': () => {
      goToDifference(-1);
    },
    'next-to-check': () => {
      goToCheck(1);
    },
    'previous-to-check': () => {
      goToCheck(-1);
    },
  });
  return goToDifference;
}

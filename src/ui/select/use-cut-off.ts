import { keepRatioForCount } from '../../core/selection/keep-ratio.ts';
import { useCommands, useSamples } from '../common/studio-context.tsx';
import type { SelectionView } from './use-selection-view.ts';

export interface CutOff {
  /** Keeps what has this IFD or more. */
  readonly cutAt: (ifd: number) => void;
  /** Keeps so many samples more; fewer if negative. */
  readonly keepMore: (count: number) => void;
}

/** Moves the cut-off by changing the keep ratio: one number stays the truth. */
export function useCutOff({ options, figures }: SelectionView): CutOff {
  const studio = useCommands();
  const samples = useSamples();
  const keepRatio = (ratio: number) => {
    if (ratio !== options.keepRatio) void studio.setSelectionOptions({ ...options, keepRatio: ratio });
  };
  return {
    cutAt: (ifd) => {
      samples.keepRatioForCutOff(options, ifd).then(keepRatio, (thrown: unknown) => {
        studio.reportFailure(thrown);
      });
    },
    keepMore: (count) => {
      if (figures === undefined) return;
      const most = Math.min(figures.eligibleCount, figures.baseCount);
      keepRatio(keepRatioForCount(Math.min(most, figures.keptCount + count), figures.baseCount));
    },
  };
}

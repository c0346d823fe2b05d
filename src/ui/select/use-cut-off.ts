import { useCommands } from '../common/studio-context.tsx';
import { keepRatioForCount, keepRatioForCutOff } from './keep-ratio-for-cut-off.ts';
import type { SelectionView } from './use-selection-view.ts';

export interface CutOff {
  /** Keeps what has this IFD or more. */
  readonly cutAt: (ifd: number) => void;
  /** Keeps so many samples more; fewer if negative. */
  readonly keepMore: (count: number) => void;
}

/** Moves the cut-off by changing the keep ratio: one number stays the truth. */
export function useCutOff(view: SelectionView): CutOff {
  const studio = useCommands();
  const keepRatio = (ratio: number) => {
    if (ratio !== view.options.keepRatio) void studio.setSelectionOptions({ ...view.options, keepRatio: ratio });
  };
  return {
    cutAt: (ifd) => {
      keepRatio(keepRatioForCutOff(ifd, { ifds: view.eligibleIfds, baseCount: view.baseCount }));
    },
    keepMore: (count) => {
      const kept = view.points.reduce((sum, point) => sum + (point.kept ? 1 : 0), 0);
      const most = Math.min(view.eligibleIfds.length, view.baseCount);
      keepRatio(keepRatioForCount(Math.min(most, kept + count), view.baseCount));
    },
  };
}

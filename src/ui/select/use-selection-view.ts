import { isSameRule } from '../../core/selection/same-rule.ts';
import type { SelectionFigures } from '../../core/selection/sample-figures.ts';
import type { SelectionCounts, SelectionOptions } from '../../core/selection/selection.ts';
import type { EntityTypeStatistics } from '../../core/selection/selection-statistics.ts';
import { keptCount, measuredCount, scorableCount } from '../../studio/state/selectors.ts';
import { useStudio } from '../common/studio-context.tsx';
import { useSampleAnswer } from '../common/use-sample-answer.ts';
import { selectionSentence } from './selection-sentence.ts';

export interface SelectionView {
  readonly options: SelectionOptions;
  /** Undefined until they are counted, as the next one. */
  readonly figures: SelectionFigures | undefined;
  /** Your decisions counted in. */
  readonly statistics: readonly EntityTypeStatistics[] | undefined;
  readonly cutOffIfd: number | undefined;
  readonly counts: SelectionCounts;
  /** Samples that leave the studio, decisions counted in; undefined while a rule is tried. */
  readonly goesOut: number | undefined;
  /** Samples without a score yet. */
  readonly waiting: number;
  /** What will happen, in one sentence. */
  readonly sentence: string;
}

const BAR_COUNT = 48;
const NO_COUNTS: SelectionCounts = { positives: 0, keptPositives: 0, negatives: 0, keptNegatives: 0, notAnnotated: 0 };

/**
 * The picks as the lab shows them, decisions of the person set apart: of the selection that holds or, while a rule is
 * tried, of that rule.
 */
export function useSelectionView(): SelectionView {
  const options = useStudio((state) => state.selectionOptions);
  const version = useStudio(({ sampleView }) => sampleView?.version);
  const selected = useStudio(({ sampleView }) => sampleView?.selected);
  const rule = useStudio(({ sampleView }) => sampleView?.rule);
  const waiting = useStudio(
    (state) => scorableCount(state) - measuredCount(state) - (state.sampleView?.counts.stale ?? 0),
  );
  const key = version === undefined ? undefined : String(version);
  const isTried = selected === undefined || !isSameRule(options, selected.selection.rule);
  const figures = useSampleAnswer(
    key && `${key} ${isTried}`,
    (store) => store.selectionFigures({ rule: options, isTried, barCount: BAR_COUNT }),
    options,
  );
  const statistics = useSampleAnswer(
    key && `${key} ${isTried}`,
    (store, signal) => store.keptByType(isTried ? options : undefined, signal),
    options,
  );
  const { counts, cutOffIfd } = (isTried ? rule : selected) ?? { counts: NO_COUNTS, cutOffIfd: undefined };
  const kept = useStudio(keptCount);
  const goesOut = isTried ? undefined : kept;
  return {
    options,
    figures,
    statistics,
    cutOffIfd,
    counts,
    goesOut,
    waiting,
    sentence: selectionSentence({
      counts,
      statistics,
      ...(!isTried && { out: { count: kept, ...selected.overruled } }),
    }),
  };
}

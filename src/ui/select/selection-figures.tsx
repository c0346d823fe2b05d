import { Figures } from '../common/charts/figures.tsx';
import { formatCount, formatPercent, formatScore } from '../common/number-format.ts';
import type { SelectionView } from './use-selection-view.ts';

/** The live counts under the histogram. */
export function SelectionFigures({ view }: { view: SelectionView }) {
  const { positives, keptPositives, negatives, keptNegatives, notAnnotated } = view.counts;
  const kept = keptPositives + keptNegatives;
  return (
    <Figures
      figures={[
        {
          label: 'Filter keeps',
          value: formatCount(kept),
          note: positives + negatives === 0 ? undefined : formatPercent(kept / (positives + negatives)),
        },
        ...(view.goesOut === undefined
          ? []
          : [{ label: 'Goes out', value: formatCount(view.goesOut), note: 'with decisions' }]),
        { label: 'Positives kept', value: formatCount(keptPositives), note: `of ${formatCount(positives)}` },
        { label: 'Positives dropped', value: formatCount(positives - keptPositives) },
        { label: 'Negatives kept', value: formatCount(keptNegatives), note: `of ${formatCount(negatives)}` },
        { label: 'Cut-off IFD', value: view.cutOffIfd === undefined ? 'none' : formatScore(view.cutOffIfd) },
        ...(notAnnotated > 0 ? [{ label: 'Not annotated', value: formatCount(notAnnotated), note: 'never kept' }] : []),
        ...(view.waiting > 0 ? [{ label: 'Not scored yet', value: formatCount(view.waiting) }] : []),
      ]}
    />
  );
}

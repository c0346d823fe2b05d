import { describeScoring } from '../../../core/ifd/describe-scoring.ts';
import { describeRule } from '../../../core/selection/describe-rule.ts';
import { scoringOfSelection } from '../../../studio/state/selectors.ts';
import { useStudio } from '../studio-context.tsx';

/**
 * The selection that holds and the scoring behind it, in one sentence; the same words on Select, Review and Export.
 * Nothing where no selection is made.
 */
export function SelectionName({ className }: { readonly className?: string | undefined }) {
  const selection = useStudio((state) => state.selection);
  const scoring = useStudio(scoringOfSelection);
  if (selection === undefined) return null;
  const by = scoring === undefined ? 'made without scores' : `with the scores of ${describeScoring(scoring)}`;
  return (
    <p className={className} data-selection={selection.id}>
      Selected {describeRule(selection.rule)}, {by}, on {formatMoment(selection.madeAtMs)}.
    </p>
  );
}

/** "2026-12-01 10:31", by this machine's clock. */
function formatMoment(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

import { describeUnscored } from '../../core/selection/describe-reason.ts';
import { Figures } from '../common/figures.tsx';
import { IfdHistogram } from '../common/ifd-histogram.tsx';
import { formatCount, formatNoun, formatPercent, formatScore } from '../common/number-format.ts';
import { Panel } from '../common/panel.tsx';
import { useStudio } from '../common/studio-context.tsx';
import classes from './score-screen.module.css';
import { useScoreSummary } from './use-score-summary.ts';

/** The distribution as it fills, and what it comes to. */
export function ScoreResult() {
  const summary = useScoreSummary();
  const ceiling = useStudio((state) => state.selectionOptions.ifdCeiling);
  if (summary.measured === 0) return null;
  const scored = summary.points.length;
  return (
    <Panel title="IFD of the positive samples">
      <div className={classes.stack}>
        <Figures
          figures={[
            { label: 'Positives scored', value: formatCount(scored) },
            { label: 'Median IFD', value: summary.medianIfd === undefined ? 'none' : formatScore(summary.medianIfd) },
            {
              label: `Share at ${ceiling} or above`,
              value: scored === 0 ? 'none' : formatPercent(summary.atCeiling / scored),
              note: formatNoun(summary.atCeiling, 'sample'),
            },
            { label: 'Without IFD', value: formatCount(countUnscored(summary.unscored)) },
            ...(summary.truncated > 0 ? [{ label: 'Answer cut', value: formatCount(summary.truncated) }] : []),
          ]}
        />
        <IfdHistogram points={summary.points} ceiling={ceiling} height={220} plain />
        {summary.unscored.length > 0 && (
          <ul className={classes.reasons}>
            {summary.unscored.map(({ reason, positives, negatives }) => (
              <li key={reason}>
                No IFD for {unscoredWho(positives, negatives)}, each because {describeUnscored(reason)}.
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function countUnscored(unscored: readonly { readonly positives: number; readonly negatives: number }[]): number {
  return unscored.reduce((sum, each) => sum + each.positives + each.negatives, 0);
}

function unscoredWho(positives: number, negatives: number): string {
  const parts = [];
  if (positives > 0) parts.push(formatNoun(positives, 'positive'));
  if (negatives > 0) parts.push(formatNoun(negatives, 'negative'));
  return parts.join(' and ');
}

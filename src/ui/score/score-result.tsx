import type { ScoreDetails } from '../../storage/contract/sample-answers.ts';
import { Button } from '@mantine/core';
import { describeOrigin } from '../../core/ifd/describe-origin.ts';
import { describeUnscored } from '../../core/selection/describe-reason.ts';
import { Figures } from '../common/charts/figures.tsx';
import { IfdHistogram } from '../common/charts/ifd-histogram.tsx';
import { formatCount, formatNoun, formatPercent, formatScore } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import classes from './score-screen.module.css';
import { type ScoreSummary, useScoreFigures } from './use-score-summary.ts';

/** The distribution as it fills, and what it comes to. */
export function ScoreResult({ summary }: { readonly summary: ScoreSummary }) {
  const figures = useScoreFigures();
  const ceiling = useStudio((state) => state.selectionOptions.ifdCeiling);
  if (summary.measured === 0 || figures === undefined) return null;
  const scored = figures.bars.count;
  const truncated = summary.details?.truncatedCount ?? 0;
  return (
    <Panel title="IFD of the positive samples">
      <div className={classes.stack}>
        <Figures
          figures={[
            { label: 'Positives scored', value: formatCount(scored) },
            { label: 'Median IFD', value: figures.medianIfd === undefined ? 'none' : formatScore(figures.medianIfd) },
            {
              label: `Share at ${ceiling} or above`,
              value: scored === 0 ? 'none' : formatPercent(figures.atCeiling / scored),
              note: formatNoun(figures.atCeiling, 'sample'),
            },
            { label: 'Without IFD', value: formatCount(countUnscored(summary.unscored)) },
            ...(truncated > 0 ? [{ label: 'Answer cut', value: formatCount(truncated) }] : []),
          ]}
        />
        <Origins of={summary.details?.origins ?? []} />
        <IfdHistogram bars={figures.bars} ceiling={ceiling} height={220} plain />
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

/** What computed the scores; where that is not one thing, numbers that differ in their last digits share a ranking. */
function Origins({ of: origins }: { of: ScoreDetails['origins'] }) {
  const studio = useCommands();
  const busy = useStudio((state) => state.scoring.kind !== 'idle' && state.scoring.kind !== 'stopped');
  if (origins.length < 2) {
    return (
      <p className={classes.dim}>{origins.map(({ provenance }) => `Computed by ${describeOrigin(provenance)}.`)}</p>
    );
  }
  return (
    <div className={classes.honest}>
      <p>These scores were not all computed in one way, so near ties may be ranked by rounding:</p>
      <ul className={classes.reasons}>
        {origins.map(({ provenance, count }) => (
          <li key={provenance}>
            {formatNoun(count, 'score')} by {describeOrigin(provenance)}
          </li>
        ))}
      </ul>
      <Button size="xs" variant="default" disabled={busy} onClick={() => void studio.rescoreSamples()}>
        Score all again
      </Button>
    </div>
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

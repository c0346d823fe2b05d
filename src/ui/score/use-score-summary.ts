import type { ScoreDetails } from '../../storage/contract/sample-answers.ts';
import { OUTCOMES } from '../../core/selection/sample-columns.ts';
import type { ScoreFigures } from '../../core/selection/sample-figures.ts';
import { measuredCount, notAnnotatedCount, scorableCount } from '../../studio/state/selectors.ts';
import { useStudio } from '../common/studio-context.tsx';
import { useSampleAnswer } from '../common/use-sample-answer.ts';

export interface ScoreSummary {
  /** Those that can be scored. */
  readonly samples: number;
  /** Those that cannot, until somebody has annotated them. */
  readonly notAnnotated: number;
  /** Samples that have a result of their own, an IFD or a reason for none. */
  readonly measured: number;
  /** Samples whose score is of what they said before an edit. */
  readonly stale: number;
  /** Positive and negative samples without an IFD, by reason. */
  readonly unscored: readonly { readonly reason: string; readonly positives: number; readonly negatives: number }[];
  /** Undefined until they are counted. */
  readonly details: ScoreDetails | undefined;
}

/** What the scores say so far; counted once per batch. */
export function useScoreSummary(): ScoreSummary {
  const samples = useStudio(scorableCount);
  const notAnnotated = useStudio(notAnnotatedCount);
  const measured = useStudio(measuredCount);
  const stale = useStudio(({ sampleView }) => sampleView?.counts.stale ?? 0);
  const byOutcome = useStudio(({ sampleView }) => sampleView?.counts.byOutcome);
  const version = useStudio(({ sampleView }) => sampleView?.rowVersion);
  const details = useSampleAnswer(version === undefined ? undefined : String(version), (store) => store.scoreDetails());
  const unscored = OUTCOMES.flatMap((reason) => {
    const counts = byOutcome?.[reason];
    const isReason = reason !== 'scored' && reason !== 'not-scored-yet';
    return isReason && counts !== undefined && counts.positives + counts.negatives > 0 ? [{ reason, ...counts }] : [];
  });
  return { samples, notAnnotated, measured, stale, unscored, details };
}

const BAR_COUNT = 48;

/** The IFDs of the positive samples, the ones that are ranked; undefined until they are counted. */
export function useScoreFigures(): ScoreFigures | undefined {
  const version = useStudio(({ sampleView }) => sampleView?.rankVersion);
  const mentions = useStudio(({ sampleView }) => sampleView?.rowVersion);
  const ceiling = useStudio((state) => state.selectionOptions.ifdCeiling);
  const key = version === undefined ? undefined : `${version} ${mentions} ${ceiling}`;
  return useSampleAnswer(key, (store) => store.scoreFigures({ ceiling, barCount: BAR_COUNT }));
}

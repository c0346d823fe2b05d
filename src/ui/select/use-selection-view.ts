import type { SelectionSummary } from '../../core/project/sample-answers.ts';
import { isSameRule } from '../../core/selection/same-rule.ts';
import type { SelectionFigures } from '../../core/selection/sample-figures.ts';
import type { SelectionCounts, SelectionOptions } from '../../core/selection/selection.ts';
import type { EntityTypeStatistics } from '../../core/selection/selection-statistics.ts';
import { measuredCount, scorableCount } from '../../studio/selectors.ts';
import { formatAll, formatCount, formatNoun } from '../common/number-format.ts';
import { useStudio } from '../common/studio-context.tsx';
import { useSampleAnswer } from '../common/use-sample-answer.ts';

export interface SelectionView {
  readonly options: SelectionOptions;
  /** Undefined until they are counted, as the next one. */
  readonly figures: SelectionFigures | undefined;
  /** Your decisions counted in. */
  readonly statistics: readonly EntityTypeStatistics[] | undefined;
  readonly cutOffIfd: number | undefined;
  readonly counts: SelectionCounts;
  /** Samples that the person's decisions turn against the filter. */
  readonly overruled: SelectionSummary['overruled'];
  /** Samples without a score yet. */
  readonly waiting: number;
  /** What will happen, in one sentence. */
  readonly sentence: string;
}

const BAR_COUNT = 48;
const NO_COUNTS: SelectionCounts = { positives: 0, keptPositives: 0, negatives: 0, keptNegatives: 0, notAnnotated: 0 };
const NONE_OVERRULED = { approved: 0, rejected: 0 };

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
  const { overruled } = selected ?? { overruled: NONE_OVERRULED };
  return {
    options,
    figures,
    statistics,
    cutOffIfd,
    counts,
    overruled,
    waiting,
    sentence: sentenceOf({ counts, statistics, overruled, isTried }),
  };
}

function sentenceOf({
  counts,
  statistics,
  overruled,
  isTried,
}: Pick<SelectionView, 'counts' | 'statistics' | 'overruled'> & { readonly isTried: boolean }): string {
  const negatives =
    counts.keptNegatives === counts.negatives
      ? formatAll(counts.negatives, 'negative')
      : `${formatCount(counts.keptNegatives)} of ${formatNoun(counts.negatives, 'negative')}`;
  const said = [];
  if (overruled.approved > 0) said.push(`keep ${formatCount(overruled.approved)} more`);
  if (overruled.rejected > 0) said.push(`drop ${formatCount(overruled.rejected)}`);
  const yours = said.length === 0 ? '' : ` Your own decisions ${said.join(' and ')}.`;
  return `${isTried ? 'Would keep' : 'Keeps'} ${formatCount(counts.keptPositives)} of ${formatNoun(counts.positives, 'positive')} and ${negatives}; ${vanishWords(statistics)}.${yours}`;
}

function vanishWords(statistics: SelectionView['statistics']): string {
  if (statistics === undefined) return 'names are being counted';
  const vanished = statistics
    .filter((type) => type.vanishedNames > 0)
    .map((type) => `${formatCount(type.vanishedNames)} of ${formatNoun(type.names, `${type.entityType} name`)}`);
  if (vanished.length === 0) return 'no name vanishes';
  const count = statistics.reduce((sum, type) => sum + type.vanishedNames, 0);
  return `${listWords(vanished)} ${count === 1 ? 'vanishes' : 'vanish'}`;
}

function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

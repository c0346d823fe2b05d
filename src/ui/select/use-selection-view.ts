import { useMemo } from 'react';
import { isPositiveSample } from '../../core/samples/sample.ts';
import type { SelectionOptions } from '../../core/selection/selection.ts';
import type { EntityTypeStatistics } from '../../core/selection/selection-statistics.ts';
import { keptByType, unscoredSamples } from '../../studio/selectors.ts';
import type { IfdPoint } from '../common/ifd-bars.ts';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { useStudio } from '../common/studio-context.tsx';

export interface SelectionView {
  readonly options: SelectionOptions;
  readonly points: readonly IfdPoint[];
  readonly cutOffIfd: number | undefined;
  readonly counts: {
    readonly positives: number;
    readonly keptPositives: number;
    readonly negatives: number;
    readonly keptNegatives: number;
  };
  /** IFDs of the samples that the cut-off chooses from. */
  readonly eligibleIfds: readonly number[];
  /** What the keep ratio is a share of. */
  readonly baseCount: number;
  /** Your decisions counted in. */
  readonly statistics: readonly EntityTypeStatistics[];
  /** Samples that the person's decisions turn against the filter. */
  readonly overruled: { readonly approved: number; readonly rejected: number };
  /** Samples without a score yet. */
  readonly waiting: number;
  /** What will happen, in one sentence. */
  readonly sentence: string;
}

/** The filter's picks as the lab shows them, decisions of the person set apart. */
export function useSelectionView(): SelectionView {
  const samples = useStudio((state) => state.samples);
  const scores = useStudio((state) => state.scores);
  const selection = useStudio((state) => state.selection);
  const options = useStudio((state) => state.selectionOptions);
  const decisions = useStudio((state) => state.decisions);
  const statistics = useStudio(keptByType);
  const waiting = useStudio((state) => unscoredSamples(state).length);

  const ranked = useMemo(() => {
    const all = options.strategy === 'superfiltering';
    const points: IfdPoint[] = [];
    const eligibleIfds: number[] = [];
    let rankable = 0;
    for (const [index, sample] of samples.entries()) {
      if (!all && !isPositiveSample(sample)) continue;
      rankable += 1;
      const result = scores.get(sample.contentHash)?.result;
      if (result?.kind !== 'scored') continue;
      points.push({ ifd: result.ifd, kept: selection?.picks[index]?.kept ?? false });
      if (result.ifd < options.ifdCeiling) eligibleIfds.push(result.ifd);
    }
    return { points, eligibleIfds, baseCount: options.base === 'all-positives' ? rankable : eligibleIfds.length };
  }, [samples, scores, selection, options.strategy, options.ifdCeiling, options.base]);

  const overruled = useMemo(() => {
    let approved = 0;
    let rejected = 0;
    for (const pick of selection?.picks ?? []) {
      const verdict = decisions.get(pick.sampleId)?.verdict;
      if (verdict === 'approved' && !pick.kept) approved += 1;
      if (verdict === 'rejected' && pick.kept) rejected += 1;
    }
    return { approved, rejected };
  }, [selection, decisions]);

  const counts = selection?.counts ?? { positives: 0, keptPositives: 0, negatives: 0, keptNegatives: 0 };
  return {
    options,
    points: ranked.points,
    cutOffIfd: selection?.cutOffIfd,
    counts,
    eligibleIfds: ranked.eligibleIfds,
    baseCount: ranked.baseCount,
    statistics,
    overruled,
    waiting,
    sentence: sentenceOf(counts, statistics, overruled),
  };
}

function sentenceOf(
  counts: SelectionView['counts'],
  statistics: readonly EntityTypeStatistics[],
  overruled: SelectionView['overruled'],
): string {
  const negatives =
    counts.keptNegatives === counts.negatives
      ? `all ${formatNoun(counts.negatives, 'negative')}`
      : `${formatCount(counts.keptNegatives)} of ${formatNoun(counts.negatives, 'negative')}`;
  const vanished = statistics
    .filter((type) => type.vanishedNames > 0)
    .map((type) => `${formatCount(type.vanishedNames)} of ${formatCount(type.names)} ${type.entityType} names`);
  const vanish = vanished.length === 0 ? 'no name vanishes' : `${listWords(vanished)} vanish`;
  const said = [];
  if (overruled.approved > 0) said.push(`keep ${formatCount(overruled.approved)} more`);
  if (overruled.rejected > 0) said.push(`drop ${formatCount(overruled.rejected)}`);
  const yours = said.length === 0 ? '' : ` Your own decisions ${said.join(' and ')}.`;
  return `Keeps ${formatCount(counts.keptPositives)} of ${formatNoun(counts.positives, 'positive')} and ${negatives}; ${vanish}.${yours}`;
}

function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

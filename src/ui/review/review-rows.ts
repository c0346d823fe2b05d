import { isPositiveSample, type Sample } from '../../core/samples/sample.ts';
import type { Selection, SelectionPick } from '../../core/selection/selection.ts';
import type { StudioState } from '../../studio/state.ts';

type Score = NonNullable<ReturnType<StudioState['scores']['get']>>;

/** A sample as the queue lists it. Carries no decision: a decision must not make 10,000 rows anew. */
export interface ReviewRow {
  readonly sample: Sample;
  /** 1-based place in the corpus. */
  readonly position: number;
  readonly positive: boolean;
  readonly ifd: number | undefined;
  readonly score: Score | undefined;
  readonly pick: SelectionPick | undefined;
  /** Types of the sample's mentions, in order of first appearance. */
  readonly entityTypes: readonly string[];
}

export function buildReviewRows(
  samples: readonly Sample[],
  scores: StudioState['scores'],
  selection: Selection | undefined,
): readonly ReviewRow[] {
  return samples.map((sample, index) => {
    const score = scores.get(sample.contentHash);
    return {
      sample,
      position: index + 1,
      positive: isPositiveSample(sample),
      ifd: score?.result.kind === 'scored' ? score.result.ifd : undefined,
      score,
      pick: selection?.picks[index],
      entityTypes: [...new Set(sample.mentions.map((mention) => mention.entityType))],
    };
  });
}

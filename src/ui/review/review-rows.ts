import { isPositiveSample, type Sample } from '../../core/samples/sample.ts';
import type { Decision, Selection, SelectionPick } from '../../core/selection/selection.ts';
import type { StudioState } from '../../studio/state.ts';
import type { ReasonKind } from '../common/reason-label.ts';

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

export const decisionChoices = ['any', 'undecided', 'approved', 'rejected', 'unsure', 'overruling'] as const;
export const pickChoices = ['any', 'kept', 'dropped'] as const;
export const kindChoices = ['any', 'positive', 'negative'] as const;

/** What the queue shows. An empty text or `any` restricts nothing. */
export interface ReviewFilter {
  readonly text: string;
  readonly decision: (typeof decisionChoices)[number];
  readonly pick: (typeof pickChoices)[number];
  readonly kind: (typeof kindChoices)[number];
  readonly reason: ReasonKind | 'any';
  readonly entityType: string;
}

/** Entity type of a filter that restricts none. */
export const anyEntityType = '';

export const openFilter: ReviewFilter = {
  text: '',
  decision: 'any',
  pick: 'any',
  kind: 'any',
  reason: 'any',
  entityType: anyEntityType,
};

function matchesDecision(row: ReviewRow, wanted: ReviewFilter['decision'], decision: Decision | undefined): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'undecided':
      return decision === undefined;
    case 'approved':
    case 'rejected':
    case 'unsure':
      return decision?.verdict === wanted;
    case 'overruling':
      if (decision === undefined || decision.verdict === 'unsure') return false;
      return (decision.verdict === 'approved') !== (row.pick?.kept ?? false);
  }
  return wanted satisfies never;
}

/** Rows that the filter lets through, in their order. Text is searched in input, answer and document id. */
export function filterRows(
  rows: readonly ReviewRow[],
  filter: ReviewFilter,
  decisions: ReadonlyMap<string, Decision>,
): readonly ReviewRow[] {
  const text = filter.text.trim().toLowerCase();
  return rows.filter((row) => {
    const { sample, pick } = row;
    if (filter.kind !== 'any' && (filter.kind === 'positive') !== row.positive) return false;
    if (filter.pick !== 'any' && (filter.pick === 'kept') !== (pick?.kept ?? false)) return false;
    if (filter.reason !== 'any' && pick?.reason.kind !== filter.reason) return false;
    if (filter.entityType !== anyEntityType && !row.entityTypes.includes(filter.entityType)) return false;
    if (!matchesDecision(row, filter.decision, decisions.get(sample.id))) return false;
    return (
      text === '' ||
      sample.input.toLowerCase().includes(text) ||
      sample.answer.toLowerCase().includes(text) ||
      sample.documentId.toLowerCase().includes(text)
    );
  });
}

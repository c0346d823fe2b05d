import { passageKey } from '../../core/annotations/current-corpus.ts';
import { type MentionDifference, mentionDifferences } from '../../core/annotations/mention-differences.ts';
import type { Mention } from '../../core/corpus/corpus.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { type Column, type ColumnId, columnsOf, mentionsOfColumn } from '../../studio/columns.ts';
import type { StudioState } from '../../studio/state.ts';

/** What the current mentions are compared with. */
export type ComparisonSide = Exclude<ColumnId, 'current'> | 'none';

const NONE = { id: 'none', label: 'Nothing', subject: 'nobody' } as const;

/** What the current mentions can be compared with, in the order of the key that turns them. */
export function sidesOf(
  state: Pick<StudioState, 'predictedBy' | 'copies'>,
): readonly (Omit<Column, 'id'> & { readonly id: ComparisonSide })[] {
  const columns = columnsOf(state).flatMap(({ id, ...rest }) => (id === 'current' ? [] : [{ id, ...rest }]));
  return [...columns, NONE];
}

/** The other side's mentions in the sample's input; undefined where that side has no say on the sample. */
export function mentionsOfSide(
  state: StudioState,
  sample: Sample,
  side: ComparisonSide,
): readonly Mention[] | undefined {
  return side === 'none' ? undefined : mentionsOfColumn(state, sample, side);
}

/** Whether there is anything to decide about a sample. */
export function hasDifferences(state: StudioState, sample: Sample, side: ComparisonSide): boolean {
  // Passages that nobody edited are the most, and are as imported.
  if (side === 'imported' && !state.edits.has(passageKey(sample))) return false;
  const theirs = mentionsOfSide(state, sample, side);
  return theirs !== undefined && differencesFrom(sample, theirs).length > 0;
}

export function differencesFrom(sample: Sample, theirs: readonly Mention[]): readonly MentionDifference[] {
  return mentionDifferences(sample.mentions, theirs);
}

import { passageKey } from '../../../core/annotations/current-corpus.ts';
import { type MentionDifference, mentionDifferences } from '../../../core/annotations/mention-differences.ts';
import type { PassageRef } from '../../../core/annotations/annotation-edit.ts';
import type { Mention } from '../../../core/corpus/corpus.ts';
import type { Sample } from '../../../core/samples/sample.ts';
import { type Column, type ColumnId, columnsOf, mentionsOfColumn } from '../../../studio/state/columns.ts';
import type { OpenSample } from '../../../studio/state/slices/samples-slice.ts';
import type { StudioState } from '../../../studio/state/state.ts';

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
  state: Pick<StudioState, 'sampleOptions' | 'copies'>,
  open: OpenSample,
  side: ComparisonSide,
): readonly Mention[] | undefined {
  return side === 'none' ? undefined : mentionsOfColumn(state, open, side);
}

/** How a sample differs from a side; nothing where that has no say on it. */
export function differencesOf(
  state: Pick<StudioState, 'sampleOptions' | 'copies'>,
  open: OpenSample,
  side: ComparisonSide,
): readonly MentionDifference[] {
  const theirs = mentionsOfSide(state, open, side);
  return theirs === undefined ? [] : differencesFrom(open.row.sample, theirs);
}

export function differencesFrom(sample: Sample, theirs: readonly Mention[]): readonly MentionDifference[] {
  return mentionDifferences(sample.mentions, theirs);
}

/** Models whose answers a side or a column is made of, by hash. */
export function modelsOf(id: ColumnId | 'none'): readonly string[] {
  return id.startsWith('model:') ? [id.slice('model:'.length)] : [];
}

/**
 * The passages that can differ from a side; undefined where all can. What nobody edited, here or there, is as the file
 * has it.
 */
export function differingPassages(
  { edits, copies }: Pick<StudioState, 'edits' | 'copies'>,
  side: ComparisonSide,
): readonly PassageRef[] | undefined {
  if (side === 'none') return [];
  if (side.startsWith('model:')) return undefined;
  const copy = copies.find(({ name }) => side === `copy:${name}`);
  const keys = new Set([...edits.keys(), ...(copy?.edits.keys() ?? [])]);
  return [...keys].map(refOfKey);
}

function refOfKey(key: string): PassageRef {
  const [documentId = '', passageId = '']: readonly string[] = JSON.parse(key);
  if (passageKey({ documentId, passageId }) !== key) throw new Error(`no key of a passage: ${key}`);
  return { documentId, passageId };
}

import type { FileWork } from '../../studio/state/slices/corpus-slice.ts';
import { formatNoun } from '../common/number-format.ts';

/** "2 decisions, 1 note and 3 edited mentions"; undefined where nothing was done. */
export function workWords({ decisions, notes, marks, edits }: FileWork): string | undefined {
  const parts = [
    ...(decisions > 0 ? [formatNoun(decisions, 'decision')] : []),
    ...(notes > 0 ? [formatNoun(notes, 'note')] : []),
    ...(marks > 0 ? [formatNoun(marks, 'sample said to be annotated', 'samples said to be annotated')] : []),
    ...(edits > 0 ? [formatNoun(edits, 'edited mention')] : []),
  ];
  const last = parts.at(-1);
  if (last === undefined) return undefined;
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** Of the same: what one verb says of it. */
export function isOneThing({ decisions, notes, marks, edits }: FileWork): boolean {
  return decisions + notes + marks + edits === 1;
}

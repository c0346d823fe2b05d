import { passageOfKey } from '../../core/annotations/current-corpus.ts';
import type { FileWork } from '../state/slices/corpus-slice.ts';
import type { StudioState } from '../state/state.ts';
import type { StudioContext } from '../state/studio-context.ts';

type Reviewed = Pick<StudioState, 'decisions' | 'notes' | 'marks' | 'edits'>;

/** What people did on documents of some files. */
export async function countFileWork(
  { get, deps }: StudioContext,
  isAsked: (file: string) => boolean,
): Promise<FileWork> {
  const state = get();
  const { decisions, notes, marks, edits } = idsOfWork(state);
  const files = await deps.store.filesOf([
    ...decisions,
    ...notes,
    ...marks,
    ...edits.map(({ documentId }) => documentId),
  ]);
  const isOf = (at: number): boolean => {
    const file = files[at];
    return file !== undefined && isAsked(file);
  };
  const behindNotes = decisions.length + notes.length;
  const behindMarks = behindNotes + marks.length;
  return {
    decisions: decisions.filter((_, at) => isOf(at)).length,
    notes: notes.filter((_, at) => isOf(decisions.length + at)).length,
    marks: marks.filter((_, at) => isOf(behindNotes + at)).length,
    edits: edits.reduce((sum, { count }, at) => sum + (isOf(behindMarks + at) ? count : 0), 0),
  };
}

/** Sample ids of decisions, notes and marks, and documents with the number of mentions edited in them. */
export function idsOfWork({ decisions, notes, marks, edits }: Reviewed): {
  readonly decisions: readonly string[];
  readonly notes: readonly string[];
  readonly marks: readonly string[];
  readonly edits: readonly { readonly documentId: string; readonly count: number }[];
} {
  return {
    decisions: [...decisions.keys()],
    notes: [...notes.keys()],
    marks: [...marks.keys()],
    edits: [...edits].map(([key, ofPassage]) => ({ documentId: passageOfKey(key).documentId, count: ofPassage.size })),
  };
}

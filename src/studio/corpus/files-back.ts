import type { Document } from '../../core/corpus/corpus.ts';
import { isBack, type PutAside } from '../../core/open/put-aside.ts';
import { documentOfId } from '../../core/samples/document-of-sample.ts';
import type { FileNotice, FileWork } from '../state/slices/corpus-slice.ts';
import type { StudioState } from '../state/state.ts';
import { countFileWork } from './file-work.ts';
import type { CarriedWork } from './work-aside.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Which of the documents that were removed are among those that came in. */
export function findBack(
  aside: readonly PutAside[],
  documents: readonly Document[],
): { readonly back: readonly Document[]; readonly waiting: readonly PutAside[] } {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const ids = new Set(aside.filter((each) => isBack(each, byId)).map(({ documentId }) => documentId));
  return {
    back: documents.filter(({ id }) => ids.has(id)),
    waiting: aside.filter(({ documentId }) => !ids.has(documentId)),
  };
}

/** What the person is told of a file that was read in another way; undefined where all of their work stands as it did. */
export function readAgainNotice(
  state: Pick<StudioState, 'decisions'>,
  file: string,
  { before, after, carried }: { readonly before: FileWork; readonly after: FileWork; readonly carried: CarriedWork },
): FileNotice | undefined {
  const droppedMarks = carried.records.filter(({ kind }) => kind === 'mark').length;
  const gone = (count: keyof FileWork): number => Math.max(before[count] - after[count], 0);
  const work = {
    decisions: gone('decisions'),
    notes: gone('notes'),
    marks: Math.max(gone('marks') - droppedMarks, 0),
    edits: gone('edits'),
  };
  const isOfChanged = (sampleId: string): boolean =>
    documentOfId(sampleId, (id) => carried.changed.has(id)) !== undefined;
  const changedDecisions = [...state.decisions.keys()].filter(isOfChanged).length;
  const isSilent = droppedMarks + changedDecisions === 0 && Object.values(work).every((count) => count === 0);
  return isSilent ? undefined : { kind: 'read-again', file, work, changedDecisions, droppedMarks };
}

/** Tells the person that what they did on the documents, if anything, is there again. */
export async function sayBack(context: StudioContext, back: readonly Document[]): Promise<void> {
  const files = new Set(back.map(({ source }) => source));
  const work = await countFileWork(context, (file) => files.has(file));
  if (Object.values(work).every((count) => count === 0)) return;
  context.set({ fileNotice: { kind: 'back', files: [...files], work } });
}

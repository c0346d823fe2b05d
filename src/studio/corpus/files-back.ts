import type { Document } from '../../core/corpus/corpus.ts';
import { isBack, type PutAside } from '../../core/open/put-aside.ts';
import { countFileWork } from './file-work.ts';
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

/** Tells the person that what they did on the documents, if anything, is there again. */
export async function sayBack(context: StudioContext, back: readonly Document[]): Promise<void> {
  const files = new Set(back.map(({ source }) => source));
  const work = await countFileWork(context, (file) => files.has(file));
  if (Object.values(work).every((count) => count === 0)) return;
  context.set({ fileNotice: { kind: 'back', files: [...files], work } });
}

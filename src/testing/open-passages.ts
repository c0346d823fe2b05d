import type { OpenPassage } from '../core/annotations/annotation-edit.ts';
import type { Corpus } from '../core/corpus/corpus.ts';

/** Every passage of a corpus, open from end to end. */
export function openPassages({ documents }: Corpus): OpenPassage[] {
  return documents.flatMap(({ id, passages }) =>
    passages.map((passage) => ({
      ref: { documentId: id, passageId: passage.id },
      text: passage.text,
      mentions: passage.mentions,
      within: { start: 0, end: passage.text.length },
    })),
  );
}

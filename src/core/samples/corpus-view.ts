import type { Corpus, Document, Passage } from '../corpus/corpus.ts';
import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { Sample } from './sample.ts';

/**
 * The part of a corpus that samples show: a passage that is a sample stays whole, of one that was cut into sentences
 * each asked sentence becomes a passage of its own. Documents without any are left out; mentions are those of the
 * samples.
 */
export function viewOfSamples({ documents }: Corpus, samples: readonly Sample[]): Corpus {
  const byDocument = new Map<string, Map<string, Sample[]>>();
  for (const sample of samples) {
    const passages = byDocument.get(sample.documentId) ?? new Map<string, Sample[]>();
    passages.set(sample.passageId, [...(passages.get(sample.passageId) ?? []), sample]);
    byDocument.set(sample.documentId, passages);
  }
  const viewed = documents.flatMap((document): Document[] => {
    const asked = byDocument.get(document.id);
    if (!asked) return [];
    const uniqueId = createUniqueIds();
    const passages = document.passages.flatMap((passage) =>
      (asked.get(passage.id) ?? []).map((sample) => toPassage(passage, sample, uniqueId)),
    );
    return [{ ...document, passages }];
  });
  return { documents: viewed };
}

function toPassage(
  passage: Passage,
  { span, input, mentions, gaps, settled }: Sample,
  uniqueId: (id: string) => string,
): Passage {
  const { gaps: _gaps, joins: _joins, ...whole } = passage;
  const left = gaps !== undefined && settled !== true ? { gaps } : {};
  if (span.start === 0 && span.end === passage.text.length) {
    return { ...whole, ...left, id: uniqueId(passage.id), mentions };
  }
  const { given, sentences, ...rest } = whole;
  const number = (sentences ?? []).findIndex(({ start }) => start === span.start);
  const id = uniqueId(`${passage.id}/${number === -1 ? `${span.start}-${span.end}` : number + 1}`);
  return { ...rest, ...left, ...(given && { given }), id, kind: 'sentence', text: input, mentions };
}

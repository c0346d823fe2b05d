import type { Corpus, Mention } from '../corpus/corpus.ts';
import type { PredictedMention } from './sample-prediction.ts';
import type { Sample } from './sample.ts';

/** What a model found in a sample. */
export interface AnsweredSample {
  readonly sample: Pick<Sample, 'documentId' | 'passageId' | 'span'>;
  readonly mentions: readonly Omit<PredictedMention, 'confidence'>[];
}

/**
 * The corpus with a model's mentions in the place of its own, sample offsets turned into those of the passage. Documents
 * that hold none of the samples are left out; confidences are too, for no format has a place for them.
 */
export function predictedCorpus({ documents }: Corpus, answered: readonly AnsweredSample[]): Corpus {
  const byDocument = new Map<string, Map<string, AnsweredSample[]>>();
  for (const answer of answered) {
    const { documentId, passageId } = answer.sample;
    const passages = byDocument.get(documentId) ?? new Map<string, AnsweredSample[]>();
    byDocument.set(documentId, passages);
    const ofPassage = passages.get(passageId);
    if (ofPassage === undefined) passages.set(passageId, [answer]);
    else ofPassage.push(answer);
  }
  const predicted = documents.flatMap((document) => {
    const asked = byDocument.get(document.id);
    if (asked === undefined) return [];
    // A given answer is the right one: what goes out here is the model's.
    const passages = document.passages.map(({ id, kind, text, sentences }) => {
      const passage = { id, kind, text, mentions: placed(text, asked.get(id) ?? []) };
      return sentences === undefined ? passage : { ...passage, sentences };
    });
    // Relations are between mentions that are not there any more.
    const { relations: _, ...rest } = document;
    return [{ ...rest, passages }];
  });
  return { documents: predicted };
}

function placed(text: string, answered: readonly AnsweredSample[]): readonly Mention[] {
  const spans = answered.flatMap(({ sample, mentions }) =>
    mentions.map(({ start, end, entityType }) => ({
      span: { start: sample.span.start + start, end: sample.span.start + end },
      entityType,
    })),
  );
  return spans
    .toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
    .map(({ span, entityType }, index) => ({
      id: `m${index + 1}`,
      span,
      entityType,
      quote: text.slice(span.start, span.end),
    }));
}

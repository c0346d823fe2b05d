import type { SuggestedPassage, Suggestion } from '../core/annotations/take-suggestions.ts';
import { shiftMention } from '../core/samples/mentions-within.ts';
import type { Sample } from '../core/samples/sample.ts';
import { answersOf, mentionsOfColumn } from './columns.ts';
import { questionHashOf } from './prediction-selectors.ts';
import type { StudioState } from './state.ts';

type Asked = Pick<
  StudioState,
  'corpus' | 'sampleOptions' | 'predictions' | 'otherPredictions' | 'predictedBy' | 'copies'
>;

/** What a model suggests of the types asked for, by passage; nothing for samples that it was not asked about. */
export function suggestionsOf(state: Asked, samples: readonly Sample[], modelHash: string): SuggestedPassage[] {
  const answers = answersOf(state, modelHash);
  if (answers === undefined || state.corpus.kind !== 'ready') return [];
  const documents = new Map(state.corpus.corpus.documents.map((document) => [document.id, document]));
  const found = new Map<string, { passage: SuggestedPassage['passage']; suggestions: Suggestion[] }>();
  for (const sample of samples) {
    const { documentId, passageId, span } = sample;
    const predicted = answers.get(questionHashOf(sample))?.mentions ?? [];
    const mentions = mentionsOfColumn(state, sample, `model:${modelHash}`) ?? [];
    const passage = documents.get(documentId)?.passages.find(({ id }) => id === passageId);
    if (passage === undefined || mentions.length === 0) continue;
    const key = JSON.stringify([documentId, passageId]);
    const within = { start: 0, end: passage.text.length };
    const open = { ref: { documentId, passageId }, text: passage.text, mentions: passage.mentions, within };
    const ofPassage = found.get(key) ?? { passage: open, suggestions: [] };
    found.set(key, ofPassage);
    for (const [index, mention] of mentions.entries()) {
      const confidence = predicted[index]?.confidence;
      if (confidence !== undefined && state.sampleOptions.entityTypes.includes(mention.entityType)) {
        ofPassage.suggestions.push({ mention: shiftMention(mention, span.start), confidence });
      }
    }
  }
  return [...found.values()];
}

import { passageKey } from '../../core/annotations/current-corpus.ts';
import type { SuggestedPassage, Suggestion } from '../../core/annotations/take-suggestions.ts';
import { shiftMention } from '../../core/samples/mentions-within.ts';
import { mentionsOfColumn } from '../state/columns.ts';
import type { OpenSample } from '../state/slices/samples-slice.ts';
import type { StudioState } from '../state/state.ts';

/**
 * What a model suggests of the types asked for, by passage, put together of samples that come a few at a time; nothing
 * for samples that it was not asked about.
 */
export function collectSuggestions(
  state: Pick<StudioState, 'sampleOptions' | 'copies'>,
  modelHash: string,
): { add(samples: readonly OpenSample[]): void; passages(): readonly SuggestedPassage[] } {
  const found = new Map<string, { passage: SuggestedPassage['passage']; suggestions: Suggestion[] }>();
  const add = (open: OpenSample): void => {
    const { documentId, passageId, span } = open.row.sample;
    const predicted = open.predictions.get(modelHash)?.mentions ?? [];
    const mentions = mentionsOfColumn(state, open, `model:${modelHash}`) ?? [];
    if (mentions.length === 0) return;
    const key = passageKey({ documentId, passageId });
    const { text, mentions: standing } = open.passage;
    const passage = {
      ref: { documentId, passageId },
      text,
      mentions: standing,
      within: { start: 0, end: text.length },
    };
    const ofPassage = found.get(key) ?? { passage, suggestions: [] };
    found.set(key, ofPassage);
    for (const [index, mention] of mentions.entries()) {
      // What a file says without a confidence is taken where any is enough.
      const confidence = predicted[index]?.confidence ?? 0;
      if (state.sampleOptions.entityTypes.includes(mention.entityType)) {
        ofPassage.suggestions.push({ mention: shiftMention(mention, span.start), confidence });
      }
    }
  };
  return {
    add: (samples) => {
      for (const open of samples) add(open);
    },
    passages: () => [...found.values()],
  };
}

import type { Mention } from '../corpus/corpus.ts';
import { type EditOutcome, type MentionChange, type OpenPassage, refused } from './annotation-edit.ts';
import { freeMentionIds } from './put-mention.ts';
import { isSameMention, piecesOf, standMention, standsIn } from './stand-mention.ts';

export interface Suggestion {
  /** In the passage's text. */
  readonly mention: Mention;
  /** Probability, in (0, 1], that the model gives it; 0 where it gives none. */
  readonly confidence: number;
}

export interface SuggestedPassage {
  readonly passage: OpenPassage;
  readonly suggestions: readonly Suggestion[];
}

export interface SuggestionCount {
  /** Those that would be taken, in order. */
  readonly taken: readonly Mention[];
  /** There already, in equal words at the same place. */
  readonly alreadyThere: number;
  /** Those that overlap another mention, which stays as it is: which of the two is right is for a person to say. */
  readonly contested: number;
  /** Below the confidence that is asked for. */
  readonly below: number;
  readonly outcome: EditOutcome;
}

/**
 * Takes every suggestion of at least `minConfidence`, in [0, 1], that no mention stands in the way of, as one act.
 * Throws on a suggestion that is not of its passage's text, which no caller has.
 */
export function takeSuggestions(
  passages: readonly SuggestedPassage[],
  { minConfidence, subject }: { readonly minConfidence: number; readonly subject: string },
): SuggestionCount {
  const changes: MentionChange[] = [];
  const taken: Mention[] = [];
  let [alreadyThere, contested, below] = [0, 0, 0];
  for (const { passage, suggestions } of passages) {
    const freeId = freeMentionIds(passage.mentions);
    const there = [...passage.mentions];
    for (const { mention, confidence } of suggestions) {
      if (!standsIn(passage.text, mention)) throw new Error(`“${mention.quote}” does not stand in its passage`);
      if (there.some((other) => isSameMention(other, mention))) alreadyThere += 1;
      else if (confidence < minConfidence) below += 1;
      else if (there.some(({ span }) => span.start < mention.span.end && mention.span.start < span.end)) contested += 1;
      else {
        const pieces = piecesOf(mention);
        const after = standMention(passage.text, { ...mention, id: freeId(pieces), pieces });
        there.push(after);
        taken.push(after);
        changes.push({ passage: passage.ref, mentionId: after.id, before: undefined, after });
      }
    }
  }
  const label = `Take ${changes.length} ${changes.length === 1 ? 'suggestion' : 'suggestions'} of ${subject}`;
  const outcome: EditOutcome =
    changes.length === 0 ? refused('nothing-changes') : { kind: 'edit', edit: { label, changes } };
  return { taken, alreadyThere, contested, below, outcome };
}

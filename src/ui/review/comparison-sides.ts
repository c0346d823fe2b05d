import { passageKey } from '../../core/annotations/current-corpus.ts';
import { type MentionDifference, mentionDifferences } from '../../core/annotations/mention-differences.ts';
import { standMention } from '../../core/annotations/stand-mention.ts';
import type { Mention } from '../../core/corpus/corpus.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { predictionOf } from '../../studio/prediction-selectors.ts';
import { importedMentionsOf } from '../../studio/review-passage.ts';
import type { StudioState } from '../../studio/state.ts';

/** What the current mentions are compared with. */
export const comparisonSides = ['imported', 'prediction', 'none'] as const;

export type ComparisonSide = (typeof comparisonSides)[number];

export const sideLabels: Readonly<Record<ComparisonSide, string>> = {
  imported: 'As imported',
  prediction: 'Prediction',
  none: 'Nothing',
};

/** In the label of an act: "Take “aspirin” as the file has it". */
export const sideSubjects: Readonly<Record<ComparisonSide, string>> = {
  imported: 'the file',
  prediction: 'the model',
  none: 'nobody',
};

/** The other side's mentions in the sample's input; undefined where that side has no say on the sample. */
export function mentionsOfSide(
  state: StudioState,
  sample: Sample,
  side: ComparisonSide,
): readonly Mention[] | undefined {
  switch (side) {
    case 'imported':
      return importedMentionsOf(state, sample);
    case 'prediction':
      return predictionOf(state, sample.id)?.mentions.map(({ start, end, entityType }, index) =>
        standMention(sample.input, { id: `p${index + 1}`, entityType, pieces: [{ start, end }] }),
      );
    case 'none':
      return undefined;
    default:
      return side satisfies never;
  }
}

/** Whether there is anything to decide about a sample. */
export function hasDifferences(state: StudioState, sample: Sample, side: ComparisonSide): boolean {
  // Passages that nobody edited are the most, and are as imported.
  if (side === 'imported' && !state.edits.has(passageKey(sample))) return false;
  const theirs = mentionsOfSide(state, sample, side);
  return theirs !== undefined && differencesFrom(sample, theirs).length > 0;
}

export function differencesFrom(sample: Sample, theirs: readonly Mention[]): readonly MentionDifference[] {
  return mentionDifferences(sample.mentions, theirs);
}

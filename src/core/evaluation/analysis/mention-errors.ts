import type { EntityType } from '../../corpus/corpus.ts';
import type { AnswerEntity } from '../../samples/templates.ts';
import type { Span } from '../../text/span.ts';
import type { PlacedPrediction } from '../scores/resolve-predictions.ts';

interface GoldMention {
  readonly span: Span;
  readonly entityType: EntityType;
}

/**
 * How one mention was found or not:
 * - `correct`: same start, end and type.
 * - `type`: same start and end, another type.
 * - `boundary`: they overlap, same type.
 * - `boundary-type`: they overlap, another type.
 * - `missed`: gold that no prediction is left for.
 * - `spurious`: a prediction that no gold is left for, or a name that stands nowhere in the text.
 */
export type MentionVerdict =
  | {
      readonly kind: 'correct' | 'type' | 'boundary' | 'boundary-type';
      readonly gold: GoldMention;
      readonly predicted: PlacedPrediction;
    }
  | { readonly kind: 'missed'; readonly gold: GoldMention }
  | { readonly kind: 'spurious'; readonly predicted: PlacedPrediction }
  | { readonly kind: 'spurious'; readonly unplaced: AnswerEntity };

/**
 * Pairs predictions with gold, each mention at most once: first those that are equal, then equal places, then overlaps of
 * the same type, then other overlaps; among overlaps the longest shared stretch goes first. Mentions said twice count
 * once. So gold = correct + type + boundary + boundary-type + missed, and predicted = the same with spurious for missed.
 */
export function judgeMentions(
  gold: readonly GoldMention[],
  predicted: { readonly mentions: readonly PlacedPrediction[]; readonly unplaced: readonly AnswerEntity[] },
): readonly MentionVerdict[] {
  let golds = distinct(gold);
  let predictions = distinct(predicted.mentions);
  const verdicts: MentionVerdict[] = [];
  for (const { kind, isFit } of PASSES) {
    const fits = golds
      .flatMap((one) => predictions.filter((other) => isFit(one, other)).map((other) => ({ one, other })))
      .toSorted((a, b) => sharedLength(b.one.span, b.other.span) - sharedLength(a.one.span, a.other.span));
    const taken = new Set<GoldMention | PlacedPrediction>();
    for (const { one, other } of fits) {
      if (taken.has(one) || taken.has(other)) continue;
      taken.add(one).add(other);
      verdicts.push({ kind, gold: one, predicted: other });
    }
    golds = golds.filter((one) => !taken.has(one));
    predictions = predictions.filter((one) => !taken.has(one));
  }
  return [
    ...verdicts,
    ...golds.map((one): MentionVerdict => ({ kind: 'missed', gold: one })),
    ...predictions.map((one): MentionVerdict => ({ kind: 'spurious', predicted: one })),
    ...predicted.unplaced.map((one): MentionVerdict => ({ kind: 'spurious', unplaced: one })),
  ];
}

type Pass = {
  readonly kind: 'correct' | 'type' | 'boundary' | 'boundary-type';
  readonly isFit: (gold: GoldMention, predicted: PlacedPrediction) => boolean;
};

const PASSES: readonly Pass[] = [
  { kind: 'correct', isFit: (a, b) => isSamePlace(a.span, b.span) && a.entityType === b.entityType },
  { kind: 'type', isFit: (a, b) => isSamePlace(a.span, b.span) },
  { kind: 'boundary', isFit: (a, b) => sharedLength(a.span, b.span) > 0 && a.entityType === b.entityType },
  { kind: 'boundary-type', isFit: (a, b) => sharedLength(a.span, b.span) > 0 },
];

/** The first of each place and type; the most confident where there are confidences. */
function distinct<M extends GoldMention & { readonly confidence?: number }>(mentions: readonly M[]): readonly M[] {
  const known = new Map<string, M>();
  for (const mention of mentions) {
    const key = `${mention.span.start} ${mention.span.end} ${mention.entityType}`;
    const before = known.get(key);
    if (before === undefined || (before.confidence ?? 0) < (mention.confidence ?? 0)) known.set(key, mention);
  }
  return [...known.values()];
}

function isSamePlace(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** UTF-16 units that both cover; at most 0 where they do not overlap. */
function sharedLength(a: Span, b: Span): number {
  return Math.min(a.end, b.end) - Math.max(a.start, b.start);
}

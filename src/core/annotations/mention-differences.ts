import type { Mention } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';
import { isSamePlace, piecesOf } from './stand-mention.ts';

export type DifferenceKind =
  'missing' | 'spurious' | 'start' | 'end' | 'both-edges' | 'parts' | 'type' | 'type-and-place' | 'split' | 'merged';

/** Where two lists of mentions of one text do not say the same. */
export interface MentionDifference {
  /** As seen from `mine`: what is `missing` only they have. */
  readonly kind: DifferenceKind;
  readonly mine: readonly Mention[];
  readonly theirs: readonly Mention[];
  /** From the first to the last character of all of them. */
  readonly region: Span;
}

/**
 * The differences between two lists of mentions of one text, by place. Equal ones say the same; of the rest, pairs are
 * made in this order, each mention at most once: the same place with another type; one of mine over several of theirs
 * of its type, or the other way round; those that share most characters, of the same type before others, then by place.
 * What is left is on one side only. Seen from the other side every difference is the same one, with its kind turned.
 */
export function mentionDifferences(mine: readonly Mention[], theirs: readonly Mention[]): MentionDifference[] {
  const [own, other] = [new Set(mine), new Set(theirs)];
  // What nobody touched is the same object on both sides, and of a whole article that is nearly all.
  const left = new Set(mine.filter((mention) => !other.has(mention)));
  const right = new Set(theirs.filter((mention) => !own.has(mention)));
  const byPlace = new Map<string, Mention[]>();
  for (const mention of right) byPlace.set(keyOf(mention), [...(byPlace.get(keyOf(mention)) ?? []), mention]);
  for (const mention of left) {
    const equal = byPlace.get(keyOf(mention))?.shift();
    if (equal === undefined) continue;
    left.delete(mention);
    right.delete(equal);
  }
  const found: MentionDifference[] = [];
  const take = (kind: DifferenceKind, ours: readonly Mention[], others: readonly Mention[]) => {
    for (const mention of ours) left.delete(mention);
    for (const mention of others) right.delete(mention);
    found.push({ kind, mine: ours, theirs: others, region: hullOf([...ours, ...others]) });
  };
  for (const mention of mine.filter((each) => left.has(each))) {
    const there = [...right].find((each) => isSamePlace(mention, each));
    if (there !== undefined) take('type', [mention], [there]);
  }
  for (const mention of mine.filter((each) => left.has(each))) {
    const parts = partsOf(mention, right, left);
    if (parts.length > 1) take('split', [mention], parts);
  }
  for (const whole of theirs.filter((each) => right.has(each))) {
    const parts = partsOf(whole, left, right);
    if (parts.length > 1) take('merged', parts, [whole]);
  }
  for (const pair of overlaps(left, right)) {
    if (left.has(pair.one) && right.has(pair.other)) take(kindOfPair(pair.one, pair.other), [pair.one], [pair.other]);
  }
  for (const mention of left) take('spurious', [mention], []);
  for (const mention of right) take('missing', [], [mention]);
  return found.toSorted((a, b) => a.region.start - b.region.start || a.region.end - b.region.end);
}

/** Equal for equal place and type. */
function keyOf(mention: Mention): string {
  return `${mention.entityType} ${piecesOf(mention)
    .map(({ start, end }) => `${start}-${end}`)
    .join()}`;
}

/** Mentions of the other side that lie in one and in no other of its side. */
function partsOf(whole: Mention, others: ReadonlySet<Mention>, side: ReadonlySet<Mention>): Mention[] {
  return [...others].filter(
    (other) =>
      other.entityType === whole.entityType &&
      whole.span.start <= other.span.start &&
      other.span.end <= whole.span.end &&
      [...side].every((each) => each === whole || sharedCharacters(each, other) === 0),
  );
}

function overlaps(
  left: ReadonlySet<Mention>,
  right: ReadonlySet<Mention>,
): readonly { readonly one: Mention; readonly other: Mention }[] {
  const pairs = [...left].flatMap((one) =>
    [...right].flatMap((other) => {
      const shared = sharedCharacters(one, other);
      return shared === 0 ? [] : [{ one, other, shared, isSameType: one.entityType === other.entityType }];
    }),
  );
  return pairs.sort(
    (a, b) =>
      Number(b.isSameType) - Number(a.isSameType) ||
      b.shared - a.shared ||
      hullOf([a.one, a.other]).start - hullOf([b.one, b.other]).start ||
      hullOf([a.one, a.other]).end - hullOf([b.one, b.other]).end,
  );
}

function kindOfPair(one: Mention, other: Mention): DifferenceKind {
  if (one.entityType !== other.entityType) return 'type-and-place';
  if (piecesOf(one).length !== piecesOf(other).length) return 'parts';
  const [starts, ends] = [one.span.start === other.span.start, one.span.end === other.span.end];
  if (starts && ends) return 'parts';
  if (starts) return 'end';
  return ends ? 'start' : 'both-edges';
}

function sharedCharacters(one: Mention, other: Mention): number {
  let shared = 0;
  for (const a of piecesOf(one)) {
    for (const b of piecesOf(other)) {
      shared += Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
    }
  }
  return shared;
}

function hullOf(mentions: readonly Mention[]): Span {
  return {
    start: Math.min(...mentions.map(({ span }) => span.start)),
    end: Math.max(...mentions.map(({ span }) => span.end)),
  };
}

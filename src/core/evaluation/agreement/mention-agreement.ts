import { piecesOf } from '../../annotations/stand-mention.ts';
import type { Mention } from '../../corpus/corpus.ts';
import { agreementOf, type AgreementValue, NOTHING_TO_COMPARE } from './agreement-value.ts';

/** How far two lists of mentions of the same texts agree; the same from either side, with `one` and `other` turned. */
export interface MentionAgreement {
  readonly oneCount: number;
  readonly otherCount: number;
  /** Mentions of the same place, part by part, and type on both sides. */
  readonly equalCount: number;
  /** Mentions of `one` that share a character with one of the same type of `other`, and the other way round. */
  readonly oneOverlapping: number;
  readonly otherOverlapping: number;
}

export const NO_MENTIONS: MentionAgreement = {
  oneCount: 0,
  otherCount: 0,
  equalCount: 0,
  oneOverlapping: 0,
  otherOverlapping: 0,
};

/** Counts the agreement of two sides on one text. A mention that one side gives twice counts once. */
export function mentionAgreement(one: readonly Mention[], other: readonly Mention[]): MentionAgreement {
  const [left, right] = [byKey(one), byKey(other)];
  let equalCount = 0;
  for (const key of left.keys()) if (right.has(key)) equalCount += 1;
  return {
    oneCount: left.size,
    otherCount: right.size,
    equalCount,
    oneOverlapping: overlappingCount(left, right),
    otherOverlapping: overlappingCount(right, left),
  };
}

/** Adds the counts of two sets of samples. */
export function addAgreement(one: MentionAgreement, other: MentionAgreement): MentionAgreement {
  return {
    oneCount: one.oneCount + other.oneCount,
    otherCount: one.otherCount + other.otherCount,
    equalCount: one.equalCount + other.equalCount,
    oneOverlapping: one.oneOverlapping + other.oneOverlapping,
    otherOverlapping: one.otherOverlapping + other.otherOverlapping,
  };
}

/** 2 · equal / (one + other): the F1 of either side against the other. Undefined where neither has a mention. */
export function exactF1({ oneCount, otherCount, equalCount }: MentionAgreement): AgreementValue {
  const count = oneCount + otherCount;
  return count === 0 ? NOTHING_TO_COMPARE : agreementOf((2 * equalCount) / count);
}

/** The same with a mention counted as found where it overlaps one of its type; one may meet several. */
export function relaxedF1({ oneCount, otherCount, ...found }: MentionAgreement): AgreementValue {
  const count = oneCount + otherCount;
  if (count === 0) return NOTHING_TO_COMPARE;
  return agreementOf((found.oneOverlapping + found.otherOverlapping) / count);
}

function byKey(mentions: readonly Mention[]): ReadonlyMap<string, Mention> {
  return new Map(
    mentions.map((mention) => {
      const place = piecesOf(mention).map(({ start, end }) => `${start}-${end}`);
      return [`${place.join()} ${mention.entityType}`, mention];
    }),
  );
}

function overlappingCount(mentions: ReadonlyMap<string, Mention>, others: ReadonlyMap<string, Mention>): number {
  const sorted = [...others.values()].toSorted((a, b) => a.span.start - b.span.start);
  let count = 0;
  for (const [key, mention] of mentions) {
    if (others.has(key) || overlapsOne(mention, sorted)) count += 1;
  }
  return count;
}

/** @param others by start */
function overlapsOne(mention: Mention, others: readonly Mention[]): boolean {
  for (const other of others) {
    if (other.span.start >= mention.span.end) return false;
    if (other.entityType === mention.entityType && shareCharacter(mention, other)) return true;
  }
  return false;
}

function shareCharacter(one: Mention, other: Mention): boolean {
  return piecesOf(one).some((piece) =>
    piecesOf(other).some(({ start, end }) => piece.start < end && start < piece.end),
  );
}

import type { PassageRef } from '../annotations/annotation-edit.ts';
import type { MentionRecord } from '../annotations/apply-changes.ts';
import { type MentionEdit, passageKey } from '../annotations/current-corpus.ts';
import { isSameMention, piecesOf } from '../annotations/stand-mention.ts';
import type { Mention } from '../corpus/corpus.ts';
import type { Decision } from '../selection/selection.ts';
import { canonicalText } from './canonical-text.ts';
import type { SampleNote } from './review-step.ts';

/** What people made of a project, apart from its corpus. */
export interface ReviewState {
  readonly decisions: readonly Decision[];
  readonly notes: readonly SampleNote[];
  /** None of it `as-imported`. */
  readonly mentionEdits: readonly MentionRecord[];
}

/** Where two copies say different things. What stands until someone decides is in the merged project. */
export type MergeConflict =
  | { readonly kind: 'decision'; readonly sampleId: string; readonly standing: Decision; readonly other: Decision }
  | {
      readonly kind: 'mention';
      readonly passage: PassageRef;
      readonly mentionId: string;
      readonly standing: MentionEdit;
      readonly other: MentionEdit;
    }
  /** Both added something at the same place, not the same; both stand. */
  | { readonly kind: 'overlap'; readonly passage: PassageRef; readonly one: Mention; readonly other: Mention };

export interface MergedReviews extends ReviewState {
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Unites what was done in two copies of a project. The result does not depend on which comes first, and merging with
 * what was merged already changes nothing:
 *
 * - What only one copy has is taken. Nothing is dropped.
 * - Decisions: the later one stands; where the verdicts differ, that is a conflict.
 * - Notes: both texts, the older one first, unless one holds the other.
 * - An imported mention that was changed in both: the one that keeps it stands before the one that deletes it, the
 *   longer and then the earlier one before the other; a conflict. A mention that both added, in equal words at the same place,
 *   is one; others that overlap are a conflict.
 *
 * @param isImported whether the file itself has a mention of that id in that passage.
 */
export function mergeReviews(
  one: ReviewState,
  other: ReviewState,
  isImported: (passage: PassageRef, mentionId: string) => boolean,
): MergedReviews {
  const decisions = mergeDecisions(one.decisions, other.decisions);
  const mentions = mergeMentions(one.mentionEdits, other.mentionEdits, isImported);
  return {
    decisions: decisions.merged,
    notes: mergeNotes(one.notes, other.notes),
    mentionEdits: mentions.merged,
    conflicts: [...decisions.conflicts, ...mentions.conflicts],
  };
}

interface Merged<T> {
  readonly merged: readonly T[];
  readonly conflicts: readonly MergeConflict[];
}

function mergeDecisions(one: readonly Decision[], other: readonly Decision[]): Merged<Decision> {
  const conflicts: MergeConflict[] = [];
  const merged = [...pairsBy(one, other, ({ sampleId }) => sampleId)].map(([sampleId, both]) => {
    const [standing, second] = both.toSorted(
      (a, b) => b.decidedAtMs - a.decidedAtMs || compare(canonicalText(a), canonicalText(b)),
    );
    if (standing === undefined) throw new Error('a pair is never empty');
    if (second !== undefined && second.verdict !== standing.verdict) {
      conflicts.push({ kind: 'decision', sampleId, standing, other: second });
    }
    return standing;
  });
  return { merged, conflicts };
}

function mergeNotes(one: readonly SampleNote[], other: readonly SampleNote[]): readonly SampleNote[] {
  return [...pairsBy(one, other, ({ sampleId }) => sampleId).values()].map((both) => {
    const [first, second] = both.toSorted(
      (a, b) => a.writtenAtMs - b.writtenAtMs || compare(canonicalText(a), canonicalText(b)),
    );
    if (first === undefined) throw new Error('a pair is never empty');
    if (second === undefined) return first;
    if (second.text.includes(first.text)) return second;
    if (first.text.includes(second.text)) return first;
    const authors = [...new Set([...first.author.split(', '), ...second.author.split(', ')])];
    return { ...second, text: `${first.text}\n${second.text}`, author: authors.join(', ') };
  });
}

function mergeMentions(
  one: readonly MentionRecord[],
  other: readonly MentionRecord[],
  isImported: (passage: PassageRef, mentionId: string) => boolean,
): Merged<MentionRecord> {
  const merged: MentionRecord[] = [];
  const conflicts: MergeConflict[] = [];
  const passages = new Map([...one, ...other].map(({ passage }) => [passageKey(passage), passage]));
  const of = (records: readonly MentionRecord[]) => groupBy(records, ({ passage }) => passageKey(passage));
  const [ofOne, ofOther] = [of(one), of(other)];
  for (const [key, passage] of [...passages].toSorted(([a], [b]) => compare(a, b))) {
    const [mine, theirs] = [ofOne.get(key) ?? [], ofOther.get(key) ?? []];
    const known = ({ mentionId }: MentionRecord): boolean => isImported(passage, mentionId);
    const changed = mergeChanged(passage, mine.filter(known), theirs.filter(known));
    const isAdded = (record: MentionRecord): boolean => !known(record);
    const added = mergeAdded(passage, mine.filter(isAdded), theirs.filter(isAdded));
    merged.push(...changed.merged, ...added.merged);
    conflicts.push(...changed.conflicts, ...added.conflicts);
  }
  return { merged, conflicts };
}

/** Mentions that the file has. */
function mergeChanged(
  passage: PassageRef,
  one: readonly MentionRecord[],
  other: readonly MentionRecord[],
): Merged<MentionRecord> {
  const conflicts: MergeConflict[] = [];
  const merged = [...pairsBy(one, other, ({ mentionId }) => mentionId)].map(([mentionId, both]): MentionRecord => {
    const [standing, second] = both
      .flatMap(({ state }) => (state.kind === 'as-imported' ? [] : [state]))
      .toSorted(byWorth);
    if (standing === undefined) throw new Error('an edit that is none was handed in');
    if (second !== undefined && canonicalText(second) !== canonicalText(standing)) {
      conflicts.push({ kind: 'mention', passage, mentionId, standing, other: second });
    }
    return { passage, mentionId, state: standing };
  });
  return { merged, conflicts };
}

/** Mentions that people added: equal ones become one, and of different ones with one id the later gets another id. */
function mergeAdded(
  passage: PassageRef,
  one: readonly MentionRecord[],
  other: readonly MentionRecord[],
): Merged<MentionRecord> {
  const mentionsOf = (records: readonly MentionRecord[]): readonly Mention[] =>
    records.flatMap(({ state }) => (state.kind === 'put' ? [state.mention] : []));
  const [mine, theirs] = [mentionsOf(one), mentionsOf(other)];
  const distinct: Mention[] = [];
  for (const mention of [...mine, ...theirs].toSorted(byPlace)) {
    const at = distinct.findIndex((known) => isSameMention(known, mention));
    const known = distinct[at];
    if (known === undefined) distinct.push(mention);
    else distinct[at] = united(known, mention);
  }
  const used = new Set<string>();
  const merged = distinct.toSorted(byPlace).map((mention): Mention => {
    let { id } = mention;
    for (let count = 2; used.has(id); count += 1) id = `${mention.id}#${count}`;
    used.add(id);
    return { ...mention, id };
  });
  const has = (mentions: readonly Mention[], wanted: Mention): boolean =>
    mentions.some((mention) => isSameMention(mention, wanted));
  const conflicts = merged.flatMap((first, index) =>
    merged.slice(index + 1).flatMap((second): MergeConflict[] => {
      // Nested ones of one person are meant so.
      const isOfOne = (has(mine, first) && has(mine, second)) || (has(theirs, first) && has(theirs, second));
      const overlaps = first.span.start < second.span.end && second.span.start < first.span.end;
      return overlaps && !isOfOne ? [{ kind: 'overlap', passage, one: first, other: second }] : [];
    }),
  );
  return {
    merged: merged.map((mention) => ({ passage, mentionId: mention.id, state: { kind: 'put', mention } })),
    conflicts,
  };
}

function united(one: Mention, other: Mention): Mention {
  const id = compare(one.id, other.id) <= 0 ? one.id : other.id;
  const concepts = [...new Set([...(one.conceptIds ?? []), ...(other.conceptIds ?? [])])].toSorted(compare);
  const { conceptIds: _, ...rest } = one;
  return { ...rest, id, ...(concepts.length > 0 && { conceptIds: concepts }) };
}

/** What is kept before what is deleted, longer before shorter, earlier before later. */
function byWorth(one: MentionEdit, other: MentionEdit): number {
  if (one.kind === 'deleted' || other.kind === 'deleted') {
    return Number(one.kind === 'deleted') - Number(other.kind === 'deleted');
  }
  return lengthOf(other.mention) - lengthOf(one.mention) || byPlace(one.mention, other.mention);
}

function lengthOf(mention: Mention): number {
  return piecesOf(mention).reduce((sum, { start, end }) => sum + end - start, 0);
}

function byPlace(one: Mention, other: Mention): number {
  return (
    one.span.start - other.span.start ||
    one.span.end - other.span.end ||
    compare(canonicalText(one), canonicalText(other))
  );
}

/** By key, in the order of the keys: what one or both have. */
function pairsBy<T>(one: readonly T[], other: readonly T[], keyOf: (item: T) => string): Map<string, readonly T[]> {
  const pairs = groupBy([...one, ...other], keyOf);
  return new Map([...pairs].toSorted(([a], [b]) => compare(a, b)));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

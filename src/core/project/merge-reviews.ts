import type { PassageRef } from '../annotations/annotation-edit.ts';
import type { MentionRecord } from '../annotations/apply-changes.ts';
import { type MentionEdit, passageKey } from '../annotations/current-corpus.ts';
import { isSameMention, piecesOf } from '../annotations/stand-mention.ts';
import type { Mention } from '../corpus/corpus.ts';
import type { AnnotationMark } from '../samples/annotation-mark.ts';
import type { Decision } from '../selection/selection.ts';
import { canonicalText } from './canonical-text.ts';
import { groupBy } from './group-by.ts';
import { decisionSubject, type ListedConflict, type MergeConflict, mentionSubject } from './merge-conflict.ts';
import { compareConflicts, type Copy, mergeConflictLists, type SeenConflicts } from './merge-conflict-lists.ts';
import type { SampleNote } from './review-step.ts';

/** What people made of a project, apart from its corpus. */
export interface ReviewState {
  readonly decisions: readonly Decision[];
  readonly notes: readonly SampleNote[];
  readonly marks: readonly AnnotationMark[];
  /** None of it `as-imported`. */
  readonly mentionEdits: readonly MentionRecord[];
  /** Left of merges before, each once. */
  readonly conflicts: readonly ListedConflict[];
}

/**
 * Unites what was done in two copies of a project. The result does not depend on which comes first, and merging with
 * what was merged already changes nothing:
 *
 * - What only one copy has is taken. Nothing is dropped.
 * - Decisions: the later one stands; where the verdicts differ, that is a conflict.
 * - Marks: what either marked is marked; of two, the later one stands.
 * - Notes: both texts, the older one first, unless one holds the other.
 * - An imported mention that was changed in both: the one that keeps it stands before the one that deletes it, the
 *   longer and then the earlier one before the other; a conflict. A mention that both added, in equal words at the same place,
 *   is one; others that overlap are a conflict.
 * - Where one copy lists a conflict, or the end of it, that the other does not know, and the other still has one of its
 *   sides: what the first copy has made of it stands, and it is no conflict anew.
 *
 * @param isImported whether the file itself has a mention of that id in that passage.
 */
export function mergeReviews(
  one: ReviewState,
  other: ReviewState,
  isImported: (passage: PassageRef, mentionId: string) => boolean,
): ReviewState {
  const seen = compareConflicts(one.conflicts, other.conflicts);
  const decisions = mergeDecisions(one.decisions, other.decisions, seen);
  const mentions = mergeMentions(one.mentionEdits, other.mentionEdits, { isImported, seen });
  const fresh = [...decisions.conflicts, ...mentions.conflicts];
  return {
    decisions: decisions.merged,
    notes: mergeNotes(one.notes, other.notes),
    marks: mergeMarks(one.marks, other.marks),
    mentionEdits: mentions.merged,
    conflicts: mergeConflictLists(one.conflicts, other.conflicts, fresh),
  };
}

interface Merged<T> {
  readonly merged: readonly T[];
  readonly conflicts: readonly MergeConflict[];
}

function mergeDecisions(one: readonly Decision[], other: readonly Decision[], seen: SeenConflicts): Merged<Decision> {
  const conflicts: MergeConflict[] = [];
  const merged = [...pairsBy(one, other, ({ sampleId }) => sampleId)].map(([sampleId, pair]) => {
    if ('only' in pair) return pair.only;
    const copy = seen.whoHasSeen(decisionSubject(sampleId), pair.one, pair.other);
    if (copy !== undefined) return pair[copy];
    const [standing, second] = inOrder(
      pair.one,
      pair.other,
      (a, b) => b.decidedAtMs - a.decidedAtMs || compare(canonicalText(a), canonicalText(b)),
    );
    if (second.verdict !== standing.verdict) conflicts.push({ kind: 'decision', sampleId, standing, other: second });
    return standing;
  });
  return { merged, conflicts };
}

function mergeNotes(one: readonly SampleNote[], other: readonly SampleNote[]): readonly SampleNote[] {
  return [...pairsBy(one, other, ({ sampleId }) => sampleId).values()].map((pair) => {
    if ('only' in pair) return pair.only;
    const [first, second] = inOrder(
      pair.one,
      pair.other,
      (a, b) => a.writtenAtMs - b.writtenAtMs || compare(canonicalText(a), canonicalText(b)),
    );
    if (second.text.includes(first.text)) return second;
    if (first.text.includes(second.text)) return first;
    const authors = [...new Set([...first.author.split(', '), ...second.author.split(', ')])];
    return { ...second, text: `${first.text}\n${second.text}`, author: authors.join(', ') };
  });
}

function mergeMarks(one: readonly AnnotationMark[], other: readonly AnnotationMark[]): readonly AnnotationMark[] {
  return [...pairsBy(one, other, ({ sampleId }) => sampleId).values()].map((pair) => {
    if ('only' in pair) return pair.only;
    const byTime = (a: AnnotationMark, b: AnnotationMark): number =>
      b.markedAtMs - a.markedAtMs || compare(canonicalText(a), canonicalText(b));
    return inOrder(pair.one, pair.other, byTime)[0];
  });
}

function mergeMentions(
  one: readonly MentionRecord[],
  other: readonly MentionRecord[],
  how: {
    readonly isImported: (passage: PassageRef, mentionId: string) => boolean;
    readonly seen: SeenConflicts;
  },
): Merged<MentionRecord> {
  const { isImported, seen } = how;
  const merged: MentionRecord[] = [];
  const conflicts: MergeConflict[] = [];
  const passages = new Map([...one, ...other].map(({ passage }) => [passageKey(passage), passage]));
  const of = (records: readonly MentionRecord[]) => groupBy(records, ({ passage }) => passageKey(passage));
  const [ofOne, ofOther] = [of(one), of(other)];
  for (const [key, passage] of [...passages].toSorted(([a], [b]) => compare(a, b))) {
    const [mine, theirs] = [ofOne.get(key) ?? [], ofOther.get(key) ?? []];
    const known = ({ mentionId }: MentionRecord): boolean => isImported(passage, mentionId);
    const changed = mergeChanged(mine.filter(known), theirs.filter(known), seen);
    const isAdded = (record: MentionRecord): boolean => !known(record);
    const [ofMine, ofTheirs] = [mentionsOf(mine.filter(isAdded)), mentionsOf(theirs.filter(isAdded))];
    const left = (mentions: readonly Mention[], others: readonly Mention[], copy: Copy): readonly Mention[] =>
      mentions.filter((mention) => has(others, mention) || !seen.isTakenOut(passage, mention, copy));
    const added = mergeAdded(passage, left(ofMine, ofTheirs, 'one'), left(ofTheirs, ofMine, 'other'));
    merged.push(...changed.merged, ...added.merged);
    conflicts.push(...changed.conflicts, ...added.conflicts);
  }
  return { merged, conflicts };
}

/** Mentions that the file has. */
function mergeChanged(
  one: readonly MentionRecord[],
  other: readonly MentionRecord[],
  seen: SeenConflicts,
): Merged<MentionRecord> {
  const conflicts: MergeConflict[] = [];
  const merged = [...pairsBy(one, other, ({ mentionId }) => mentionId)].map(([mentionId, pair]): MentionRecord => {
    if ('only' in pair) return pair.only;
    const { passage } = pair.one;
    const [ofOne, ofOther] = [editOf(pair.one), editOf(pair.other)];
    const copy = seen.whoHasSeen(mentionSubject(passage, mentionId), ofOne, ofOther);
    if (copy !== undefined) return pair[copy];
    const [standing, second] = inOrder(ofOne, ofOther, byWorth);
    if (canonicalText(second) !== canonicalText(standing)) {
      conflicts.push({ kind: 'mention', passage, mentionId, standing, other: second });
    }
    return { passage, mentionId, state: standing };
  });
  return { merged, conflicts };
}

function editOf({ state }: MentionRecord): MentionEdit {
  if (state.kind === 'as-imported') throw new Error('an edit that is none was handed in');
  return state;
}

function mentionsOf(records: readonly MentionRecord[]): readonly Mention[] {
  return records.flatMap(({ state }) => (state.kind === 'put' ? [state.mention] : []));
}

function has(mentions: readonly Mention[], wanted: Mention): boolean {
  return mentions.some((mention) => isSameMention(mention, wanted));
}

/** Mentions that people added: equal ones become one, and of different ones with one id the later gets another id. */
function mergeAdded(passage: PassageRef, mine: readonly Mention[], theirs: readonly Mention[]): Merged<MentionRecord> {
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

interface Pair<T> {
  readonly one: T;
  readonly other: T;
}

/** What one copy alone has. */
interface Single<T> {
  readonly only: T;
}

/** By key, in the order of the keys: what one or both have. */
function pairsBy<T>(
  one: readonly T[],
  other: readonly T[],
  keyOf: (item: T) => string,
): Map<string, Pair<T> | Single<T>> {
  const ofOne = new Map(one.map((item) => [keyOf(item), item]));
  const pairs = new Map<string, Pair<T> | Single<T>>([...ofOne].map(([key, only]) => [key, { only }]));
  for (const item of other) {
    const first = ofOne.get(keyOf(item));
    pairs.set(keyOf(item), first === undefined ? { only: item } : { one: first, other: item });
  }
  return new Map([...pairs].toSorted(([a], [b]) => compare(a, b)));
}

function inOrder<T>(one: T, other: T, by: (one: T, other: T) => number): readonly [T, T] {
  return by(one, other) <= 0 ? [one, other] : [other, one];
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

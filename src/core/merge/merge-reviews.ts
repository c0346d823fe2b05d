import type { MentionRecord } from '../annotations/apply-changes.ts';
import type { AnnotationMark } from '../samples/annotation-mark.ts';
import type { Decision } from '../selection/selection.ts';
import { canonicalText } from './canonical-text.ts';
import { decisionSubject, type ListedConflict, type MergeConflict, noteSubject } from './merge-conflict.ts';
import { compareConflicts, mergeConflictLists } from './merge-conflict-lists.ts';
import { mergeMentions } from './merge-mentions.ts';
import { chooseSide, type HowToMerge, type HowWithSeen, type Merged, opposite } from './merge-sides.ts';
import { compareTexts, pairsBy } from './pairs-by.ts';
import type { SampleNote } from './sample-note.ts';
import { type Ancestors, whoChanged } from './three-way.ts';

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
 * - What one copy alone changed since both had the same is taken, also that something is not there any more.
 * - What both changed, each in its own way, is a conflict. Until someone decides, the later decision or note stands, what
 *   is there before what is not; of two mentions the one that is kept, then the longer, then the earlier one.
 * - Marks: where both changed one, it is marked; of two, the later one stands.
 * - A mention that both added, in equal words at the same place, is one; others that come to overlap are a conflict.
 * - To settle a conflict is to change what it is about.
 * - Where nothing is known of what the copies had in common, that is what was imported. A copy that lists a conflict, or
 *   the end of it, that the other does not know, has then seen the other's side.
 */
export function mergeReviews(one: ReviewState, other: ReviewState, how: HowToMerge): ReviewState {
  const { ancestors } = how;
  const seen = compareConflicts(one.conflicts, other.conflicts, ancestors.conflicts);
  const decisions = mergeDecisions(one.decisions, other.decisions, { ...how, seen });
  const notes = mergeNotes(one.notes, other.notes, { ...how, seen });
  const mentions = mergeMentions(one.mentionEdits, other.mentionEdits, { ...how, seen });
  const fresh = [...decisions.conflicts, ...notes.conflicts, ...mentions.conflicts];
  return {
    decisions: decisions.merged,
    notes: notes.merged,
    marks: mergeMarks(one.marks, other.marks, { ...how, seen }),
    mentionEdits: mentions.merged,
    conflicts: mergeConflictLists(one.conflicts, other.conflicts, { fresh, ancestors: ancestors.conflicts }),
  };
}

function mergeDecisions(one: readonly Decision[], other: readonly Decision[], how: HowWithSeen): Merged<Decision> {
  return mergeSaid(one, other, {
    how,
    ancestors: how.ancestors.decisions,
    subjectOf: decisionSubject,
    isLater: (a, b) => b.decidedAtMs - a.decidedAtMs,
    isSame: (a, b) => a.verdict === b.verdict,
    conflictOf: (sampleId, standing, second) => ({ kind: 'decision', sampleId, standing, other: second }),
  });
}

function mergeNotes(one: readonly SampleNote[], other: readonly SampleNote[], how: HowWithSeen): Merged<SampleNote> {
  return mergeSaid(one, other, {
    how,
    ancestors: how.ancestors.notes,
    subjectOf: noteSubject,
    isLater: (a, b) => b.writtenAtMs - a.writtenAtMs,
    isSame: (a, b) => a.text === b.text,
    conflictOf: (sampleId, standing, second) => ({ kind: 'note', sampleId, standing, other: second }),
  });
}

function mergeMarks(
  one: readonly AnnotationMark[],
  other: readonly AnnotationMark[],
  how: HowWithSeen,
): readonly AnnotationMark[] {
  const { merged } = mergeSaid(one, other, {
    how,
    ancestors: how.ancestors.marks,
    subjectOf: (sampleId) => JSON.stringify(['mark', sampleId]),
    isLater: (a, b) => b.markedAtMs - a.markedAtMs,
    isSame: () => true,
    // Two that both marked say the same; one that marked anew has looked at it later than one that took it back.
    conflictOf: undefined,
  });
  return merged;
}

/** What is said of a sample as a whole. */
function mergeSaid<T extends { readonly sampleId: string }>(
  one: readonly T[],
  other: readonly T[],
  of: {
    readonly how: HowWithSeen;
    readonly ancestors: Ancestors<T>;
    readonly subjectOf: (sampleId: string) => string;
    /** Negative where the first is the later one. */
    readonly isLater: (a: T, b: T) => number;
    readonly isSame: (a: T, b: T) => boolean;
    /** Undefined where there is nothing to decide. */
    readonly conflictOf: ((sampleId: string, standing: T, other: T | undefined) => MergeConflict) | undefined;
  },
): Merged<T> {
  const conflicts: MergeConflict[] = [];
  const merged: T[] = [];
  const { seen, sides } = of.how;
  for (const [sampleId, pair] of pairsBy(one, other, (each) => each.sampleId)) {
    const subject = of.subjectOf(sampleId);
    const changed = chooseSide(subject, pair, {
      changed: whoChanged(pair.one, pair.other, of.ancestors(sampleId, pair)),
      seen,
    });
    if (changed !== 'both') {
      const taken = pair[changed];
      if (taken !== undefined) merged.push(taken);
      continue;
    }
    const present = (['one', 'other'] as const).flatMap((copy) => {
      const said = pair[copy];
      return said === undefined ? [] : [{ copy, said }];
    });
    const [first, second] = present.toSorted((a, b) => {
      return of.isLater(a.said, b.said) || compareTexts(canonicalText(a.said), canonicalText(b.said));
    });
    if (first === undefined) continue;
    merged.push(first.said);
    if (of.conflictOf === undefined || (second !== undefined && of.isSame(first.said, second.said))) continue;
    conflicts.push({
      ...of.conflictOf(sampleId, first.said, second?.said),
      ...(sides && { sides: { standing: sides[first.copy], other: sides[opposite(first.copy)] } }),
    });
  }
  return { merged, conflicts };
}

import type { PassageRef } from '../annotations/annotation-edit.ts';
import { isSameMention } from '../annotations/stand-mention.ts';
import type { Mention } from '../corpus/corpus.ts';
import { canonicalText } from './canonical-text.ts';
import { groupBy } from '../corpus/group-by.ts';
import { type Ancestors, isEqual, whoChanged } from './three-way.ts';
import type { Ancestor } from './review-version.ts';
import {
  type ConflictChoice,
  type ConflictState,
  conflictKey,
  type ListedConflict,
  type MergeConflict,
  overlapSubject,
  subjectOf,
  takenDecision,
  versionOf,
} from './merge-conflict.ts';

/** One of the two copies that are merged. */
export type Copy = 'one' | 'other';

/** What the conflicts that two copies list say of what stands in them. */
export interface SeenConflicts {
  /**
   * The copy in which both values were in conflict before: what stands there was chosen in knowledge of the other
   * copy's value, so that this value coming again is no news. Undefined where neither or both have seen the other's.
   */
  whoHasSeen(subject: string, one: object, other: object): Copy | undefined;
  /** Of an added mention that stands in `copy` alone: in the other copy somebody took it out, settling a conflict. */
  isTakenOut(passage: PassageRef, mention: Mention, copy: Copy): boolean;
  /**
   * In that copy alone somebody settled a conflict of the subject since both had the same: what stands there was chosen,
   * also where it is what stood before.
   */
  hasSettled(subject: string, copy: Copy): boolean;
}

/** The states of one conflict in the two copies. */
interface Pair {
  readonly conflict: MergeConflict;
  readonly one: ConflictState | undefined;
  readonly other: ConflictState | undefined;
}

/** Compares the conflicts that two copies list. */
export function compareConflicts(
  one: readonly ListedConflict[],
  other: readonly ListedConflict[],
  ancestors: Ancestors<ConflictState>,
): SeenConflicts {
  const bySubject = groupBy(pairsOf(one, other).values(), ({ conflict }) => subjectOf(conflict));
  return {
    whoHasSeen: (subject, ofOne, ofOther) => {
      const seen = new Set<Copy>();
      for (const pair of bySubject.get(subject) ?? []) {
        const copy = whoIsAhead(pair);
        if (copy !== undefined && sidesOf(pair).has(canonicalText(copy === 'one' ? ofOther : ofOne))) seen.add(copy);
      }
      const [copy, second] = seen;
      return second === undefined ? copy : undefined;
    },
    hasSettled: (subject, copy) =>
      (bySubject.get(subject) ?? []).some((pair) => {
        const [state, opposite] = [pair[copy], pair[copy === 'one' ? 'other' : 'one']];
        if (state?.kind !== 'settled' || isEqual(state, opposite)) return false;
        const ancestor = ancestors(conflictKey(pair.conflict), pair);
        return ancestor.kind === 'known' && !isEqual(ancestor.value, state);
      }),
    isTakenOut: (passage, mention, copy) =>
      (bySubject.get(overlapSubject(passage)) ?? []).some((pair) => {
        const ahead = whoIsAhead(pair);
        if (pair.conflict.kind !== 'overlap' || ahead === undefined || ahead === copy) return false;
        const state = pair[ahead];
        return (
          state?.kind === 'settled' && wentBy(state.choice, pair.conflict).some((gone) => isSameMention(gone, mention))
        );
      }),
  };
}

/**
 * Each conflict of either copy and each new one, once. How it stands with one that both list is as the copy has it that
 * changed it; where both did, a settled conflict stays settled, unless its sides come anew or the two copies settled it
 * each in their own way. An open one gives way to a later one of the same sample that names all it names: its second
 * side was decided anew meanwhile.
 */
export function mergeConflictLists(
  one: readonly ListedConflict[],
  other: readonly ListedConflict[],
  { fresh, ancestors }: { readonly fresh: readonly MergeConflict[]; readonly ancestors: Ancestors<ConflictState> },
): readonly ListedConflict[] {
  const merged = new Map<string, ListedConflict>();
  for (const [key, pair] of pairsOf(one, other)) {
    const state = mergedState(pair, ancestors(key, pair));
    if (state !== undefined) merged.set(key, { conflict: pair.conflict, state });
  }
  const freshKeys = new Set<string>();
  for (const conflict of fresh) {
    const key = conflictKey(conflict);
    freshKeys.add(key);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { conflict, state: { kind: 'open' } });
    else if (known.state.kind === 'settled') merged.set(key, { ...known, state: openedAgain(known.state) });
  }
  const ofSample = groupBy(merged.values(), ({ conflict }) => subjectOf(conflict));
  return [...merged]
    .filter(([key, each]) => freshKeys.has(key) || !isCovered(each, ofSample.get(subjectOf(each.conflict)) ?? []))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, each]) => each);
}

function mergedState(pair: Pair, ancestor: Ancestor<ConflictState>): ConflictState | undefined {
  const changed = whoChanged(pair.one, pair.other, ancestor);
  if (changed === 'one' || changed === 'other') return pair[changed];
  if (pair.one === undefined || pair.other === undefined) return pair.one ?? pair.other;
  return stateOf(pair);
}

function pairsOf(one: readonly ListedConflict[], other: readonly ListedConflict[]): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const { conflict, state } of one) pairs.set(conflictKey(conflict), { conflict, one: state, other: undefined });
  for (const { conflict, state } of other) {
    const key = conflictKey(conflict);
    pairs.set(key, { conflict, one: undefined, ...pairs.get(key), other: state });
  }
  return pairs;
}

/** Undefined where both are as far, or each was settled by someone who did not know of the other. */
function whoIsAhead({ one, other }: Pair): Copy | undefined {
  if (one?.kind === 'settled' && other?.kind === 'settled') return undefined;
  const by = versionOf(one) - versionOf(other);
  if (by === 0) return undefined;
  return by > 0 ? 'one' : 'other';
}

/** All that the conflict named, and what was made of it. */
function sidesOf({ conflict, one, other }: Pair): ReadonlySet<string> {
  if (conflict.kind === 'overlap') return new Set();
  const sides: object[] = [conflict.standing, conflict.other].flatMap((side) => side ?? []);
  for (const state of [one, other]) {
    if (conflict.kind !== 'decision' || state?.kind !== 'settled') continue;
    const side = state.choice === 'standing' || state.choice === 'other' ? conflict[state.choice] : undefined;
    if (side !== undefined) sides.push(takenDecision(side, state));
  }
  return new Set(sides.map(canonicalText));
}

/** Mentions of two at one place that a settlement took out. */
function wentBy(choice: ConflictChoice, { one, other }: MergeConflict & { kind: 'overlap' }): readonly Mention[] {
  switch (choice) {
    case 'standing':
      return [other];
    case 'other':
      return [one];
    case 'neither':
      return [one, other];
    case 'both':
    case 'edited':
      return [];
    default:
      return choice satisfies never;
  }
}

function stateOf({ conflict, one, other }: Pair): ConflictState {
  const states = [one, other].flatMap((state) => state ?? []);
  const [newer, older] = states.toSorted(
    (a, b) => versionOf(b) - versionOf(a) || (canonicalText(a) < canonicalText(b) ? -1 : 1),
  );
  if (newer === undefined) throw new Error('a conflict that neither copy lists');
  const areSettled = newer.kind === 'settled' && older?.kind === 'settled';
  // Of two decisions the later one stands, which is a conflict of its own where the two are not the same.
  if (areSettled && newer.choice !== older.choice && conflict.kind !== 'decision') return openedAgain(newer);
  return newer;
}

/** Later than the settlement, so that the settlement coming again does not close it. */
function openedAgain(settled: Extract<ConflictState, { kind: 'settled' }>): ConflictState {
  return { kind: 'open', reopenedAtMs: settled.atMs + 1 };
}

function isCovered({ conflict, state }: ListedConflict, ofSample: readonly ListedConflict[]): boolean {
  if (conflict.kind !== 'decision' || state.kind !== 'open' || state.reopenedAtMs !== undefined) return false;
  return ofSample.some(({ conflict: later }) => {
    if (later.kind !== 'decision' || later.standing.decidedAtMs <= conflict.standing.decidedAtMs) return false;
    const named = new Set([later.standing.verdict, later.other?.verdict]);
    return named.has(conflict.standing.verdict) && named.has(conflict.other?.verdict);
  });
}

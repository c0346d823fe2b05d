import { describe, expect, it } from 'vitest';
import type { MentionRecord } from '../annotations/apply-changes.ts';
import type { MentionEdit } from '../annotations/current-corpus.ts';
import { standMention } from '../annotations/stand-mention.ts';
import type { Decision } from '../selection/selection.ts';
import { conflictKey, type ConflictState, type MergeConflict, mentionSubject } from './merge-conflict.ts';
import { mergeReviews, type ReviewState } from './merge-reviews.ts';
import type { HowToMerge, ReviewAncestors } from './merge-sides.ts';
import { NO_ANCESTORS } from '../../testing/no-ancestors.ts';
import type { AnnotationMark } from '../samples/annotation-mark.ts';
import type { SampleNote } from './sample-note.ts';

const TEXT = 'Aspirin eased the pain of rats.';
const passage = { documentId: 'doc', passageId: '0' };
const NOTHING: ReviewState = { decisions: [], notes: [], marks: [], mentionEdits: [], conflicts: [] };
const sides = { one: { copyId: 'a', author: 'Ann' }, other: { copyId: 'b', author: 'Ben' } };

type Wanted = { readonly kind: 'value'; readonly value: string } | { readonly kind: 'conflict' };

/** By the definition of a three-way merge, and nothing of how the studio does it. */
function wanted(ancestor: string, mine: string, theirs: string): Wanted {
  if (mine === theirs) return { kind: 'value', value: mine };
  if (mine === ancestor) return { kind: 'value', value: theirs };
  if (theirs === ancestor) return { kind: 'value', value: mine };
  return { kind: 'conflict' };
}

function table(names: readonly string[]): readonly (readonly [string, string, string])[] {
  return names.flatMap((ancestor) => names.flatMap((mine) => names.map((theirs) => [ancestor, mine, theirs] as const)));
}

function known<T>(key: string, value: T | undefined) {
  return (asked: string) => {
    expect(asked).toBe(key);
    return { kind: 'known', value } as const;
  };
}

function merge(one: ReviewState, other: ReviewState, ancestors: Partial<ReviewAncestors>): ReviewState {
  const how: HowToMerge = { imported: () => IMPORTED, ancestors: { ...NO_ANCESTORS, ...ancestors }, sides };
  const merged = mergeReviews(one, other, how);
  const turned = mergeReviews(other, one, { ...how, sides: { one: sides.other, other: sides.one } });
  expect(turned).toEqual(merged);
  return merged;
}

function onlyConflict({ conflicts }: ReviewState): MergeConflict {
  const [found, second] = conflicts;
  if (found === undefined || second !== undefined) throw new Error('there is not one conflict');
  expect(found.state).toEqual({ kind: 'open' });
  return found.conflict;
}

const IMPORTED = new Map([
  ['m1', standMention(TEXT, { id: 'm1', entityType: 'Chemical', pieces: [{ start: 0, end: 7 }] })],
]);

describe('of a decision', () => {
  const verdicts = ['none', 'approved', 'rejected', 'unsure'] as const;
  const decisionOf = (name: string, decidedAtMs: number): Decision | undefined => {
    const verdict = verdicts.find((each) => each === name);
    if (verdict === undefined || verdict === 'none') return undefined;
    return { sampleId: 's', verdict, decidedAtMs, author: 'Ann' };
  };
  it.each(table(verdicts))('from %s to %s here and %s there', (ancestor, mine, theirs) => {
    const ofBase = decisionOf(ancestor, 1);
    // What is as it was is the same decision, not one like it.
    const value = (name: string, atMs: number) => (name === ancestor ? ofBase : decisionOf(name, atMs));
    const [one, other] = [value(mine, 2), value(theirs, 3)];
    const merged = merge(
      { ...NOTHING, decisions: one ? [one] : [] },
      { ...NOTHING, decisions: other ? [other] : [] },
      { decisions: known('s', ofBase) },
    );
    const right = wanted(ancestor, mine, theirs);
    if (right.kind === 'value') {
      expect(merged.decisions[0]?.verdict ?? 'none').toBe(right.value);
      expect(merged.conflicts).toEqual([]);
      return;
    }
    const conflict = onlyConflict(merged);
    if (conflict.kind !== 'decision') throw new Error('a conflict of something else');
    expect(merged.decisions).toEqual([conflict.standing]);
    const said = [conflict.standing.verdict, conflict.other?.verdict ?? 'none'];
    expect(said.toSorted()).toEqual([mine, theirs].toSorted());
    const whose = conflict.standing === one || conflict.standing.verdict === one?.verdict ? 'a' : 'b';
    expect(conflict.sides?.standing.copyId).toBe(whose);
  });
});

describe('of a note', () => {
  const texts = ['none', 'look', 'look again', 'wrong'] as const;
  const noteOf = (name: string, writtenAtMs: number): SampleNote | undefined =>
    name === 'none' ? undefined : { sampleId: 's', text: name, author: 'Ann', writtenAtMs };
  it.each(table(texts))('from %s to %s here and %s there', (ancestor, mine, theirs) => {
    const ofBase = noteOf(ancestor, 1);
    const value = (name: string, atMs: number) => (name === ancestor ? ofBase : noteOf(name, atMs));
    const [one, other] = [value(mine, 2), value(theirs, 3)];
    const merged = merge(
      { ...NOTHING, notes: one ? [one] : [] },
      { ...NOTHING, notes: other ? [other] : [] },
      { notes: known('s', ofBase) },
    );
    const right = wanted(ancestor, mine, theirs);
    if (right.kind === 'value') {
      expect(merged.notes[0]?.text ?? 'none').toBe(right.value);
      expect(merged.conflicts).toEqual([]);
      return;
    }
    const conflict = onlyConflict(merged);
    if (conflict.kind !== 'note') throw new Error('a conflict of something else');
    expect(merged.notes).toEqual([conflict.standing]);
    expect([conflict.standing.text, conflict.other?.text ?? 'none'].toSorted()).toEqual([mine, theirs].toSorted());
  });
});

describe('of a mark', () => {
  const names = ['none', 'first', 'again', 'later'] as const;
  const markOf = (name: string): AnnotationMark | undefined => {
    const markedAtMs = names.findIndex((each) => each === name);
    return markedAtMs < 1 ? undefined : { sampleId: 's', author: 'Ann', markedAtMs };
  };
  it.each(table(names))('from %s to %s here and %s there', (ancestor, mine, theirs) => {
    const listed = (name: string) => [markOf(name) ?? []].flat();
    const merged = merge(
      { ...NOTHING, marks: listed(mine) },
      { ...NOTHING, marks: listed(theirs) },
      { marks: known('s', markOf(ancestor)) },
    );
    const right = wanted(ancestor, mine, theirs);
    // Where both changed it, each in its own way, it is marked: by the later one, if both marked.
    const both = [mine, theirs].toSorted((a, b) => (markOf(b)?.markedAtMs ?? 0) - (markOf(a)?.markedAtMs ?? 0));
    expect(merged.marks).toEqual(listed(right.kind === 'value' ? right.value : (both[0] ?? 'none')));
    expect(merged.conflicts).toEqual([]);
  });
});

/** `Chemical` is what the file has: then there is no edit. */
describe.each([
  { name: 'a mention of the file', id: 'm1', unsaid: 'Chemical', names: ['Chemical', 'Disease', 'Gene', 'gone'] },
  { name: 'a mention that was added', id: 'e8', unsaid: 'gone', names: ['gone', 'Disease', 'Gene', 'longer'] },
])('of $name', ({ id, unsaid, names }) => {
  const editOf = (name: string): MentionEdit | undefined => {
    if (name === unsaid) return undefined;
    if (name === 'gone') return { kind: 'deleted' };
    const pieces = [{ start: id === 'm1' ? 0 : 8, end: id === 'm1' ? 7 : 13 + (name === 'longer' ? 4 : 0) }];
    const entityType = name === 'longer' ? 'Disease' : name;
    return { kind: 'put', mention: standMention(TEXT, { id, entityType, pieces }) };
  };
  const recordsOf = (name: string): readonly MentionRecord[] => {
    const state = editOf(name);
    return state === undefined ? [] : [{ passage, mentionId: id, state }];
  };
  const nameOf = (records: readonly MentionRecord[]): string => {
    const found = names.find((name) => JSON.stringify(recordsOf(name)) === JSON.stringify(records));
    if (found === undefined) throw new Error(`nothing known: ${JSON.stringify(records)}`);
    return found;
  };
  it.each(table(names))('from %s to %s here and %s there', (ancestor, mine, theirs) => {
    const merged = merge(
      { ...NOTHING, mentionEdits: recordsOf(mine) },
      { ...NOTHING, mentionEdits: recordsOf(theirs) },
      { mentions: known(mentionSubject(passage, id), editOf(ancestor)) },
    );
    const right = wanted(ancestor, mine, theirs);
    if (right.kind === 'value') {
      expect(nameOf(merged.mentionEdits)).toBe(right.value);
      expect(merged.conflicts).toEqual([]);
      return;
    }
    const conflict = onlyConflict(merged);
    // Two that were added at other places are two mentions: both stand.
    if (conflict.kind === 'overlap') {
      expect([unsaid, ancestor]).toEqual(['gone', 'gone']);
      expect(merged.mentionEdits).toHaveLength(2);
      return;
    }
    if (conflict.kind !== 'mention') throw new Error('a conflict of something else');
    const name = (edit: MentionEdit): string =>
      names.find((each) => JSON.stringify(editOf(each) ?? unsaidOf(id)) === JSON.stringify(edit)) ?? 'unknown';
    expect([name(conflict.standing), name(conflict.other)].toSorted()).toEqual([mine, theirs].toSorted());
    expect(nameOf(merged.mentionEdits)).toBe(name(conflict.standing));
  });
});

function unsaidOf(id: string): MentionEdit {
  const mention = IMPORTED.get(id);
  return mention === undefined ? { kind: 'deleted' } : { kind: 'put', mention };
}

describe('of a conflict', () => {
  const standing: Decision = { sampleId: 's', verdict: 'approved', decidedAtMs: 1, author: 'Ann' };
  const conflict: MergeConflict = {
    kind: 'decision',
    sampleId: 's',
    standing,
    other: { ...standing, verdict: 'rejected', author: 'Ben' },
  };
  const names = ['none', 'open', 'standing', 'other'] as const;
  const stateOf = (name: string): ConflictState | undefined => {
    if (name === 'none') return undefined;
    if (name === 'open') return { kind: 'open' };
    return { kind: 'settled', choice: name === 'standing' ? 'standing' : 'other', author: 'Ann', atMs: 5 };
  };
  const nameOf = (state: ConflictState | undefined): string => {
    if (state === undefined) return 'none';
    return state.kind === 'open' ? 'open' : state.choice;
  };
  it.each(table(names))('from %s to %s here and %s there', (ancestor, mine, theirs) => {
    const listed = (name: string) => {
      const state = stateOf(name);
      return { ...NOTHING, conflicts: state === undefined ? [] : [{ conflict, state }] };
    };
    const merged = merge(listed(mine), listed(theirs), { conflicts: known(conflictKey(conflict), stateOf(ancestor)) });
    const right = wanted(ancestor, mine, theirs);
    const found = nameOf(merged.conflicts[0]?.state);
    // Where both changed it, a settled one is further than an open one, which is further than none.
    if (right.kind === 'value') expect(found).toBe(right.value);
    else expect([mine, theirs].filter((name) => name !== 'none')).toContain(found);
  });
});

describe('a settled conflict', () => {
  const [a, b] = [
    { sampleId: 's', verdict: 'approved', decidedAtMs: 1, author: 'Ann' },
    { sampleId: 's', verdict: 'rejected', decidedAtMs: 2, author: 'Ben' },
  ] as const;
  const conflict: MergeConflict = { kind: 'decision', sampleId: 's', standing: b, other: a };
  const settled: ConflictState = { kind: 'settled', choice: 'standing', author: 'Ann', atMs: 5 };

  it('whose side one copy kept is a conflict again where the other changed the decision meanwhile', () => {
    const later = { ...a, verdict: 'unsure', decidedAtMs: 9 } as const;
    const merged = merge(
      { ...NOTHING, decisions: [b], conflicts: [{ conflict, state: settled }] },
      { ...NOTHING, decisions: [later], conflicts: [{ conflict, state: { kind: 'open' } }] },
      {
        decisions: known('s', b),
        conflicts: () => ({ kind: 'known', value: { kind: 'open' } }),
      },
    );
    expect(merged.decisions).toEqual([later]);
    expect(merged.conflicts.filter(({ state }) => state.kind === 'open').map((each) => each.conflict)).toMatchObject([
      { standing: later, other: b },
    ]);
  });

  it('is settled in the other copy too where that did nothing', () => {
    const merged = merge(
      { ...NOTHING, decisions: [b], conflicts: [{ conflict, state: settled }] },
      { ...NOTHING, decisions: [b], conflicts: [{ conflict, state: { kind: 'open' } }] },
      { decisions: known('s', b), conflicts: () => ({ kind: 'known', value: { kind: 'open' } }) },
    );
    expect(merged.conflicts).toEqual([{ conflict, state: settled }]);
  });
});

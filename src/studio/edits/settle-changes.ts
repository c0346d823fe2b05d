import { isSameMention } from '../../core/annotations/stand-mention.ts';
import { type MentionEdit, passageKey } from '../../core/annotations/current-corpus.ts';
import type { Mention } from '../../core/corpus/corpus.ts';
import {
  type ConflictChoice,
  conflictKey,
  type ConflictState,
  type ListedConflict,
  listedConflicts,
  type MergeConflict,
  subjectOf,
  takenDecision,
} from '../../core/merge/merge-conflict.ts';
import type { ReviewChange } from '../../core/merge/review-step.ts';
import type { SampleNote } from '../../core/merge/sample-note.ts';
import { isEqual } from '../../core/merge/three-way.ts';
import { type Imported, currentMention, mentionChange } from './mention-changes.ts';
import type { StudioState } from '../state/state.ts';

type Of<K extends MergeConflict['kind']> = Extract<MergeConflict, { readonly kind: K }>;
type Settled = Extract<ConflictState, { readonly kind: 'settled' }>;

/** Who settles a conflict, and when by their clock. */
export interface Settler {
  readonly author: string;
  readonly authorId?: string;
  readonly nowMs: number;
  readonly reason: string | undefined;
}

/** What settles an open conflict; undefined where it is not open, or the choice is none of its kind. */
export function settleChanges(
  state: StudioState,
  asked: { readonly conflict: MergeConflict; readonly choice: ConflictChoice; readonly by: Settler },
  imported: Imported,
): readonly ReviewChange[] | undefined {
  const listed = findListed(state, asked.conflict);
  if (listed?.state.kind !== 'open') return undefined;
  const { conflict, state: before } = listed;
  const { choice, by } = asked;
  if (!choicesOf(conflict).includes(choice)) return undefined;
  const { author, authorId, reason } = by;
  const after: Settled = {
    kind: 'settled',
    choice,
    author,
    ...(authorId !== undefined && { authorId }),
    atMs: laterThanAll(state, listed, by.nowMs),
    ...(reason !== undefined && { reason }),
  };
  const changes = choice === 'edited' ? [] : changesToSettle(state, { conflict, after }, imported);
  return [...changes, { kind: 'conflict', conflict, before, after }];
}

/** Whatever the clocks of two machines say. */
function laterThanAll(state: StudioState, { conflict, state: before }: ListedConflict, nowMs: number): number {
  const past = [before.kind === 'open' ? (before.reopenedAtMs ?? 0) : 0];
  if (conflict.kind === 'decision') {
    const { standing, other, sampleId } = conflict;
    past.push(standing.decidedAtMs, other?.decidedAtMs ?? 0, state.decisions.get(sampleId)?.decidedAtMs ?? 0);
  }
  if (conflict.kind === 'note') {
    const { standing, other, sampleId } = conflict;
    past.push(standing.writtenAtMs, other?.writtenAtMs ?? 0, state.notes.get(sampleId)?.writtenAtMs ?? 0);
  }
  return Math.max(nowMs, ...past.map((each) => each + 1));
}

/** Of a decision there is one at most, and what is not there cannot stand beside anything. */
export function choicesOf(conflict: MergeConflict): readonly ConflictChoice[] {
  switch (conflict.kind) {
    case 'decision':
      return ['standing', 'other', 'neither', 'edited'];
    case 'note':
      return conflict.other === undefined
        ? ['standing', 'other', 'edited']
        : ['standing', 'other', 'both', 'neither', 'edited'];
    case 'mention': {
      const areBothThere = conflict.standing.kind === 'put' && conflict.other.kind === 'put';
      return areBothThere ? ['standing', 'other', 'both', 'neither', 'edited'] : ['standing', 'other', 'edited'];
    }
    case 'overlap':
      return ['standing', 'other', 'both', 'neither', 'edited'];
    default:
      return conflict satisfies never;
  }
}

function changesToSettle(
  state: StudioState,
  { conflict, after }: { readonly conflict: MergeConflict; readonly after: Settled },
  imported: Imported,
): readonly ReviewChange[] {
  switch (conflict.kind) {
    case 'decision':
      return settleDecision(state, conflict, after);
    case 'note':
      return settleNote(state, conflict, after);
    case 'mention':
      return settleMention(state, { conflict, choice: after.choice }, imported);
    case 'overlap': {
      const { one, other } = conflict;
      const left = { standing: [one], other: [other], both: [one, other], neither: [], edited: [one, other] };
      return putAtPlace(state, { conflict, wanted: left[after.choice] }, imported);
    }
    default:
      return conflict satisfies never;
  }
}

function settleDecision(
  { decisions }: StudioState,
  { sampleId, standing, other }: Of<'decision'>,
  settled: Settled,
): readonly ReviewChange[] {
  const before = decisions.get(sampleId);
  const chosen = { standing, other, both: standing, neither: undefined, edited: before }[settled.choice];
  if (chosen?.verdict === before?.verdict) return [];
  return [{ kind: 'decision', sampleId, before, after: chosen && takenDecision(chosen, settled) }];
}

function settleNote(
  { notes }: StudioState,
  { sampleId, standing, other }: Of<'note'>,
  settled: Settled,
): readonly ReviewChange[] {
  const before = notes.get(sampleId);
  const both = { ...standing, text: bothTexts(standing, other), author: bothAuthors(standing, other) };
  const chosen = { standing, other, both, neither: undefined, edited: before }[settled.choice];
  if (chosen?.text === before?.text) return [];
  const { authorId: _, ...said } = chosen ?? standing;
  return [{ kind: 'note', sampleId, before, after: chosen && { ...said, writtenAtMs: settled.atMs } }];
}

/** The older one first. */
function bothTexts(one: SampleNote, other: SampleNote | undefined): string {
  const notes = [one, ...(other ? [other] : [])];
  return notes
    .toSorted((a, b) => a.writtenAtMs - b.writtenAtMs)
    .map(({ text }) => text)
    .join('\n');
}

function bothAuthors(one: SampleNote, other: SampleNote | undefined): string {
  return [...new Set([...one.author.split(', '), ...(other?.author.split(', ') ?? [])])].join(', ');
}

function settleMention(
  { edits }: StudioState,
  { conflict, choice }: { readonly conflict: Of<'mention'>; readonly choice: ConflictChoice },
  imported: Imported,
): readonly ReviewChange[] {
  const { passage, mentionId, standing, other } = conflict;
  const here = { passage, mentionId };
  const put = (state: MentionEdit): readonly ReviewChange[] => {
    const change = mentionChange(edits, imported, { ...here, state });
    return isEqual(currentMention(edits, imported, here), mentionOf(state)) ? [] : [change];
  };
  switch (choice) {
    case 'standing':
      return put(standing);
    case 'other':
      return put(other);
    case 'neither':
      return put({ kind: 'deleted' });
    case 'both': {
      const second = mentionOf(other);
      if (second === undefined) return put(standing);
      const id = freeId(edits.get(passageKey(passage)), second.id, mentionId);
      const state = { kind: 'put' as const, mention: { ...second, id } };
      return [...put(standing), mentionChange(edits, imported, { passage, mentionId: id, state })];
    }
    case 'edited':
      return [];
    default:
      return choice satisfies never;
  }
}

/** Of two mentions at one place, those that are to be there; a merge may have given them other ids. */
function putAtPlace(
  { edits }: StudioState,
  { conflict, wanted }: { readonly conflict: Of<'overlap'>; readonly wanted: readonly Mention[] },
  imported: Imported,
): readonly ReviewChange[] {
  const { passage } = conflict;
  const ofPassage = edits.get(passageKey(passage));
  return [conflict.one, conflict.other].flatMap((mention): ReviewChange[] => {
    const there = [...(ofPassage ?? [])].find(
      ([, edit]) => edit.kind === 'put' && isSameMention(edit.mention, mention),
    );
    const isWanted = wanted.includes(mention);
    if (isWanted === (there !== undefined)) return [];
    if (there !== undefined) {
      return [mentionChange(edits, imported, { passage, mentionId: there[0], state: { kind: 'deleted' } })];
    }
    const id = freeId(ofPassage, mention.id, undefined);
    const state = { kind: 'put' as const, mention: { ...mention, id } };
    return [mentionChange(edits, imported, { passage, mentionId: id, state })];
  });
}

/** What puts a settled conflict back on the list, and what stood before it back in its place. */
export function reopenChanges(
  state: StudioState,
  { conflict: asked, nowMs }: { readonly conflict: MergeConflict; readonly nowMs: number },
  imported: Imported,
): readonly ReviewChange[] | undefined {
  const listed = findListed(state, asked);
  if (listed?.state.kind !== 'settled') return undefined;
  const { conflict, state: before } = listed;
  const after: ConflictState = { kind: 'open', reopenedAtMs: Math.max(nowMs, before.atMs + 1) };
  const changes = before.choice === 'edited' ? [] : changesToReopen(state, { conflict, state: before }, imported);
  return [...changes, { kind: 'conflict', conflict, before, after }];
}

function changesToReopen(
  state: StudioState,
  { conflict, state: settled }: { readonly conflict: MergeConflict; readonly state: Settled },
  imported: Imported,
): readonly ReviewChange[] {
  switch (conflict.kind) {
    case 'decision': {
      const { sampleId, standing } = conflict;
      const before = state.decisions.get(sampleId);
      return before?.verdict === standing.verdict ? [] : [{ kind: 'decision', sampleId, before, after: standing }];
    }
    case 'note': {
      const { sampleId, standing } = conflict;
      const before = state.notes.get(sampleId);
      return before?.text === standing.text ? [] : [{ kind: 'note', sampleId, before, after: standing }];
    }
    case 'mention':
      return [
        ...settleMention(state, { conflict, choice: 'standing' }, imported),
        ...(settled.choice === 'both' ? secondGone(state, conflict, imported) : []),
      ];
    case 'overlap':
      return putAtPlace(state, { conflict, wanted: [conflict.one, conflict.other] }, imported);
    default:
      return conflict satisfies never;
  }
}

/** The side that was put beside what stood. */
function secondGone({ edits }: StudioState, conflict: Of<'mention'>, imported: Imported): readonly ReviewChange[] {
  const { passage, mentionId, other } = conflict;
  const second = mentionOf(other);
  if (second === undefined) return [];
  return [...(edits.get(passageKey(passage)) ?? [])].flatMap(([id, edit]) => {
    const isSecond = id !== mentionId && edit.kind === 'put' && isSameMention(edit.mention, second);
    return isSecond ? [mentionChange(edits, imported, { passage, mentionId: id, state: { kind: 'deleted' } })] : [];
  });
}

function findListed(state: StudioState, asked: MergeConflict): ListedConflict | undefined {
  const [subject, key] = [subjectOf(asked), conflictKey(asked)];
  const isMeant = (conflict: MergeConflict): boolean =>
    subjectOf(conflict) === subject && conflictKey(conflict) === key;
  const [listed] = listedConflicts({
    conflicts: state.conflicts.filter(isMeant),
    settledConflicts: state.settledConflicts.filter(({ conflict }) => isMeant(conflict)),
  });
  return listed;
}

function mentionOf(edit: MentionEdit): Mention | undefined {
  return edit.kind === 'put' ? edit.mention : undefined;
}

function freeId(
  edits: ReadonlyMap<string, MentionEdit> | undefined,
  wanted: string,
  taken: string | undefined,
): string {
  let id = wanted;
  for (let count = 2; id === taken || edits?.has(id) === true; count += 1) id = `${wanted}#${count}`;
  return id;
}

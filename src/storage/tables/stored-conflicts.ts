import * as v from 'valibot';
import type { MentionEdit } from '../../core/annotations/current-corpus.ts';
import {
  type ConflictChoice,
  type ConflictState,
  type ListedConflict,
  listedConflicts,
  type MergeConflict,
  type OpenConflict,
  type SettledConflict,
} from '../../core/merge/merge-conflict.ts';
import {
  NO_OBJECT,
  readableItems,
  readStored,
  storedObject,
  storedText,
  storedWholeNumber,
} from '../database/stored-json.ts';
import { DECISION, MENTION, NOTE } from './stored-review.ts';

/** Words for a thing whose `kind` is none that it may be. */
function unknownKind(thing: string) {
  return ({ input, path }: v.VariantIssue): string => {
    if (path === undefined) return NO_OBJECT;
    return typeof input === 'string' ? `${thing} of the unknown kind ${input}` : 'expected text as kind';
  };
}

export const PASSAGE = storedObject({ documentId: storedText('documentId'), passageId: storedText('passageId') });

export const EDIT = v.variant(
  'kind',
  [storedObject({ kind: v.literal('deleted') }), storedObject({ kind: v.literal('put'), mention: MENTION })],
  unknownKind('an edit'),
);

const SIDE = storedObject({ copyId: storedText('copyId'), author: v.exactOptional(storedText('author')) });

const sides = v.exactOptional(storedObject({ standing: SIDE, other: SIDE }));

const CONFLICT = v.variant(
  'kind',
  [
    storedObject({
      kind: v.literal('decision'),
      sampleId: storedText('sampleId'),
      standing: DECISION,
      other: v.optional(DECISION, () => undefined),
      sides,
    }),
    storedObject({
      kind: v.literal('note'),
      sampleId: storedText('sampleId'),
      standing: NOTE,
      other: v.optional(NOTE, () => undefined),
      sides,
    }),
    storedObject({
      kind: v.literal('mention'),
      mentionId: storedText('mentionId'),
      passage: PASSAGE,
      standing: EDIT,
      other: EDIT,
      sides,
    }),
    storedObject({ kind: v.literal('overlap'), one: MENTION, passage: PASSAGE, other: MENTION, sides }),
  ],
  unknownKind('a conflict'),
);

const REOPENED = { reopenedAtMs: v.exactOptional(storedWholeNumber('reopenedAtMs')) };

const CHOICES = ['standing', 'other', 'both', 'neither', 'edited'] as const satisfies readonly ConflictChoice[];

const SETTLEMENT = {
  choice: v.picklist([...CHOICES, 'keep', 'take'], 'a decided conflict without a choice'),
  author: storedText('author'),
  authorId: v.exactOptional(storedText('authorId')),
  atMs: storedWholeNumber('atMs'),
  reason: v.exactOptional(storedText('reason')),
};

const STATE = v.variant(
  'kind',
  [storedObject({ kind: v.literal('open'), ...REOPENED }), storedObject({ kind: v.literal('settled'), ...SETTLEMENT })],
  unknownKind('a state'),
);

const SETTLED = storedObject({ conflict: CONFLICT, ...SETTLEMENT });

/** All conflicts of a project, by its settings. What is none is left out, since both sides stand elsewhere too. */
export function readListedConflicts(settings: ReadonlyMap<string, unknown>): readonly ListedConflict[] {
  return listedConflicts({
    conflicts: readableItems(settings.get('conflicts'), readOpen),
    settledConflicts: readableItems(settings.get('settledConflicts'), readSettled),
  });
}

function readOpen(value: unknown): OpenConflict {
  return { ...readStoredConflict(value), ...readStored(storedObject(REOPENED), value) };
}

function readSettled(value: unknown): SettledConflict {
  const { choice, ...settled } = readStored(SETTLED, value);
  return { ...settled, choice: choiceOf(choice, settled.conflict) };
}

/** Throws a `TypeError` for what is none, as the others do. */
export function readStoredConflict(value: unknown): MergeConflict {
  return readStored(CONFLICT, value);
}

export function readStoredConflictState(value: unknown, conflict: Pick<MergeConflict, 'kind'>): ConflictState {
  const state = readStored(STATE, value);
  return state.kind === 'open' ? state : { ...state, choice: choiceOf(state.choice, conflict) };
}

/** As versions have it, which are younger than the two choices that older studios knew. */
export function readVersionedConflictState(value: unknown): ConflictState {
  return readStoredConflictState(value, { kind: 'decision' });
}

export function readStoredEdit(value: unknown): MentionEdit {
  return readStored(EDIT, value);
}

/** Older studios knew two choices: to keep what stands, which of two mentions at one place is both, or to take the other. */
function choiceOf(
  choice: v.InferOutput<typeof SETTLEMENT.choice>,
  { kind }: Pick<MergeConflict, 'kind'>,
): ConflictChoice {
  if (choice === 'keep') return kind === 'overlap' ? 'both' : 'standing';
  return choice === 'take' ? 'other' : choice;
}

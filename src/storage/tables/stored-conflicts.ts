import type { MentionEdit } from '../../core/annotations/current-corpus.ts';
import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import {
  type ConflictChoice,
  type ConflictSide,
  type ConflictState,
  type ListedConflict,
  listedConflicts,
  type MergeConflict,
  type OpenConflict,
  type SettledConflict,
} from '../../core/merge/merge-conflict.ts';
import {
  fieldsOf,
  readStoredDecision,
  readStoredMention,
  readStoredNote,
  readStoredText,
  textOf,
  wholeNumber,
} from './stored-review.ts';

/** Conflicts of a merge as the project holds them; what is none is left out, since both sides stand elsewhere too. */
function readStoredConflicts(value: unknown): readonly OpenConflict[] {
  return readable(value, (item) => ({ ...readStoredConflict(item), ...reopenedOf(fieldsOf(item)) }));
}

/** Those that were decided on, in the same way. */
function readStoredSettled(value: unknown): readonly SettledConflict[] {
  return readable(value, (item) => {
    const fields = fieldsOf(item);
    const conflict = readStoredConflict(fields.get('conflict'));
    return { conflict, ...settlementOf(fields, conflict) };
  });
}

/** All conflicts of a project, by its settings. */
export function readListedConflicts(settings: ReadonlyMap<string, unknown>): readonly ListedConflict[] {
  return listedConflicts({
    conflicts: readStoredConflicts(settings.get('conflicts')),
    settledConflicts: readStoredSettled(settings.get('settledConflicts')),
  });
}

/** Throws a `TypeError` for what is none, as the next one. */
export function readStoredConflict(value: unknown): MergeConflict {
  const sides = sidesOf(fieldsOf(value).get('sides'));
  return { ...conflictOf(value), ...(sides !== undefined && { sides }) };
}

function conflictOf(value: unknown): MergeConflict {
  const fields = fieldsOf(value);
  const kind = readStoredText(value, 'kind');
  const [standing, other] = [fields.get('standing'), fields.get('other')];
  switch (kind) {
    case 'decision': {
      const sampleId = readStoredText(value, 'sampleId');
      return { kind, sampleId, standing: readStoredDecision(standing), other: readOther(other, readStoredDecision) };
    }
    case 'note': {
      const sampleId = readStoredText(value, 'sampleId');
      return { kind, sampleId, standing: readStoredNote(standing), other: readOther(other, readStoredNote) };
    }
    case 'mention': {
      const mentionId = readStoredText(value, 'mentionId');
      const passage = readStoredPassage(fields.get('passage'));
      return { kind, passage, mentionId, standing: readStoredEdit(standing), other: readStoredEdit(other) };
    }
    case 'overlap': {
      const one = readStoredMention(fields.get('one'));
      return { kind, passage: readStoredPassage(fields.get('passage')), one, other: readStoredMention(other) };
    }
    default:
      throw new TypeError(`a conflict of the unknown kind ${kind}`);
  }
}

function readOther<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

function sidesOf(value: unknown): MergeConflict['sides'] {
  if (value === undefined) return undefined;
  const fields = fieldsOf(value);
  return { standing: readSide(fields.get('standing')), other: readSide(fields.get('other')) };
}

function readSide(value: unknown): ConflictSide {
  const author = fieldsOf(value).get('author');
  return {
    copyId: readStoredText(value, 'copyId'),
    ...(author !== undefined && { author: textOf(author, 'author') }),
  };
}

export function readStoredConflictState(value: unknown, conflict: Pick<MergeConflict, 'kind'>): ConflictState {
  const fields = fieldsOf(value);
  if (readStoredText(value, 'kind') === 'open') return { kind: 'open', ...reopenedOf(fields) };
  return { kind: 'settled', ...settlementOf(fields, conflict) };
}

/** As versions have it, which are younger than the two choices that older studios knew. */
export function readVersionedConflictState(value: unknown): ConflictState {
  return readStoredConflictState(value, { kind: 'decision' });
}

export function readStoredEdit(value: unknown): MentionEdit {
  if (readStoredText(value, 'kind') === 'deleted') return { kind: 'deleted' };
  return { kind: 'put', mention: readStoredMention(fieldsOf(value).get('mention')) };
}

export function readStoredPassage(value: unknown): PassageRef {
  return { documentId: readStoredText(value, 'documentId'), passageId: readStoredText(value, 'passageId') };
}

function reopenedOf(fields: ReadonlyMap<string, unknown>): { readonly reopenedAtMs?: number } {
  const reopenedAtMs = fields.get('reopenedAtMs');
  return reopenedAtMs === undefined ? {} : { reopenedAtMs: wholeNumber(reopenedAtMs, 'reopenedAtMs') };
}

function settlementOf(
  fields: ReadonlyMap<string, unknown>,
  conflict: Pick<MergeConflict, 'kind'>,
): Omit<SettledConflict, 'conflict'> {
  const [reason, authorId] = [fields.get('reason'), fields.get('authorId')];
  return {
    choice: choiceOf(fields.get('choice'), conflict),
    author: textOf(fields.get('author'), 'author'),
    ...(authorId !== undefined && { authorId: textOf(authorId, 'authorId') }),
    atMs: wholeNumber(fields.get('atMs'), 'atMs'),
    ...(reason !== undefined && { reason: textOf(reason, 'reason') }),
  };
}

const CHOICES: readonly ConflictChoice[] = ['standing', 'other', 'both', 'neither', 'edited'];

/** Older studios knew two choices: to keep what stands, which of two mentions at one place is both, or to take the other. */
function choiceOf(value: unknown, { kind }: Pick<MergeConflict, 'kind'>): ConflictChoice {
  if (value === 'keep') return kind === 'overlap' ? 'both' : 'standing';
  if (value === 'take') return 'other';
  const choice = CHOICES.find((known) => known === value);
  if (choice === undefined) throw new TypeError('a decided conflict without a choice');
  return choice;
}

function readable<T>(value: unknown, read: (item: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (thrown) {
      if (thrown instanceof TypeError) return [];
      throw thrown;
    }
  });
}

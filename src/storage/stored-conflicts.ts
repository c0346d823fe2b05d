import type { MentionEdit } from '../core/annotations/current-corpus.ts';
import type { PassageRef } from '../core/annotations/annotation-edit.ts';
import {
  type ConflictState,
  type ListedConflict,
  listedConflicts,
  type MergeConflict,
  type OpenConflict,
  type SettledConflict,
} from '../core/project/merge-conflict.ts';
import {
  fieldsOf,
  readStoredDecision,
  readStoredMention,
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
    return { conflict: readStoredConflict(fields.get('conflict')), ...settlementOf(fields) };
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
  const fields = fieldsOf(value);
  const kind = readStoredText(value, 'kind');
  switch (kind) {
    case 'decision': {
      const [standing, other] = [readStoredDecision(fields.get('standing')), readStoredDecision(fields.get('other'))];
      return { kind, sampleId: readStoredText(value, 'sampleId'), standing, other };
    }
    case 'mention': {
      const [standing, other] = [readStoredEdit(fields.get('standing')), readStoredEdit(fields.get('other'))];
      const mentionId = readStoredText(value, 'mentionId');
      return { kind, passage: readStoredPassage(fields.get('passage')), mentionId, standing, other };
    }
    case 'overlap': {
      const [one, other] = [readStoredMention(fields.get('one')), readStoredMention(fields.get('other'))];
      return { kind, passage: readStoredPassage(fields.get('passage')), one, other };
    }
    default:
      throw new TypeError(`a conflict of the unknown kind ${kind}`);
  }
}

export function readStoredConflictState(value: unknown): ConflictState {
  const fields = fieldsOf(value);
  if (readStoredText(value, 'kind') === 'open') return { kind: 'open', ...reopenedOf(fields) };
  return { kind: 'settled', ...settlementOf(fields) };
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

function settlementOf(fields: ReadonlyMap<string, unknown>): Omit<SettledConflict, 'conflict'> {
  const [choice, reason] = [fields.get('choice'), fields.get('reason')];
  if (choice !== 'keep' && choice !== 'take') throw new TypeError('a decided conflict without a choice');
  return {
    choice,
    author: textOf(fields.get('author'), 'author'),
    atMs: wholeNumber(fields.get('atMs'), 'atMs'),
    ...(reason !== undefined && { reason: textOf(reason, 'reason') }),
  };
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

import type { MentionEdit } from '../core/annotations/current-corpus.ts';
import type { PassageRef } from '../core/annotations/annotation-edit.ts';
import type { MergeConflict } from '../core/project/merge-reviews.ts';
import { fieldsOf, readStoredDecision, readStoredMention, readStoredText } from './stored-review.ts';

/** Conflicts of a merge as the project holds them; what is none is left out, since both sides stand elsewhere too. */
export function readStoredConflicts(value: unknown): readonly MergeConflict[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.flatMap((item) => {
    try {
      return readConflict(item) ?? [];
    } catch (thrown) {
      if (thrown instanceof TypeError) return [];
      throw thrown;
    }
  });
}

function readConflict(value: unknown): MergeConflict | undefined {
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
      return undefined;
  }
}

export function readStoredEdit(value: unknown): MentionEdit {
  if (readStoredText(value, 'kind') === 'deleted') return { kind: 'deleted' };
  return { kind: 'put', mention: readStoredMention(fieldsOf(value).get('mention')) };
}

export function readStoredPassage(value: unknown): PassageRef {
  return { documentId: readStoredText(value, 'documentId'), passageId: readStoredText(value, 'passageId') };
}

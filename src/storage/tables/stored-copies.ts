import type { MentionRecord } from '../../core/annotations/apply-changes.ts';
import { readStoredEdit, readStoredPassage } from './stored-conflicts.ts';
import { fieldsOf, readStoredText } from './stored-review.ts';

/** What one copy of a project made of the imported mentions, as it stood when copies were merged. */
export interface ReviewedCopy {
  /** Unique in the project. */
  readonly name: string;
  /** None of it `as-imported`. */
  readonly mentionEdits: readonly MentionRecord[];
}

/** Copies as the project holds them; one that cannot be read is left out: what it brought stands in the project. */
export function readStoredCopies(value: unknown): readonly ReviewedCopy[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.flatMap((item) => {
    try {
      return [readCopy(item)];
    } catch (thrown) {
      if (thrown instanceof TypeError) return [];
      throw thrown;
    }
  });
}

function readCopy(value: unknown): ReviewedCopy {
  const edits = fieldsOf(value).get('mentionEdits');
  if (!Array.isArray(edits)) throw new TypeError('a copy without its edits');
  const records: readonly unknown[] = edits;
  return { name: readStoredText(value, 'name'), mentionEdits: records.map(readRecord) };
}

function readRecord(value: unknown): MentionRecord {
  const fields = fieldsOf(value);
  return {
    passage: readStoredPassage(fields.get('passage')),
    mentionId: readStoredText(value, 'mentionId'),
    state: readStoredEdit(fields.get('state')),
  };
}

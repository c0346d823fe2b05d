import type { MentionRecord } from '../../core/annotations/apply-changes.ts';
import { readableItems, readStored, storedList, storedObject, storedText } from '../database/stored-json.ts';
import { EDIT, PASSAGE } from './stored-conflicts.ts';

/** What one copy of a project made of the imported mentions, as it stood when copies were merged. */
export interface ReviewedCopy {
  /** Unique in the project. */
  readonly name: string;
  /** None of it `as-imported`. */
  readonly mentionEdits: readonly MentionRecord[];
}

const COPY = storedObject({
  name: storedText('name'),
  mentionEdits: storedList(storedObject({ passage: PASSAGE, mentionId: storedText('mentionId'), state: EDIT })),
});

/** Copies as the project holds them; one that cannot be read is left out: what it brought stands in the project. */
export function readStoredCopies(value: unknown): readonly ReviewedCopy[] {
  return readableItems(value, (item) => readStored(COPY, item));
}

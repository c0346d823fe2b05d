import type { Database } from '@sqlite.org/sqlite-wasm';
import type { ReviewState } from '../../core/merge/merge-reviews.ts';
import { readDecisions, readMarks, readMentionEdits, readNotes, readSettings } from './review-tables.ts';
import { readListedConflicts } from './stored-conflicts.ts';

/** All that people made of a project, apart from its corpus. */
export function readReview(db: Database): ReviewState {
  return {
    decisions: readDecisions(db),
    notes: readNotes(db),
    marks: readMarks(db),
    mentionEdits: readMentionEdits(db),
    conflicts: readListedConflicts(readSettings(db)),
  };
}

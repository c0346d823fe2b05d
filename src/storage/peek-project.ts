import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { FailureError } from '../core/failure.ts';
import type { ReviewState } from '../core/project/merge-reviews.ts';
import { openBytes } from './database-bytes.ts';
import { openProjectFile } from './open-project-file.ts';
import { readDecisions, readMentionEdits, readNotes } from './review-tables.ts';
import { readText } from './sql-value.ts';

/** Another copy of a project, as far as merging needs it. */
export interface ProjectCopy {
  readonly review: ReviewState;
  /** Documents with the same texts in both. */
  readonly sharedCount: number;
  /** Documents of one name with other texts: places in them would not mean the same. */
  readonly differing: readonly string[];
  readonly onlyHereCount: number;
  readonly onlyThereCount: number;
}

/**
 * Reads a project file and compares its texts with those of an open project; neither is changed. Throws `FailureError`
 * where the file is refused.
 */
export async function peekProject(sqlite: Sqlite3Static, bytes: Uint8Array, open: Database): Promise<ProjectCopy> {
  const opened = await openProjectFile(sqlite, bytes);
  if (opened.kind === 'refused') throw new FailureError(opened.failure);
  const db = openBytes(sqlite, opened.bytes);
  try {
    const [here, there] = [readTexts(open), readTexts(db)];
    const both = [...here.keys()].filter((key) => there.has(key));
    const differing = both.filter((key) => here.get(key) !== there.get(key));
    return {
      review: { decisions: readDecisions(db), notes: readNotes(db), mentionEdits: readMentionEdits(db) },
      sharedCount: both.length - differing.length,
      differing,
      onlyHereCount: here.size - both.length,
      onlyThereCount: there.size - both.length,
    };
  } finally {
    db.close();
  }
}

/** All texts of a document in one, by its key. */
function readTexts(db: Database): ReadonlyMap<string, string> {
  const sql = `SELECT document.key, coalesce((SELECT json_group_array(json_array(key, text)) FROM
    (SELECT key, text FROM passage WHERE document_id = document.id ORDER BY ordinal)), '[]') FROM document`;
  return new Map(db.selectArrays(sql).map(([key, texts]) => [readText(key), readText(texts)]));
}

import type { Database } from '@sqlite.org/sqlite-wasm';
import { documentOfId } from '../../core/samples/document-of-sample.ts';
import { readText } from '../database/sql-value.ts';

/** The files of the documents that ids are of, documents' or samples'; undefined where no such document is there. */
export function readFilesOf(db: Database, ids: readonly string[]): readonly (string | undefined)[] {
  const find = db.prepare('SELECT source_file FROM document WHERE key = ?');
  const known = new Map<string, string | undefined>();
  const fileOf = (key: string): string | undefined => {
    if (!known.has(key)) {
      known.set(key, find.bind([key]).step() ? readText(find.get(0)) : undefined);
      find.reset();
    }
    return known.get(key);
  };
  try {
    return ids.map((id) => {
      const documentId = documentOfId(id, (key) => fileOf(key) !== undefined);
      return documentId === undefined ? undefined : fileOf(documentId);
    });
  } finally {
    find.finalize();
  }
}

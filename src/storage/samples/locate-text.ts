import type { Database } from '@sqlite.org/sqlite-wasm';
import type { TextLocator } from '../contract/sample-answers.ts';
import { readInteger, readOptional } from '../database/sql-value.ts';

/** An issue has the id that the file gives; a document of another file may have it too, and this one one behind it. */
const OF_DOCUMENT = "(document.key = ?1 OR substr(document.key, 1, length(?1) + 1) = ?1 || '#')";

/** The first sample of a text. What is said of a part of a file may name another file than its documents do. */
export function locateText(db: Database, { file, documentId, passageId }: TextLocator): number | undefined {
  const find = (where: string): number | undefined =>
    readOptional(
      db.selectValue(
        `SELECT min(sample.id) FROM document JOIN passage ON passage.document_id = document.id
          JOIN sample ON sample.passage_id = passage.id
          WHERE (?1 IS NULL OR ${OF_DOCUMENT}) AND (?2 IS NULL OR passage.key = ?2) AND ${where}`,
        [documentId ?? null, passageId ?? null, file],
      ),
      readInteger,
    );
  return find('document.source_file = ?3') ?? (documentId === undefined ? undefined : find('?3 IS NOT NULL'));
}

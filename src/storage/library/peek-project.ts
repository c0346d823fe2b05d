import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { FailureError } from '../../core/failure.ts';
import type { ReviewState } from '../../core/merge/merge-reviews.ts';
import type { OtherSelection } from '../../core/merge/other-selection.ts';
import { openBytes } from '../database/database-bytes.ts';
import { openProjectFile } from '../recovery/open-project-file.ts';
import type { ImportReport } from '../recovery/recovery-report.ts';
import { ensureIdentity } from '../tables/copy-identity.ts';
import { type CopyComparison, compareCopies } from './compare-copies.ts';
import { compareSelections } from './compare-selections.ts';
import { readReview } from '../tables/read-review.ts';
import { readSettings } from '../tables/review-tables.ts';
import type { VersionedKind } from '../tables/review-versions.ts';
import { readText } from '../database/sql-value.ts';

/** Another copy of a project, as far as merging needs it. */
export interface ProjectCopy {
  readonly review: ReviewState;
  readonly comparison: CopyComparison;
  /** Who works in it, as they said. */
  readonly author: string | undefined;
  /** Documents with the same texts in both. */
  readonly sharedCount: number;
  /** Documents of one name with other texts: places in them would not mean the same. */
  readonly differing: readonly string[];
  readonly onlyHereCount: number;
  readonly onlyThereCount: number;
  /** Where it holds another selection than the open project; undefined of a copy that is not whole, too. */
  readonly selection: OtherSelection | undefined;
  /** How the copy came in; of a damaged one, the tables that a merge takes from. */
  readonly report: ImportReport;
}

const MERGED_TABLES = ['decision', 'note', 'mark', 'mention_edit', 'setting'];
/** `setting` has the lists of conflicts. */
const KIND_OF_TABLE: ReadonlyMap<string, VersionedKind> = new Map([
  ['decision', 'decision'],
  ['note', 'note'],
  ['mark', 'mark'],
  ['mention_edit', 'mention'],
  ['setting', 'conflict'],
]);

/**
 * Reads a project file and compares its texts with those of an open project; neither is changed. Throws `FailureError`
 * where the file is refused.
 */
export async function peekProject(sqlite: Sqlite3Static, bytes: Uint8Array, open: Database): Promise<ProjectCopy> {
  const opened = await openProjectFile(sqlite, bytes);
  if (opened.kind === 'refused') throw new FailureError(opened.failure);
  const db = openBytes(sqlite, opened.bytes);
  try {
    // A damaged one may have lost it.
    ensureIdentity(db);
    const [here, there] = [readTexts(open), readTexts(db)];
    const both = [...here.keys()].filter((key) => there.has(key));
    // Of a damaged copy passages may be gone: those that are left have to be the same.
    const areSame = opened.report.kind === 'recovered' ? isPartOf : isEqual;
    const differing = both.filter((key) => !areSame(there.get(key) ?? '', here.get(key) ?? ''));
    return {
      review: readReview(db),
      comparison: compareCopies(open, db, incompleteKinds(opened.report)),
      author: authorOf(db),
      sharedCount: both.length - differing.length,
      differing,
      onlyHereCount: here.size - both.length,
      onlyThereCount: there.size - both.length,
      // Of a copy that is not what was saved nothing is known of its lists.
      selection: opened.report.kind === 'whole' ? compareSelections(open, db) : undefined,
      report: ofMergedTables(opened.report),
    };
  } finally {
    db.close();
  }
}

function ofMergedTables(report: ImportReport): ImportReport {
  if (report.kind !== 'recovered') return report;
  return { ...report, tables: report.tables.filter(({ table }) => MERGED_TABLES.includes(table)) };
}

/** Of what a damaged copy may have lost something. */
function incompleteKinds(report: ImportReport): ReadonlySet<VersionedKind> {
  if (report.kind !== 'recovered') return new Set();
  return new Set(
    report.tables.flatMap(({ table, refusedCount, isReadToTheEnd }) => {
      const kind = KIND_OF_TABLE.get(table);
      return kind === undefined || (refusedCount === 0 && isReadToTheEnd) ? [] : [kind];
    }),
  );
}

function authorOf(db: Database): string | undefined {
  const author = readSettings(db).get('author');
  return typeof author === 'string' ? author : undefined;
}

function isEqual(there: string, here: string): boolean {
  return there === here;
}

function isPartOf(there: string, here: string): boolean {
  const known = passagesOf(here);
  return [...passagesOf(there)].every(([key, text]) => known.get(key) === text);
}

function passagesOf(texts: string): ReadonlyMap<string, string> {
  const passages: readonly (readonly [string, string])[] = JSON.parse(texts);
  return new Map(passages);
}

/** All texts of a document in one, by its key: a JSON array of the passages' keys and texts. */
function readTexts(db: Database): ReadonlyMap<string, string> {
  const sql = `SELECT document.key, coalesce((SELECT json_group_array(json_array(key, text)) FROM
    (SELECT key, text FROM passage WHERE document_id = document.id ORDER BY ordinal)), '[]') FROM document`;
  return new Map(db.selectArrays(sql).map(([key, texts]) => [readText(key), readText(texts)]));
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const TOOL = 'sqlite3';

/** The `sqlite3` command-line tool on a file: what it prints, without the last line break; throws where it complains. */
export function askSqliteTool(file: string, sql: string): string {
  const { status, stdout, stderr } = spawnSync(TOOL, ['-bail', file, sql], { encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(`sqlite3 says of ${sql}: ${stderr}`);
  return stdout.trimEnd();
}

/** Whether it is there; says so where it is not. */
export function hasSqliteTool(): boolean {
  const isThere = spawnSync(TOOL, ['--version']).status === 0;
  if (!isThere) console.log('skipped: the sqlite3 command-line tool is not installed (Debian package sqlite3)');
  return isThere;
}

/** The queries that `docs/project-file.md` shows. */
export function documentedQueries(): readonly string[] {
  const docs = readFileSync('docs/project-file.md', 'utf8');
  return [...docs.matchAll(/```sql\n([^`]*)```/gu)].map(([, query]) => query ?? '');
}

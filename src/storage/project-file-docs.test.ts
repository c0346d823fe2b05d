import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fillProject } from '../testing/full-project.ts';
import { loadNodeSqlite } from '../testing/node-sqlite.ts';
import { openBytes } from './database-bytes.ts';
import { projectTables } from './recover-rows.ts';
import { APPLICATION_ID, sealedCopy } from './seal.ts';

const TOOL = 'sqlite3';

const sqlite = await loadNodeSqlite();
const folder = mkdtempSync(join(tmpdir(), 'project-file-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const project = new sqlite.oo1.DB(':memory:');
await fillProject(project, 12);
const saved = await sealedCopy(sqlite, project);
project.close();

const docs = readFileSync('docs/project-file.md', 'utf8');
const queries = [...docs.matchAll(/```sql\n([^`]*)```/gu)].map(([, query]) => query ?? '');
const hasTool = spawnSync(TOOL, ['--version']).status === 0;
if (!hasTool) console.log('skipped: the sqlite3 command-line tool is not installed (Debian package sqlite3)');

describe('the documented project file', () => {
  it('has the documented marks and every table in the docs', () => {
    const db = openBytes(sqlite, saved);
    expect(db.selectValue('PRAGMA application_id')).toBe(APPLICATION_ID);
    expect(docs).toContain(String(APPLICATION_ID));
    for (const table of [...projectTables(db), 'seal']) expect(docs).toContain(`\`${table}\``);
    db.close();
  });

  it('answers the documented queries in the WASM build', () => {
    const db = openBytes(sqlite, saved);
    expect(db.selectValue('PRAGMA integrity_check')).toBe('ok');
    expect(queries).toHaveLength(6);
    for (const query of queries) expect(() => db.selectArrays(query)).not.toThrow();
    expect(db.selectArrays(queries[0] ?? '')).toEqual([['Chemical', 12, 12]]);
    db.close();
  });

  it.skipIf(!hasTool)('opens in the sqlite3 tool, passes its integrity check and answers the queries', () => {
    const path = join(folder, 'copy.sqlite3');
    writeFileSync(path, saved);
    const ask = (sql: string) => spawnSync(TOOL, ['-bail', path, sql], { encoding: 'utf8' });
    expect(ask('PRAGMA integrity_check').stdout.trim()).toBe('ok');
    for (const query of queries) expect(ask(query)).toMatchObject({ status: 0, stderr: '' });
    expect(ask(queries[0] ?? '').stdout.trim()).toBe('Chemical|12|12');
    expect(ask('SELECT count(*) FROM decision').stdout.trim()).toBe('12');
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fillProject } from '../../testing/studio/full-project.ts';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { askSqliteTool, documentedQueries, hasSqliteTool } from '../../testing/storage/sqlite-tool.ts';
import { openBytes } from '../database/database-bytes.ts';
import { projectTables } from '../recovery/recover-rows.ts';
import { APPLICATION_ID, sealedCopy } from '../database/seal.ts';

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
const queries = documentedQueries();

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

  it.skipIf(!hasSqliteTool())('opens in the sqlite3 tool, passes its integrity check and answers the queries', () => {
    const path = join(folder, 'copy.sqlite3');
    writeFileSync(path, saved);
    expect(askSqliteTool(path, 'PRAGMA integrity_check')).toBe('ok');
    for (const query of queries) expect(() => askSqliteTool(path, query)).not.toThrow();
    expect(askSqliteTool(path, queries[0] ?? '')).toBe('Chemical|12|12');
    expect(askSqliteTool(path, 'SELECT count(*) FROM decision')).toBe('12');
  });
});

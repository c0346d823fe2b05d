import { afterAll, describe, expect, it } from 'vitest';
import { fillProject } from '../testing/full-project.ts';
import { loadNodeSqlite } from '../testing/node-sqlite.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { openBytes, readBytes } from './database-bytes.ts';
import { openProjectFile } from './open-project-file.ts';
import { projectTables } from './recover-rows.ts';
import { MIGRATIONS } from './schema.ts';
import { sealedCopy } from './seal.ts';

const sqlite = await loadNodeSqlite();
const project = new sqlite.oo1.DB(':memory:');
await fillProject(project);
const saved = await sealedCopy(sqlite, project);
const contents = readContents(saved);
afterAll(() => {
  project.close();
});

/** Every table's rows as SQLite writes them, each one a line. */
function readContents(bytes: Uint8Array): Map<string, string[]> {
  const db = openBytes(sqlite, bytes);
  try {
    return new Map(
      projectTables(db).map((table) => {
        const columns = db.selectValues(`SELECT name FROM pragma_table_info('${table}')`).map(String);
        const line = columns.map((column) => `quote(${column})`).join(` || ',' || `);
        return [table, db.selectValues(`SELECT ${line} FROM ${table} NOT INDEXED`).map(String).sort()];
      }),
    );
  } finally {
    db.close();
  }
}

function changed(change: (db: ReturnType<typeof openBytes>) => void, from = saved): Uint8Array {
  const db = openBytes(sqlite, from);
  try {
    change(db);
    return readBytes(sqlite, db);
  } finally {
    db.close();
  }
}

describe('a project file', () => {
  it('opens whole as it was saved', async () => {
    const opened = await openProjectFile(sqlite, saved);
    if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.failure));
    expect(opened.report).toEqual({ kind: 'whole' });
    expect(readContents(opened.bytes)).toEqual(contents);
  });

  it('opens again after it was opened and saved', async () => {
    const opened = await openProjectFile(sqlite, saved);
    if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.failure));
    const db = openBytes(sqlite, opened.bytes);
    const again = await openProjectFile(sqlite, await sealedCopy(sqlite, db));
    db.close();
    expect(again).toMatchObject({ report: { kind: 'whole' } });
  });

  it('that another program edited opens, and says so', async () => {
    const edited = changed((db) => db.exec(`UPDATE decision SET verdict = 'rejected' WHERE sample_id = 'doc-1'`));
    expect(await openProjectFile(sqlite, edited)).toMatchObject({ kind: 'taken', report: { kind: 'changed' } });
  });

  it('that another program put into write-ahead mode opens', async () => {
    const logged = new Uint8Array(saved);
    logged.set([2, 2], 18);
    expect(await openProjectFile(sqlite, logged)).toMatchObject({ kind: 'taken', report: { kind: 'changed' } });
  });

  it('of a newer studio is refused with both versions', async () => {
    const newer = changed((db) => db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`));
    expect(await openProjectFile(sqlite, newer)).toEqual({
      kind: 'refused',
      failure: { code: 'project-newer', found: MIGRATIONS.length + 1, known: MIGRATIONS.length },
    });
  });

  it('of an older studio is migrated on a copy', async () => {
    const db = new sqlite.oo1.DB(':memory:');
    db.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`);
    const old = readBytes(sqlite, db);
    db.close();
    const before = new Uint8Array(old);
    const opened = await openProjectFile(sqlite, old);
    expect(opened).toMatchObject({ kind: 'taken', report: { kind: 'whole' } });
    expect(old).toEqual(before);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a text', new TextEncoder().encode('1|t|Aspirin and headache.')],
    ['the database of another program', changed((db) => db.exec('CREATE TABLE a (b)'), emptyDatabase())],
  ])('that is %s is refused as no project', async (_, bytes) => {
    expect(await openProjectFile(sqlite, bytes)).toMatchObject({ failure: { code: 'not-a-project' } });
  });

  it('that was cut off is recovered as far as it goes', async () => {
    const opened = await openProjectFile(sqlite, saved.slice(0, Math.floor((saved.byteLength * 3) / 4 / 8192) * 8192));
    if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.failure));
    expect(opened.report.kind).toBe('recovered');
    expect(readContents(opened.bytes).get('document')?.length).toBeGreaterThan(0);
  });

  it('damaged at random offsets 200 times opens whole or says what is lost', { timeout: 60_000 }, async () => {
    const random = seededRandom(20261122);
    const outcomes = { whole: 0, changed: 0, recovered: 0, refused: 0 };
    let keptRows = 0;
    for (let round = 0; round < 200; round++) {
      const damaged = damage(saved, random);
      const before = new Uint8Array(damaged);
      const opened = await openProjectFile(sqlite, damaged);
      expect(Buffer.compare(damaged, before)).toBe(0);
      if (opened.kind === 'refused') {
        outcomes.refused++;
        expect(opened.failure.code).toBe('project-damaged');
        continue;
      }
      outcomes[opened.report.kind]++;
      // Nobody is told that all is well unless it is.
      if (opened.report.kind === 'whole') expect(readContents(opened.bytes)).toEqual(contents);
      if (opened.report.kind === 'recovered') {
        for (const { table, keptCount, refusedCount, isReadToTheEnd } of opened.report.tables) {
          const rows = contents.get(table) ?? [];
          if (isReadToTheEnd && refusedCount === 0)
            expect([round, table, keptCount]).toEqual([round, table, rows.length]);
        }
        const kept = readContents(opened.bytes);
        keptRows += [...kept.values()].reduce((sum, rows) => sum + rows.length, 0);
      }
      const db = openBytes(sqlite, opened.bytes);
      expect(db.selectValue('PRAGMA integrity_check')).toBe('ok');
      expect(db.selectValue('PRAGMA foreign_key_check')).toBeUndefined();
      db.close();
    }
    const allRows = [...contents.values()].reduce((sum, rows) => sum + rows.length, 0);
    const share = keptRows / (allRows * outcomes.recovered);
    console.log(`${JSON.stringify(outcomes)}; ${(share * 100).toFixed(1)} % of rows kept where recovered`);
    expect(share).toBeGreaterThan(0.7);
  });
});

/** A byte, a run of bytes, or a page: what bad disks and broken transfers do. */
function damage(bytes: Uint8Array, random: () => number): Uint8Array {
  const damaged = new Uint8Array(bytes);
  const length = [1, 16, 512, 8192][Math.floor(random() * 4)] ?? 1;
  const offset = Math.floor(random() * bytes.byteLength);
  for (let at = offset; at < Math.min(offset + length, bytes.byteLength); at++) {
    damaged[at] = (damaged[at] ?? 0) ^ (1 + Math.floor(random() * 255));
  }
  return damaged;
}

function emptyDatabase(): Uint8Array {
  const db = new sqlite.oo1.DB(':memory:');
  db.exec('PRAGMA user_version = 1');
  const bytes = readBytes(sqlite, db);
  db.close();
  return bytes;
}

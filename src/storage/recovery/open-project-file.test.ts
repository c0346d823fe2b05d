import { afterAll, describe, expect, it } from 'vitest';
import { fillProject } from '../../testing/studio/full-project.ts';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { seededRandom } from '../../core/numbers/seeded-random.ts';
import { openBytes, readBytes } from '../database/database-bytes.ts';
import { openProjectFile } from './open-project-file.ts';
import { projectTables } from './recover-rows.ts';
import { MIGRATIONS } from '../database/schema.ts';
import { indexOfBytes, sealedCopy } from '../database/seal.ts';

const PAGE_BYTES = 8192;

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

  it.each([
    [
      'an edit that is no mention any more',
      `UPDATE mention_edit SET mention = '{"id":1}' WHERE document_key = 'doc-7'`,
    ],
    ['a list in place of an edit', `UPDATE mention_edit SET mention = '[]' WHERE document_key = 'doc-7'`],
  ])('with %s loses that edit, and nothing else', async (_, sql) => {
    const opened = await openProjectFile(
      sqlite,
      changed((db) => db.exec(sql)),
    );
    if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.failure));
    const kept = readContents(opened.bytes);
    for (const [table, rows] of contents) {
      expect([table, kept.get(table)?.length]).toEqual([table, rows.length - (table === 'mention_edit' ? 1 : 0)]);
    }
    if (opened.report.kind !== 'recovered') throw new Error(opened.report.kind);
    const lost = opened.report.tables.filter(({ refusedCount, isReadToTheEnd }) => refusedCount > 0 || !isReadToTheEnd);
    expect(lost).toEqual([
      { table: 'mention_edit', keptCount: rowCount('mention_edit') - 1, refusedCount: 1, isReadToTheEnd: true },
    ]);
  });

  it('with a table of scores that cannot be read loses the scores, and nothing else', async () => {
    const opened = await openProjectFile(
      sqlite,
      changed((db) =>
        db.exec(`UPDATE score SET kind = 'unscored', reason = 'no such reason', ifd = NULL,
        conditioned_answer_loss = NULL, direct_answer_loss = NULL, truncated = NULL, border_merged = NULL WHERE id = 5`),
      ),
    );
    if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.failure));
    const kept = readContents(opened.bytes);
    const scores = ['scoring_run', 'score', 'token_losses'];
    for (const [table, rows] of contents) {
      expect([table, kept.get(table)]).toEqual([table, scores.includes(table) ? [] : rows]);
    }
  });

  it('with a table’s definition that cannot be parsed is recovered whole', async () => {
    const damaged = new Uint8Array(saved);
    const definition = new TextEncoder().encode('passage_key, mention_key)');
    for (let at = indexOfBytes(damaged, definition); at !== -1; at = indexOfBytes(damaged, definition))
      damaged[at] = 0x21;
    const opened = await openProjectFile(sqlite, damaged);
    if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.failure));
    expect(opened.report.kind).toBe('recovered');
    expect(readContents(opened.bytes)).toEqual(contents);
  });

  it('whose list of tables is overwritten on its first page is recovered whole', async () => {
    const damaged = new Uint8Array(saved);
    damaged.fill(0x5a, 100, PAGE_BYTES);
    const opened = await openProjectFile(sqlite, damaged);
    if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.failure));
    expect(opened.report.kind).toBe('recovered');
    expect(readContents(opened.bytes)).toEqual(contents);
  });

  it('damaged at random offsets 200 times opens whole or says what is lost', { timeout: 90_000 }, async () => {
    const random = seededRandom(20261122);
    const outcomes = { whole: 0, 'log-damaged': 0, changed: 0, recovered: 0, refused: 0 };
    let keptRows = 0;
    const schemaPages = new Set(
      project.selectValues("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'").map(Number),
    );
    for (let round = 0; round < 200; round++) {
      const { damaged, pages } = damage(saved, random);
      const before = new Uint8Array(damaged);
      const opened = await openProjectFile(sqlite, damaged);
      expect(Buffer.compare(damaged, before)).toBe(0);
      if (opened.kind === 'refused') {
        outcomes.refused++;
        // Where the list of tables itself is hit, nothing says what the rest is.
        expect(pages.some((page) => schemaPages.has(page))).toBe(true);
        expect(opened.failure).toMatchObject({ code: 'project-damaged', detail: expect.stringMatching(/\w{4}/) });
        continue;
      }
      outcomes[opened.report.kind]++;
      const kept = readContents(opened.bytes);
      const report = new Map(
        opened.report.kind === 'recovered' ? opened.report.tables.map((each) => [each.table, each]) : [],
      );
      for (const [table, rows] of contents) {
        // What is said of the loss comes on top.
        const now = (kept.get(table) ?? []).filter((row) => !row.includes('lost-to-damage'));
        // Neither SQLite nor the studio can tell a letter in a text from another: such a row was hit itself.
        const altered = differenceOf(now, rows);
        if (altered.length > 0) expect([round, table, opened.report.kind]).not.toEqual([round, table, 'whole']);
        expect([round, table, altered.length]).toEqual([
          round,
          table,
          Math.min(altered.length, rowsOn(pages, table), 1),
        ]);
        const told = report.get(table);
        if (told === undefined || (told.isReadToTheEnd && told.refusedCount === 0)) {
          // All that is not said to be lost is there, row by row.
          expect([round, table, differenceOf(rows, now).length]).toEqual([round, table, altered.length]);
        }
        if (told !== undefined) expect([round, table, told.keptCount]).toEqual([round, table, now.length]);
        if (opened.report.kind === 'recovered') keptRows += now.length;
      }
      const db = openBytes(sqlite, opened.bytes);
      expect(db.selectValue('PRAGMA integrity_check')).toBe('ok');
      expect(db.selectValue('PRAGMA foreign_key_check')).toBeUndefined();
      db.close();
    }
    const allRows = [...contents.values()].reduce((sum, rows) => sum + rows.length, 0);
    const share = keptRows / (allRows * outcomes.recovered);
    console.log(`${JSON.stringify(outcomes)}; ${(share * 100).toFixed(1)} % of rows kept where recovered`);
    expect(share).toBeGreaterThan(0.85);
    expect(outcomes.refused).toBe(0);
    // Of what hits no structure only the seal tells: more than half of the file is texts and room.
    expect(outcomes.changed).toBeLessThanOrEqual(100);
  });
});

function rowCount(table: string): number {
  return contents.get(table)?.length ?? 0;
}

/** Those of `rows` that are not among `others`. */
function differenceOf(rows: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return rows.filter((row) => !known.has(row));
}

/** How many rows of a table lie on any of some pages of the sound file. */
function rowsOn(pages: readonly number[], table: string): number {
  const of = pages.join(', ');
  const count = project.selectValue(`SELECT coalesce(sum(ncell), 0) FROM dbstat WHERE name = ? AND pageno IN (${of})`, [
    table,
  ]);
  return Number(count);
}

/** A byte, a run of bytes, or a page: what bad disks and broken transfers do. With the pages that it hits, from 1. */
function damage(bytes: Uint8Array, random: () => number): { damaged: Uint8Array; pages: readonly number[] } {
  const damaged = new Uint8Array(bytes);
  const length = [1, 16, 512, PAGE_BYTES][Math.floor(random() * 4)] ?? 1;
  const offset = Math.floor(random() * bytes.byteLength);
  const pages = new Set<number>();
  for (let at = offset; at < Math.min(offset + length, bytes.byteLength); at++) {
    damaged[at] = (damaged[at] ?? 0) ^ (1 + Math.floor(random() * 255));
    pages.add(Math.floor(at / PAGE_BYTES) + 1);
  }
  return { damaged, pages: [...pages] };
}

function emptyDatabase(): Uint8Array {
  const db = new sqlite.oo1.DB(':memory:');
  db.exec('PRAGMA user_version = 1');
  const bytes = readBytes(sqlite, db);
  db.close();
  return bytes;
}

import type { Database } from '@sqlite.org/sqlite-wasm';
import { afterEach, describe, expect, it } from 'vitest';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { countLostActs } from './damaged-log.ts';

const PAGE_BYTES = 8192;
const FRAME_BYTES = 24 + PAGE_BYTES;

const sqlite = await loadNodeSqlite();
let db: Database | undefined;
let fileCount = 0;
afterEach(() => {
  db?.close();
});

/** A database with a log, as the studio has it; a row is an act. */
function openLogged(): Database {
  fileCount += 1;
  db = new sqlite.oo1.DB(`/logged-${fileCount}.sqlite3`, 'c');
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL');
  expect(db.selectValue('PRAGMA journal_mode = WAL')).toBe('wal');
  db.exec('CREATE TABLE t (a)');
  return db;
}

function act(logged: Database, times: number): void {
  for (let time = 0; time < times; time += 1) logged.exec('INSERT INTO t VALUES (randomblob(100))');
}

/** The bytes of the log, by way of SQLite's own handle of it. */
function readLog({ pointer }: Database): Uint8Array {
  const { capi, wasm } = sqlite;
  const before = wasm.pstack.pointer;
  try {
    const out = wasm.pstack.alloc(8);
    capi.sqlite3_file_control(pointer ?? 0, 'main', capi.SQLITE_FCNTL_JOURNAL_POINTER, out);
    const file = wasm.peekPtr(out);
    const methods = new capi.sqlite3_io_methods(new capi.sqlite3_file(file).$pMethods);
    methodOf(methods, '$xFileSize')(file, out);
    const bytes = Number(wasm.peek64(out));
    const heap = wasm.alloc(bytes);
    methodOf(methods, '$xRead')(file, heap, bytes, 0n);
    const log = wasm.heap8u().slice(heap, heap + bytes);
    wasm.dealloc(heap);
    return log;
  } finally {
    wasm.pstack.restore(before);
  }
}

function methodOf(methods: object, name: string): (...args: readonly unknown[]) => unknown {
  const pointer: unknown = Reflect.get(methods, name);
  const method: unknown = typeof pointer === 'number' ? sqlite.wasm.functionEntry(pointer) : undefined;
  if (typeof method !== 'function') throw new Error(`SQLite has no ${name}`);
  return (...args) => Reflect.apply(method, undefined, args);
}

function damagedAt(log: Uint8Array, at: number, bytes = 1): Uint8Array {
  const damaged = new Uint8Array(log);
  for (let place = at; place < Math.min(at + bytes, log.byteLength); place += 1)
    damaged[place] = (damaged[place] ?? 0) ^ 0x5a;
  return damaged;
}

describe('a log', () => {
  it('that is sound, empty or no log has lost nothing', () => {
    const logged = openLogged();
    act(logged, 10);
    expect(readLog(logged).byteLength).toBeGreaterThan(10 * FRAME_BYTES);
    expect(countLostActs(readLog(logged))).toBe(0);
    expect(countLostActs(new Uint8Array())).toBe(0);
    expect(countLostActs(new Uint8Array(100))).toBe(0);
  });

  it.each([
    ['a byte of a page', 24 + 100, 1, 10],
    ['the sum of a frame', 16, 8, 10],
    ['the mark of a frame', 8, 8, 10],
    ['all of a frame', 0, FRAME_BYTES, 9],
    ['two frames', 500, FRAME_BYTES, 9],
  ])('with damage to %s has lost the acts from there on', (_, within, bytes, least) => {
    const logged = openLogged();
    act(logged, 10);
    const log = readLog(logged);
    const first = log.byteLength - 10 * FRAME_BYTES;
    const lost = countLostActs(damagedAt(log, first + within, bytes));
    expect(lost).toBeGreaterThanOrEqual(least - 1);
    expect(lost).toBeLessThanOrEqual(10);
  });

  it('that a crash cut off anywhere has lost nothing that was saved', () => {
    const logged = openLogged();
    act(logged, 6);
    const log = readLog(logged);
    for (let end = 0; end < log.byteLength; end += 1021)
      expect([end, countLostActs(log.slice(0, end))]).toEqual([end, 0]);
  });

  it('whose last act was half written has lost nothing that was saved', () => {
    const logged = openLogged();
    act(logged, 6);
    logged.exec('BEGIN; INSERT INTO t SELECT randomblob(20000) FROM json_each(json_array(1, 2, 3, 4, 5)); COMMIT');
    const log = readLog(logged);
    for (let frame = 1; frame <= 10; frame += 1) {
      expect([frame, countLostActs(damagedAt(log, log.byteLength - frame * FRAME_BYTES + 100))]).toEqual([frame, 0]);
    }
  });

  it('that was begun anew over an older one has lost nothing', () => {
    const logged = openLogged();
    act(logged, 20);
    logged.exec('PRAGMA wal_checkpoint(RESTART)');
    act(logged, 3);
    const log = readLog(logged);
    expect(log.byteLength).toBeGreaterThan(20 * FRAME_BYTES);
    expect(countLostActs(log)).toBe(0);
    // In the newest act, behind which the older log goes on.
    expect(countLostActs(damagedAt(log, 32 + 2 * FRAME_BYTES + 100))).toBe(0);
  });

  it('over acts that were taken back has lost nothing', () => {
    const logged = openLogged();
    logged.exec(
      'PRAGMA cache_size = 2; BEGIN; INSERT INTO t SELECT randomblob(20000) FROM json_each(json_array(1, 2, 3, 4, 5, 6, 7, 8)); ROLLBACK',
    );
    act(logged, 3);
    expect(countLostActs(readLog(logged))).toBe(0);
  });
});

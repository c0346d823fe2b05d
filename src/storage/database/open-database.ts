import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { allowRollback } from './allow-rollback.ts';
import { HANDOVER_MS, installPool, isOutOfRoom, type PoolUtil } from './install-pool.ts';
import { createMemoryDisk } from './memory-disk.ts';
import type { ProjectDisk } from './project-disk.ts';
import { logActs } from './write-ahead-log.ts';

/** Held by the one tab that may write; the pool's files cannot be shared. */
const WRITER_LOCK = 'bioselect-studio/project';
/** Free places beside the files that are there: a database, its log and journal, and the same for a copy being made. */
const SPARE_FILES = 6;

/** What SQLite adds to a database's name for its log and its journal. */
const BESIDE = ['-wal', '-journal'];

/** What a log or a journal keeps of its size after a large act. */
const LOG_BYTES = 8 * 2 ** 20;

/**
 * Takes hold of the browser's disk for this tab, or of memory where there is no such disk, another tab holds it, or it
 * cannot be used.
 */
export async function openDatabase(sqlite: Sqlite3Static): Promise<ProjectDisk> {
  if (!hasSyncFiles()) return createMemoryDisk(sqlite, { kind: 'memory', why: 'no-opfs' });
  const releaseLock = await acquireWriterLock();
  if (releaseLock === undefined) return createMemoryDisk(sqlite, { kind: 'read-only', why: 'second-tab' });
  const pool = await installPool(sqlite);
  if (pool.kind === 'ready') return poolDisk(sqlite, pool.util, releaseLock);
  releaseLock();
  switch (pool.kind) {
    case 'locked':
      return createMemoryDisk(sqlite, { kind: 'read-only', why: 'second-tab' });
    case 'no-opfs':
      return createMemoryDisk(sqlite, { kind: 'memory', why: 'no-opfs' });
    case 'failed':
      return createMemoryDisk(sqlite, { kind: 'memory', why: 'disk-failed', detail: pool.detail });
    default:
      return pool satisfies never;
  }
}

function poolDisk(sqlite: Sqlite3Static, util: PoolUtil, releaseLock: () => void): ProjectDisk {
  let canRollBack = false;
  const makeRoom = async (): Promise<void> => {
    await util.reserveMinimumCapacity(util.getFileNames().length + SPARE_FILES);
  };
  return {
    sqlite,
    storage: { kind: 'opfs' },
    fileNames: () => util.getFileNames(),
    open: async (file) => {
      try {
        await makeRoom();
      } catch (thrown) {
        // What is there opens without; what needs the room says so itself.
        if (!isOutOfRoom(thrown)) throw thrown;
      }
      const db = new util.OpfsSAHPoolDb(file);
      try {
        if (!canRollBack) allowRollback(sqlite, db);
        canRollBack = true;
        db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${LOG_BYTES}`);
        logActs(db);
        return db;
      } catch (thrown) {
        db.close();
        throw thrown;
      }
    },
    write: async (file, bytes) => {
      await makeRoom();
      await util.importDb(file, bytes);
    },
    read: async (file) => util.exportFile(file),
    delete: (file) => {
      util.unlink(file);
      for (const suffix of BESIDE) util.unlink(`${file}${suffix}`);
    },
    release: () => {
      // Gives the files' handles back at once; the next tab must not wait for this worker's end.
      util.pauseVfs();
      releaseLock();
    },
  };
}

function hasSyncFiles(): boolean {
  return (
    typeof FileSystemFileHandle !== 'undefined' &&
    'createSyncAccessHandle' in FileSystemFileHandle.prototype &&
    typeof navigator.storage?.getDirectory === 'function'
  );
}

/** Resolves with the release of the lock, or undefined when another tab keeps it. */
async function acquireWriterLock(): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    navigator.locks
      .request(WRITER_LOCK, { signal: AbortSignal.timeout(HANDOVER_MS) }, async () => {
        await new Promise<void>((release) => {
          resolve(release);
        });
      })
      .catch(() => {
        resolve(undefined);
      });
  });
}

import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { allowRollback } from './allow-rollback.ts';
import { createMemoryDisk } from './memory-disk.ts';
import type { ProjectDisk } from './project-disk.ts';
import { logActs } from './write-ahead-log.ts';

/** Held by the one tab that may write; the pool's files cannot be shared. */
const WRITER_LOCK = 'bioselect-studio/project';
const POOL_NAME = 'bioselect';
const POOL_DIRECTORY = '/bioselect-projects';
/** Free places beside the files that are there: a database, its log and journal, and the same for a copy being made. */
const SPARE_FILES = 6;

/** What SQLite adds to a database's name for its log and its journal. */
const BESIDE = ['-wal', '-journal'];

/** What a log or a journal keeps of its size after a large act. */
const LOG_BYTES = 8 * 2 ** 20;

/** A page that is just being reloaded gives lock and files back only when its worker has ended. */
const HANDOVER_MS = 2000;
const RETRY_MS = 50;

/**
 * Takes hold of the browser's disk for this tab, or of memory where there is no such disk or another tab holds it.
 * Throws what SQLite throws when the disk is there and free but cannot be used.
 */
export async function openDatabase(sqlite: Sqlite3Static): Promise<ProjectDisk> {
  if (!hasSyncFiles()) return createMemoryDisk(sqlite, { kind: 'memory', why: 'no-opfs' });
  const releaseLock = await acquireWriterLock();
  if (releaseLock === undefined) return createMemoryDisk(sqlite, { kind: 'read-only', why: 'second-tab' });
  try {
    const pool = await installPool(sqlite);
    if (pool.kind === 'ready') return poolDisk(sqlite, pool.util, releaseLock);
    releaseLock();
    return createMemoryDisk(
      sqlite,
      pool.why === 'no-opfs' ? { kind: 'memory', why: 'no-opfs' } : { kind: 'read-only', why: 'second-tab' },
    );
  } catch (thrown) {
    releaseLock();
    throw thrown;
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
      await makeRoom();
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

type PoolUtil = Awaited<ReturnType<Sqlite3Static['installOpfsSAHPoolVfs']>>;
type Pool =
  | { readonly kind: 'ready'; readonly util: PoolUtil }
  | { readonly kind: 'unavailable'; readonly why: 'no-opfs' | 'second-tab' };

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

async function installPool(sqlite: Sqlite3Static): Promise<Pool> {
  const allowRemoval = refuseRecursiveRemoval();
  try {
    const triesUntil = performance.now() + HANDOVER_MS;
    for (;;) {
      try {
        const options = { name: POOL_NAME, directory: POOL_DIRECTORY, forceReinitIfPreviouslyFailed: true };
        return { kind: 'ready', util: await sqlite.installOpfsSAHPoolVfs(options) };
      } catch (thrown) {
        if (!isLocked(thrown)) return { kind: 'unavailable', why: 'no-opfs' };
        if (performance.now() > triesUntil) return { kind: 'unavailable', why: 'second-tab' };
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  } finally {
    allowRemoval();
  }
}

function isLocked(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NoModificationAllowedError';
}

/**
 * When the pool cannot be installed, the library removes the pool's folder with everything in it: a project that is
 * merely held by another tab would be gone as soon as that tab let go. While installing, no folder is removed.
 */
function refuseRecursiveRemoval(): () => void {
  const prototype = FileSystemDirectoryHandle.prototype;
  const original = Object.getOwnPropertyDescriptor(prototype, 'removeEntry');
  const remove: unknown = original?.value;
  if (original === undefined || typeof remove !== 'function') return () => {};
  const guarded = async function (this: FileSystemDirectoryHandle, ...args: unknown[]): Promise<unknown> {
    const [, options] = args;
    if (typeof options === 'object' && options !== null && Reflect.get(options, 'recursive') === true) {
      throw new DOMException('kept: it may hold a project', 'InvalidStateError');
    }
    return Reflect.apply(remove, this, args);
  };
  Object.defineProperty(prototype, 'removeEntry', { ...original, value: guarded });
  return () => {
    Object.defineProperty(prototype, 'removeEntry', original);
  };
}

import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { StorageKind } from './project-store.ts';

/** An open database, what it lies on, and how to let go of it. */
export interface OpenDatabase {
  readonly sqlite: Sqlite3Static;
  readonly db: Database;
  readonly storage: StorageKind;
  release(): void;
}

/** Held by the one tab that may write; the pool's files cannot be shared. */
const WRITER_LOCK = 'bioselect-studio/project';
const POOL_NAME = 'bioselect';
const POOL_DIRECTORY = '/bioselect-projects';
const DATABASE_FILE = '/project.sqlite3';

/** A page that is just being reloaded gives lock and files back only when its worker has ended. */
const HANDOVER_MS = 2000;
const RETRY_MS = 50;

/**
 * Opens the project's database on the browser's disk, or one in memory where there is no such disk or another tab
 * holds it. Throws what SQLite throws when the disk is there and free but the file cannot be opened.
 */
export async function openDatabase(sqlite: Sqlite3Static): Promise<OpenDatabase> {
  if (!hasSyncFiles()) return openInMemory(sqlite, 'no-opfs');
  const releaseLock = await acquireWriterLock();
  if (releaseLock === undefined) return openInMemory(sqlite, 'second-tab');
  try {
    const pool = await installPool(sqlite);
    if (pool.kind === 'unavailable') {
      releaseLock();
      return openInMemory(sqlite, pool.why);
    }
    const db = new pool.util.OpfsSAHPoolDb(DATABASE_FILE);
    return {
      sqlite,
      db,
      storage: { kind: 'opfs' },
      release: () => {
        // Gives the files' handles back at once; the next tab must not wait for this worker's end.
        pool.util.pauseVfs();
        releaseLock();
      },
    };
  } catch (thrown) {
    releaseLock();
    throw thrown;
  }
}

type PoolUtil = Awaited<ReturnType<Sqlite3Static['installOpfsSAHPoolVfs']>>;
type Pool =
  | { readonly kind: 'ready'; readonly util: PoolUtil }
  | { readonly kind: 'unavailable'; readonly why: 'no-opfs' | 'second-tab' };

function openInMemory(sqlite: Sqlite3Static, why: 'no-opfs' | 'second-tab'): OpenDatabase {
  return { sqlite, db: new sqlite.oo1.DB(':memory:'), storage: { kind: 'memory', why }, release: () => {} };
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

import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { replaceMethod } from './replace-method.ts';

const POOL_NAME = 'bioselect';
const POOL_FOLDER = 'bioselect-projects';
/** The library's own folder within it, and what it names the file by which it tries the disk. */
const FILES_FOLDER = '.opaque';
const TRIAL_FILE = '.opfs-sahpool-sync-check-';
/** In front of what SQLite writes the pool keeps a file's name; a shorter file never held anything. */
const POOL_HEADER_BYTES = 4096;

/** A page that is just being reloaded gives lock and files back only when its worker has ended. */
export const HANDOVER_MS = 2000;
const RETRY_MS = 50;

export type PoolUtil = Awaited<ReturnType<Sqlite3Static['installOpfsSAHPoolVfs']>>;

/** `locked`: another tab holds the files. `failed`: the disk is there and says in `detail` why it cannot be used. */
export type Pool =
  | { readonly kind: 'ready'; readonly util: PoolUtil }
  | { readonly kind: 'locked' }
  | { readonly kind: 'no-opfs' }
  | { readonly kind: 'failed'; readonly detail: string };

/** SQLite's pool of files on the browser's disk; also on a full one, where no file can be added to it. */
export async function installPool(sqlite: Sqlite3Static): Promise<Pool> {
  const restore = [refuseRecursiveRemoval(), allowFullDisk()];
  try {
    const triesUntil = performance.now() + HANDOVER_MS;
    for (;;) {
      try {
        await removeTornFiles();
        const options = { name: POOL_NAME, directory: `/${POOL_FOLDER}`, forceReinitIfPreviouslyFailed: true };
        return { kind: 'ready', util: await sqlite.installOpfsSAHPoolVfs(options) };
      } catch (thrown) {
        if (!isNamed(thrown, 'NoModificationAllowedError')) return describePoolFault(thrown);
        if (performance.now() > triesUntil) return { kind: 'locked' };
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  } finally {
    for (const undo of restore.toReversed()) undo();
  }
}

/** What the browser throws where it gives the page no disk at all; anything else is a disk that failed. */
export function describePoolFault(thrown: unknown): Exclude<Pool, { readonly kind: 'ready' }> {
  if (isNamed(thrown, 'SecurityError') || isNamed(thrown, 'NotAllowedError')) return { kind: 'no-opfs' };
  return { kind: 'failed', detail: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown) };
}

/** Whether the browser refused for lack of space. */
export function isOutOfRoom(thrown: unknown): boolean {
  return isNamed(thrown, 'QuotaExceededError');
}

function isNamed(thrown: unknown, name: string): boolean {
  return thrown instanceof Error && thrown.name === name;
}

/**
 * A file that a crash or a full disk kept from being made is shorter than its header. The pool would write that header
 * now, which a full disk refuses, and nothing of the pool could be opened.
 */
async function removeTornFiles(): Promise<void> {
  const folder = await findFilesFolder();
  if (folder === undefined) return;
  for await (const [name, entry] of folder.entries()) {
    if (!(entry instanceof FileSystemFileHandle)) continue;
    const { size } = await entry.getFile();
    if (size < POOL_HEADER_BYTES) await folder.removeEntry(name);
  }
}

async function findFilesFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const root = await navigator.storage.getDirectory();
    return await (await root.getDirectoryHandle(POOL_FOLDER)).getDirectoryHandle(FILES_FOLDER);
  } catch (thrown) {
    if (isNamed(thrown, 'NotFoundError')) return undefined;
    throw thrown;
  }
}

/**
 * When the pool cannot be installed, the library removes the pool's folder with everything in it: a project that is
 * merely held by another tab would be gone as soon as that tab let go. While installing, no folder is removed.
 */
function refuseRecursiveRemoval(): () => void {
  return replaceMethod(FileSystemDirectoryHandle.prototype, 'removeEntry', async (_, [, options], original) => {
    if (typeof options === 'object' && options !== null && Reflect.get(options, 'recursive') === true) {
      throw new DOMException('kept: it may hold a project', 'InvalidStateError');
    }
    return original();
  });
}

/**
 * Before anything else the library makes a file, to see that a file's handle is closed at once, and removes it. A full
 * disk refuses it, and the projects that are there would be out of reach. There the trial is passed without a file:
 * a browser that closes otherwise is older than all that the studio asks for.
 */
function allowFullDisk(): () => void {
  const isTrial = (name: unknown): boolean => typeof name === 'string' && name.startsWith(TRIAL_FILE);
  const allowMaking = replaceMethod(
    FileSystemDirectoryHandle.prototype,
    'getFileHandle',
    async (_, [name], original) => {
      try {
        return await original();
      } catch (thrown) {
        if (!isTrial(name) || !isOutOfRoom(thrown)) throw thrown;
        return { createSyncAccessHandle: async () => ({ close: () => {} }) };
      }
    },
  );
  const allowRemoving = replaceMethod(
    FileSystemDirectoryHandle.prototype,
    'removeEntry',
    async (_, [name], original) => {
      try {
        return await original();
      } catch (thrown) {
        if (!isTrial(name) || !isNamed(thrown, 'NotFoundError')) throw thrown;
        return undefined;
      }
    },
  );
  return () => {
    allowRemoving();
    allowMaking();
  };
}

import { FailureError } from '../core/failure.ts';

/** What became of opening a folder again. */
export type FolderOpening =
  | ({ readonly kind: 'open' } & FolderFiles)
  /** The browser asks the person first, which takes a click. */
  | { readonly kind: 'not-allowed' }
  /** Moved, deleted, or never kept by this browser. */
  | { readonly kind: 'not-found' };

/** Folders of this computer that can be opened again in a later visit, and the model that was used last. */
export interface FolderStore {
  /** A key to open it by; the same one for the same folder. Undefined where the browser keeps no handles. */
  keep(folder: FileSystemDirectoryHandle): Promise<string | undefined>;
  open(key: string): Promise<FolderOpening>;
  /** The files that a model may have in its folder. */
  read(folder: FileSystemDirectoryHandle): Promise<FolderFiles>;
  /** What `rememberModel` was given last, in whichever project. */
  lastModel(): Promise<unknown>;
  rememberModel(model: unknown): Promise<void>;
}

const DATABASE = 'bioselect-folders';
const FOLDERS = 'folder';
const NOTES = 'note';
const LAST_MODEL = 'last-model';

/** As deep as an ONNX export lies: `onnx/model.onnx`. */
const MAX_DEPTH = 2;

export function createFolderStore(): FolderStore {
  let opened: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> => (opened ??= openDatabase());
  return {
    keep: async (folder) => {
      try {
        const db = await database();
        const known = db.transaction(FOLDERS).objectStore(FOLDERS);
        const [keys, handles] = await Promise.all([settled(known.getAllKeys()), settled(known.getAll())]);
        for (const [index, handle] of handles.entries()) {
          const key = keys[index];
          if (typeof key === 'string' && isDirectory(handle) && (await folder.isSameEntry(handle))) return key;
        }
        const key = crypto.randomUUID();
        await settled(db.transaction(FOLDERS, 'readwrite').objectStore(FOLDERS).put(folder, key));
        return key;
      } catch {
        // A private window, or a browser that cannot store handles: the folder is asked for by name.
        return undefined;
      }
    },
    open: async (key) => {
      const db = await database();
      const handle: unknown = await settled(db.transaction(FOLDERS).objectStore(FOLDERS).get(key));
      if (!isDirectory(handle)) return { kind: 'not-found' };
      if (!(await isAllowed(handle))) return { kind: 'not-allowed' };
      return readFolder(handle);
    },
    read: filesIn,
    lastModel: async () => {
      const db = await database();
      const model: unknown = await settled(db.transaction(NOTES).objectStore(NOTES).get(LAST_MODEL));
      return model;
    },
    rememberModel: async (model) => {
      const db = await database();
      await settled(db.transaction(NOTES, 'readwrite').objectStore(NOTES).put(model, LAST_MODEL));
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(FOLDERS);
    request.result.createObjectStore(NOTES);
  });
  return settled(request);
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('a request to the browser’s database failed'));
    });
  });
}

function isDirectory(handle: unknown): handle is FileSystemDirectoryHandle {
  return handle instanceof FileSystemDirectoryHandle;
}

/** Asks the person where that is possible: the browser takes a question only behind a click. */
async function isAllowed(folder: FileSystemDirectoryHandle): Promise<boolean> {
  const state = (await folder.queryPermission?.({ mode: 'read' })) ?? 'granted';
  if (state !== 'prompt' || !navigator.userActivation.isActive) return state === 'granted';
  try {
    return (await folder.requestPermission?.({ mode: 'read' })) === 'granted';
  } catch (thrown) {
    // The click was too long ago.
    if (thrown instanceof DOMException && thrown.name === 'SecurityError') return false;
    throw thrown;
  }
}

async function readFolder(folder: FileSystemDirectoryHandle): Promise<FolderOpening> {
  try {
    return { kind: 'open', ...(await filesIn(folder)) };
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return { kind: 'not-found' };
    if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') return { kind: 'not-allowed' };
    throw new FailureError({ code: 'read-failed', detail: `the folder ${folder.name}: ${String(thrown)}` });
  }
}

/** Of a folder, a path a file. */
export interface FolderFiles {
  readonly files: readonly File[];
  /** Within the folder, with "/". */
  readonly paths: readonly string[];
}

async function filesIn(folder: FileSystemDirectoryHandle): Promise<FolderFiles> {
  const files: File[] = [];
  const paths: string[] = [];
  const read = async (directory: FileSystemDirectoryHandle, before: string, depth: number): Promise<void> => {
    for await (const entry of directory.values()) {
      if (isFile(entry)) {
        files.push(await entry.getFile());
        paths.push(`${before}${entry.name}`);
      } else if (isDirectory(entry) && depth < MAX_DEPTH) {
        await read(entry, `${before}${entry.name}/`, depth + 1);
      }
    }
  };
  await read(folder, '', 1);
  return { files, paths };
}

function isFile(entry: FileSystemHandle): entry is FileSystemFileHandle {
  return entry.kind === 'file';
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryDirectory, MemoryFile, MemoryOpfs } from '../../testing/storage/memory-opfs.ts';
import { startNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { describePoolFault, HANDOVER_MS, installPool, type Pool, type PoolUtil } from './install-pool.ts';

/** SQLite's own pool over a disk that a test can spoil; only the disk is made up. */
let disk: MemoryOpfs;
const open: PoolUtil[] = [];

beforeEach(() => {
  disk = new MemoryOpfs();
  for (const [name, value] of Object.entries(disk.globals())) vi.stubGlobal(name, value);
});
afterEach(() => {
  for (const util of open.splice(0)) if (!util.isPaused()) util.pauseVfs();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The pool as a page that starts comes to it. */
async function startPage(): Promise<Pool> {
  const pool = await installPool(await startNodeSqlite());
  if (pool.kind === 'ready') open.push(pool.util);
  return pool;
}

async function startReadyPage(): Promise<PoolUtil> {
  const pool = await startPage();
  if (pool.kind !== 'ready') throw new Error(`the pool is ${JSON.stringify(pool)}`);
  return pool.util;
}

/** A page that has written a project, and holds its files until they are let go of. */
async function writeProject(): Promise<PoolUtil> {
  const util = await startReadyPage();
  const db = new util.OpfsSAHPoolDb('/project');
  db.exec("CREATE TABLE note (text); INSERT INTO note VALUES ('kept')");
  db.close();
  return util;
}

function readProject(util: PoolUtil): unknown {
  const db = new util.OpfsSAHPoolDb('/project');
  try {
    return db.selectValue('SELECT text FROM note');
  } finally {
    db.close();
  }
}

/** The files of the pool, whatever their names. */
function poolFiles(): readonly MemoryFile[] {
  const filesIn = (folder: MemoryDirectory): MemoryFile[] =>
    [...folder.children.values()].flatMap((child) => (child instanceof MemoryFile ? [child] : filesIn(child)));
  return filesIn(disk.root);
}

describe('the pool of files', () => {
  it('keeps what a page has written for the next one, and leaves nothing of its trial behind', async () => {
    (await writeProject()).pauseVfs();
    const util = await startReadyPage();
    expect(util.getFileNames()).toEqual(['/project']);
    expect(readProject(util)).toBe('kept');
    expect([...disk.root.children.keys()]).toEqual(['bioselect-projects']);
  });

  it('waits for a page that is being reloaded to let go of the files', async () => {
    const before = await writeProject();
    const starting = startPage();
    setTimeout(() => before.pauseVfs(), 120);
    const pool = await starting;
    expect(pool.kind).toBe('ready');
    if (pool.kind === 'ready') expect(readProject(pool.util)).toBe('kept');
  });

  it('is locked where another tab keeps the files, and nothing of them is removed', async () => {
    const other = await writeProject();
    const sqlite = await startNodeSqlite();
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    const installing = installPool(sqlite);
    await vi.advanceTimersByTimeAsync(HANDOVER_MS + 200);
    expect(await installing).toEqual({ kind: 'locked' });
    vi.useRealTimers();
    other.pauseVfs();
    expect(readProject(await startReadyPage())).toBe('kept');
  });

  it('does without files that a crash left shorter than their header', async () => {
    (await writeProject()).pauseVfs();
    const [torn, ...others] = poolFiles().filter((file) => file.bytes.byteLength === 4096);
    if (torn === undefined) throw new Error('the pool has a file to spare');
    torn.bytes = torn.bytes.slice(0, 100);
    disk.isFull = true;
    expect(readProject(await startReadyPage())).toBe('kept');
    expect(poolFiles()).not.toContain(torn);
    expect(poolFiles()).toEqual(expect.arrayContaining(others));
  });

  it('is there on a full disk, where no file can be added to it', async () => {
    (await writeProject()).pauseVfs();
    disk.isFull = true;
    const util = await startReadyPage();
    expect(readProject(util)).toBe('kept');
    await expect(util.addCapacity(1)).rejects.toMatchObject({ name: 'QuotaExceededError' });
  });

  it('cannot begin on a full disk, and says why', async () => {
    disk.isFull = true;
    expect(await startPage()).toEqual({ kind: 'failed', detail: 'QuotaExceededError: no room' });
  });

  it('is none where the browser gives the page no disk', async () => {
    disk.refusal = new DOMException('denied', 'SecurityError');
    expect(await startPage()).toEqual({ kind: 'no-opfs' });
  });

  it('gives the folders their own methods back, whatever came of it', async () => {
    const methods = () => {
      const { removeEntry, getFileHandle } = MemoryDirectory.prototype;
      return { removeEntry, getFileHandle };
    };
    const own = methods();
    await startReadyPage();
    disk.refusal = new DOMException('an I/O error', 'UnknownError');
    expect(await startPage()).toEqual({ kind: 'failed', detail: 'UnknownError: an I/O error' });
    expect(methods()).toEqual(own);
  });
});

it('any other fault of the disk is told as it was', () => {
  expect(describePoolFault(new DOMException('denied', 'NotAllowedError'))).toEqual({ kind: 'no-opfs' });
  expect(describePoolFault(new TypeError('x'))).toEqual({ kind: 'failed', detail: 'TypeError: x' });
});

const PROBE_FILE = 'bioselect-probe';
const BLOCK_BYTES = 2 ** 20;
/** More than an act or a file of usual size needs: what was just rolled back has given its own room free again. */
const BLOCK_COUNT = 32;

/** Of workers only, which the page's types do not know. */
interface SyncAccessFile {
  createSyncAccessHandle(): Promise<{ write(bytes: Uint8Array, place: { at: number }): number; close(): void }>;
}

/**
 * Whether the browser still gives this origin room, found out by writing: what it says of its quota is rounded up to
 * hide how large the disk is, and the database's own failure says only that a write failed. For a worker.
 */
export async function isDiskFull(): Promise<boolean> {
  const root = await navigator.storage.getDirectory();
  try {
    const file = await root.getFileHandle(PROBE_FILE, { create: true });
    if (!hasSyncAccess(file)) return false;
    const access = await file.createSyncAccessHandle();
    try {
      const block = new Uint8Array(BLOCK_BYTES);
      for (let count = 0; count < BLOCK_COUNT; count++) {
        // Chromium (156) says 4294967288 for a write that it refused: its error as an unsigned number.
        if (access.write(block, { at: count * BLOCK_BYTES }) !== BLOCK_BYTES) return true;
      }
      return false;
    } finally {
      access.close();
    }
  } catch (thrown) {
    return thrown instanceof DOMException && thrown.name === 'QuotaExceededError';
  } finally {
    await root.removeEntry(PROBE_FILE).catch(() => undefined);
  }
}

function hasSyncAccess(file: object): file is SyncAccessFile {
  return 'createSyncAccessHandle' in file;
}

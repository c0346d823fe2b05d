const PROBE_FILE = 'bioselect-probe';
const PROBE_BYTES = 2 ** 20;

/** Of workers only, which the page's types do not know. */
interface SyncAccessFile {
  createSyncAccessHandle(): Promise<{ write(bytes: Uint8Array): number; close(): void }>;
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
      return access.write(new Uint8Array(PROBE_BYTES)) < PROBE_BYTES;
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

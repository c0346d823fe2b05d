import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a file is called until it is whole. */
export const PARTIAL_SUFFIX = '.partial';

/**
 * Writes a file so that whoever looks finds the old one or the new one, never a part, after a kill or a power cut too:
 * beside it, forced to the disk, then renamed. Where it fails the old file stays and the part is removed.
 *
 * @throws what the file system throws, `ENOSPC` among it.
 */
export async function writeAtomically(path: string, parts: readonly (Uint8Array | string)[]): Promise<void> {
  const partial = path + PARTIAL_SUFFIX;
  try {
    const handle = await open(partial, 'w');
    try {
      for (const part of parts) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** A rename is on the disk when its folder is. Windows cannot open folders and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

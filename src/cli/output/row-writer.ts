import { open, type FileHandle } from 'node:fs/promises';
import type { Command } from 'commander';
import { writeOut } from './write-text.ts';
import { endUnwritable } from './save-result.ts';

/** Writes JSONL rows as they come, one call after the other. `close` resolves when all of them are on disk. */
export interface RowWriter {
  write(rows: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

/** Rows are handed to the system at once, and so survive the program; this often they are made to survive the machine. */
const SYNC_INTERVAL_MS = 5000;

/**
 * @param path a file, or undefined for standard output.
 * @param isAppending keeps what the file holds; otherwise it is replaced.
 */
export function createRowWriter(path: string | undefined, isAppending: boolean, command: Command): RowWriter {
  const toText = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  if (path === undefined) {
    return { write: async (rows) => writeOut(command, toText(rows)), close: async () => undefined };
  }
  const opening = open(path, isAppending ? 'a' : 'w');
  // Reported by the first call that needs the file.
  opening.catch(() => undefined);
  let syncedMs = performance.now();
  let last: Promise<void> = Promise.resolve();
  // A full disk or a folder that is not there ends the command: results that cannot be kept must not be computed.
  const act = async (action: (handle: FileHandle) => Promise<void>): Promise<void> => {
    try {
      await action(await opening);
    } catch (error) {
      endUnwritable(command, path, error);
    }
  };
  const inTurn = (action: (handle: FileHandle) => Promise<void>): Promise<void> => {
    last = last.then(() => act(action));
    return last;
  };
  return {
    write: (rows) =>
      inTurn(async (handle) => {
        await handle.appendFile(toText(rows));
        if (performance.now() - syncedMs < SYNC_INTERVAL_MS) return;
        await handle.datasync();
        syncedMs = performance.now();
      }),
    close: () =>
      inTurn(async (handle) => {
        await handle.sync();
        await handle.close();
      }),
  };
}

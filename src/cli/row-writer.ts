import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { EXIT } from './exit-codes.ts';
import { writeOut } from './write-text.ts';

/** Writes JSONL rows as they come. `close` resolves when all of them are on disk. */
export interface RowWriter {
  write(rows: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param path a file, or undefined for standard output.
 * @param isAppending keeps what the file holds; otherwise it is replaced.
 */
export function createRowWriter(path: string | undefined, isAppending: boolean, command: Command): RowWriter {
  const toText = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  if (path === undefined) {
    return { write: async (rows) => writeOut(command, toText(rows)), close: async () => undefined };
  }
  const stream = createWriteStream(path, { flags: isAppending ? 'a' : 'w' });
  // A full disk or a folder that is not there ends the command: results that cannot be kept must not be computed.
  stream.on('error', (error) =>
    command.error(`error: ${path} could not be written: ${error.message}`, { exitCode: EXIT.write }),
  );
  return {
    write: async (rows) => {
      if (!stream.write(toText(rows))) await once(stream, 'drain');
    },
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
}

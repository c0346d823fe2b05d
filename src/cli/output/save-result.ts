import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { EXIT } from './exit-codes.ts';

/** Writes a file; where that fails, ends the command with the reason. */
export async function saveResult(path: string, text: string, command: Command): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    endUnwritable(command, path, error);
  }
}

/** Ends the command: a result could not be written. */
export function endUnwritable(command: Command, path: string, error: unknown): never {
  const detail = error instanceof Error ? error.message : String(error);
  return command.error(`error: ${path} could not be written: ${detail}`, { exitCode: EXIT.write });
}

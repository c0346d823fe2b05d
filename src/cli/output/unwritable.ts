import type { Command } from 'commander';
import { EXIT } from './exit-codes.ts';

/** Ends the command: a result could not be kept. */
export function endUnwritable(command: Command, path: string, error: unknown): never {
  const detail = error instanceof Error ? error.message : String(error);
  return command.error(`error: ${path} could not be written: ${detail}`, { exitCode: EXIT.write });
}

import type { Command } from 'commander';

/** Writes to the command's standard output, which a test may replace through `configureOutput`. */
export function writeOut(command: Command, text: string): void {
  command.configureOutput().writeOut?.(text);
}

/** Progress, warnings and errors: standard output carries results only. */
export function writeErr(command: Command, text: string): void {
  command.configureOutput().writeErr?.(text);
}

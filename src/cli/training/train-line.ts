import type { Command } from 'commander';
import { writeErr } from '../output/write-text.ts';

/** How often a log that is no terminal gets a line. */
const LOG_INTERVAL_MS = 10_000;

/** One line that is written over and over on a terminal; elsewhere a line now and then, so that a log stays short. */
export function createTrainLine(command: Command): {
  readonly show: (text: string) => void;
  readonly stop: () => void;
} {
  const isTerminal = process.stderr.isTTY;
  let isOpen = false;
  let loggedMs = -Infinity;
  let last = '';
  return {
    show: (text) => {
      last = text;
      if (isTerminal) {
        const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
        writeErr(command, `\r\u001b[2K${text.slice(0, width)}`);
        isOpen = true;
        return;
      }
      if (performance.now() - loggedMs < LOG_INTERVAL_MS) return;
      loggedMs = performance.now();
      writeErr(command, `${text}\n`);
      last = '';
    },
    stop: () => {
      if (isOpen) writeErr(command, '\n');
      else if (last !== '') writeErr(command, `${last}\n`);
      isOpen = false;
      last = '';
    },
  };
}

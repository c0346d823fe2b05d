// @ts-check
/** Asks the system's package manager for a program, which works as root on Linux only; elsewhere it does nothing. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from './run-command.mjs';

const timeoutMs = 10 * 60_000;

/**
 * Resolves in any case: whoever needs the program looks for it again.
 *
 * @param {Readonly<Record<'apt-get' | 'dnf' | 'apk', string>>} names of its package, by package manager
 */
export async function installSystemPackage(names) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs };
  /** @type {readonly (readonly [string, readonly (readonly string[])[]])[]} */
  const managers = [
    ['apt-get', [['update'], ['install', '-y', '--no-install-recommends', names['apt-get']]]],
    ['dnf', [['install', '-y', names.dnf]]],
    ['apk', [['add', '--no-cache', names.apk]]],
  ];
  for (const [manager, commands] of managers) {
    if (!isOnPath(manager)) continue;
    console.log(`Trying ${manager} …`);
    for (const args of commands) {
      if ((await run(manager, args, options)) !== 0) break;
    }
    return;
  }
}

/** @param {string} command */
function isOnPath(command) {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, command)));
}

// @ts-check
/** Installs the dependencies when node_modules is absent or does not match package-lock.json. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rootDir, runNpm } from './run-command.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockEntry
 * @typedef {{ packages?: Readonly<Record<string, LockEntry>> }} Lock
 */

/**
 * Why node_modules cannot be used as it is, or nothing when it can. npm leaves a copy of the lock file there when an
 * install has run to its end; packages of other platforms are absent from it, and that is right.
 *
 * @param {string} root
 * @returns {string | undefined}
 */
export function installProblem(root) {
  const hiddenLockFile = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hiddenLockFile)) return 'node_modules is missing or half installed';
  const wanted = readLock(path.join(root, 'package-lock.json')).packages ?? {};
  const installed = readLock(hiddenLockFile).packages ?? {};
  for (const [folder, entry] of Object.entries(wanted)) {
    if (folder === '' || entry.optional === true || entry.devOptional === true) continue;
    const found = installed[folder];
    if (found === undefined || found.version !== entry.version) return `${folder} is not at ${entry.version}`;
    if (!existsSync(path.join(root, folder, 'package.json'))) return `${folder} is missing`;
  }
  return undefined;
}

/** @param {string} file @returns {Lock} */
function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** @param {{ output?: 'inherit' | 'stderr' }} [options] @returns {Promise<void>} rejects with what to do when npm fails */
export async function ensureInstalled({ output = 'inherit' } = {}) {
  checkNodeVersion();
  const problem = installProblem(rootDir);
  if (problem === undefined) return;
  console.error(`Installing dependencies (${problem}) …`);
  // --include=dev: NODE_ENV=production would leave the build tools out.
  const code = await runNpm(['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'], {
    env: { ONNXRUNTIME_NODE_INSTALL: 'skip' },
    output,
  });
  if (code !== 0) throw new Error(`"npm ci" failed with exit code ${code}; its own message is above.`);
}

function checkNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (!fits) throw new Error(`Node ${process.versions.node} is too old: 20.19 or newer, or 22.12 or newer is needed.`);
}

// @ts-check
/** The `sqlite3` command-line tool, with which the tests open what the studio saves. */
import { spawnSync } from 'node:child_process';
import { installSystemPackage } from './install-system-package.mjs';

/** Gets it where it is missing and can be had; the tests that need it say so where they go without. */
export async function ensureSqliteTool() {
  if (isThere()) return;
  console.log('No sqlite3 command-line tool here.');
  await installSystemPackage({ 'apt-get': 'sqlite3', dnf: 'sqlite', apk: 'sqlite' });
}

function isThere() {
  return spawnSync('sqlite3', ['--version'], { stdio: 'ignore' }).status === 0;
}

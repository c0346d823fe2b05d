// @ts-check
/**
 * Builds the studio and the command line.
 *
 *     node scripts/build.mjs [app] [cli]
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rootDir, runAsProgram, runBin } from './run-command.mjs';

/** @typedef {'app' | 'cli'} BuildTarget */

const notices = ['LICENSE', 'NOTICE', 'third-party', 'scripts/third-party-licences.mjs'];
const common = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', ...notices];

const targets = {
  app: {
    outDir: 'dist',
    args: ['build'],
    sources: [...common, 'index.html', 'public', 'vite.config.ts'],
  },
  cli: {
    outDir: 'dist-node',
    args: ['build', '--config', 'vite.cli.config.ts'],
    sources: [...common, 'vite.cli.config.ts'],
  },
};

/** Holds the digest of what was built; hidden, so the server never gives it out. */
const stampName = '.build-stamp';

/** Builds, whether needed or not. @param {BuildTarget} target @param {{ output?: 'inherit' | 'stderr' }} [options] */
export async function build(target, { output = 'inherit' } = {}) {
  const { outDir, args } = targets[target];
  // Taken before the build: a file changed while it runs then counts as newer.
  const digest = sourcesDigest(target);
  const code = await runBin('vite', args, { output });
  if (code !== 0) throw new Error(`The build of the ${target} failed with exit code ${code}.`);
  if (target === 'cli') chmodSync(path.join(rootDir, outDir, 'bioselect.js'), 0o755);
  writeFileSync(path.join(rootDir, outDir, stampName), digest);
}

/** Builds what is missing or older than its sources. @param {readonly BuildTarget[]} wanted @param {{ output?: 'inherit' | 'stderr' }} [options] */
export async function ensureBuilt(wanted, options) {
  for (const target of wanted) {
    if (isFresh(target)) continue;
    console.error(`Building the ${target === 'app' ? 'studio' : 'command line'} …`);
    await build(target, options);
  }
}

/** @param {BuildTarget} target */
function isFresh(target) {
  const stamp = path.join(rootDir, targets[target].outDir, stampName);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesDigest(target);
}

/**
 * Names and contents of all that goes into a build; tests do not. Contents and not times: a checkout sets times anew.
 *
 * @param {BuildTarget} target
 */
function sourcesDigest(target) {
  const hash = createHash('sha256');
  for (const file of targets[target].sources.flatMap(filesBelow)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(rootDir, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} relative @returns {string[]} files, sorted, relative to the root */
function filesBelow(relative) {
  const absolute = path.join(rootDir, relative);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [relative];
  return readdirSync(absolute, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(test|bench)\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(rootDir, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(path.join('src', 'testing')))
    .sort();
}

async function main() {
  const named = process.argv.slice(2);
  for (const name of named.length === 0 ? ['app', 'cli'] : named) {
    if (name !== 'app' && name !== 'cli') throw new Error(`There is no build "${name}": app and cli exist.`);
    await build(name);
  }
}

runAsProgram(import.meta.url, main);

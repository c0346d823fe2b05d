import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dependencies } from '../package.json';
import { ensureBuilt } from './build.mjs';
import { rootDir } from './run-command.mjs';
import { licencesFile } from './third-party-licences.mjs';

/** Named by a coming feature; until then tests hold the studio's models against it. */
const notYetShipped = ['@huggingface/transformers'];

beforeAll(() => ensureBuilt(['app', 'cli'], { output: 'stderr' }), 120_000);

/** What the bundler put into a build, its workers included: it writes a licence of each. */
async function bundledPackages(outDir: string): Promise<readonly string[]> {
  const text = await readFile(path.join(rootDir, outDir, licencesFile), 'utf8');
  return Array.from(text.matchAll(/^=+\n(\S+) \S+ \(/gmu), ([, name = '']) => name);
}

/** What the command line loads from node_modules when it runs. */
async function loadedPackages(): Promise<readonly string[]> {
  const dir = path.join(rootDir, 'dist-node');
  const scripts = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(scripts.map((name) => readFile(path.join(dir, name), 'utf8')));
  const imports = texts.flatMap((text) => Array.from(text.matchAll(/(?:from|import|import\()\s*["']([^"'\n]+)["']/gu)));
  return imports.map(([, name = '']) => name);
}

describe('dependencies', () => {
  it('are all reached by the studio or the command line', async () => {
    const reached = new Set([
      ...(await bundledPackages('dist')),
      ...(await bundledPackages('dist-node')),
      ...(await loadedPackages()),
    ]);
    const unreached = Object.keys(dependencies).filter((name) => !reached.has(name));
    expect(unreached).toEqual(notYetShipped);
  });

  it('bring no library under the LGPL', async () => {
    const lock: unknown = JSON.parse(await readFile(path.join(rootDir, 'package-lock.json'), 'utf8'));
    const packages = Object.entries(Object(lock).packages);
    expect(packages.length).toBeGreaterThan(100);
    const lesser = packages.filter(([, entry]) => /lgpl/iu.test(String(Object(entry).license)));
    expect(lesser.map(([name]) => name)).toEqual([]);
  });
});

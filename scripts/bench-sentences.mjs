// @ts-check
/**
 * Prints how well sentences are found, against files that say where they are, and how well the platform's segmenter
 * does on the same.
 *
 *     npm run bench:sentences -- train.tsv train.PubTator.txt [more pairs]
 *
 * A pair holds the same documents: as token columns with a blank line behind each sentence, and as running text.
 * EXAMPLES=50 in the environment shows as many of the differences.
 */
import path from 'node:path';
import { ensureInstalled } from './ensure-installed.mjs';
import { rootDir, run, runBin } from './run-command.mjs';

const cacheDir = path.join(rootDir, 'node_modules', '.cache', 'bench', 'sentences');

async function main() {
  await ensureInstalled();
  const build = ['build', '--config', 'vite.cli.config.ts', '--ssr', 'bench/sentences-bench.ts', '--outDir', cacheDir];
  const code = await runBin('vite', [...build, '--logLevel', 'warn'], { output: 'inherit' });
  if (code !== 0) throw new Error(`vite build ended with ${code}`);
  process.exitCode = await run(process.execPath, [path.join(cacheDir, 'bioselect.js'), ...process.argv.slice(2)]);
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

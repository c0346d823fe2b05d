// @ts-check
/** `npm run bioselect -- …`: the command line, built first when it is missing or old. Only it writes to stdout. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { rootDir } from './run-command.mjs';

async function main() {
  await ensureInstalled({ output: 'stderr' });
  await ensureBuilt(['cli'], { output: 'stderr' });
  const child = spawn(process.execPath, [path.join(rootDir, 'dist-node', 'bioselect.js'), ...process.argv.slice(2)], {
    // npm changes into the root; file names are meant from where the person stands.
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    stdio: 'inherit',
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

// @ts-check
/**
 * `npm start`: installs what is missing, builds what is old, serves the studio on this machine and opens a browser.
 *
 *     npm start -- [--port 4173] [--no-open]
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { rootDir } from './run-command.mjs';
import { createStudioServer, listen, parsePort } from './serve.mjs';

async function main() {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'no-open': { type: 'boolean', default: false } },
  });
  const port = parsePort(values.port);
  await ensureInstalled();
  await ensureBuilt(['app', 'cli']);
  const server = await createStudioServer({ root: path.join(rootDir, 'dist') });
  const url = await listen(server, { port, strictPort: false });
  console.log(`\nBioSelect Studio is at ${url}\nStop it with Ctrl+C.`);
  if (!values['no-open'] && hasDesktop()) openBrowser(url);
}

function hasDesktop() {
  if (process.env['CI'] !== undefined) return false;
  if (process.platform !== 'linux') return true;
  return process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
}

/** A courtesy: the address is printed, so that it fails without harm. @param {string} url */
function openBrowser(url) {
  const [command, ...args] = openCommand(url);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/** @param {string} url @returns {[string, ...string[]]} */
function openCommand(url) {
  if (process.platform === 'darwin') return ['open', url];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', url];
  return ['xdg-open', url];
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

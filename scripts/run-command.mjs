// @ts-check
/** Running other programs, without a shell wherever that is possible. Plain Node, no dependency. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's root, absolute. */
export const rootDir = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

/**
 * @typedef {object} RunOptions
 * @property {Readonly<Record<string, string>>} [env] on top of this process's environment
 * @property {number} [timeoutMs] after it the program is ended and the exit code is 124
 * @property {'inherit' | 'stderr' | 'ignore'} [output] `stderr` sends both streams there and keeps stdout clean
 * @property {string} [cwd]
 */

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} exit code; 127 when it could not be started
 */
export function run(command, args, { env = {}, timeoutMs, output = 'inherit', cwd = rootDir } = {}) {
  const stdout = output === 'stderr' ? 2 : output;
  const stderr = output === 'stderr' ? 2 : output;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdout, stderr],
      // npm is a .cmd file on Windows, which only a shell starts.
      shell: process.platform === 'win32' && command.endsWith('.cmd'),
    });
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, timeoutMs);
    child.on('error', () => {
      clearTimeout(timer);
      resolve(127);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(timedOut ? 124 : (code ?? 1));
    });
  });
}

/**
 * Runs a program to its end and keeps what it says, both streams as they come.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string }>} exit code as `run` gives it
 */
export function capture(command, args) {
  // What goes into a pipe is without colours unless they are asked for.
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: rootDir,
      env: { ...process.env, ...colours },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The package that each of the programs we run belongs to. */
const packageOfBin = {
  depcruise: 'dependency-cruiser',
  jscpd: 'jscpd',
  knip: 'knip',
  oxlint: 'oxlint',
  playwright: '@playwright/test',
  prettier: 'prettier',
  tsc: 'typescript',
  vite: 'vite',
  vitest: 'vitest',
};

/**
 * Runs a program from node_modules with this very Node.
 *
 * @param {keyof typeof packageOfBin} binName
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runBin(binName, args, options) {
  return run(process.execPath, [binPath(binName), ...args], options);
}

/** @param {keyof typeof packageOfBin} binName @returns {string} the program's JavaScript file, absolute */
export function binPath(binName) {
  const folder = path.join(rootDir, 'node_modules', packageOfBin[binName]);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[binName]);
}

/** npm as it was started for us, or the one on the path. @param {readonly string[]} args @param {RunOptions} [options] */
export function runNpm(args, options) {
  const npmScript = process.env['npm_execpath'];
  if (npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript)) {
    return run(process.execPath, [npmScript, ...args], options);
  }
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

/**
 * Runs `main` where the script is what Node was started with, and not where another imports it. What it throws becomes
 * a line and the exit code 1.
 *
 * @param {string} scriptUrl the script's `import.meta.url`
 * @param {() => Promise<void>} main
 */
export function runAsProgram(scriptUrl, main) {
  if (scriptUrl !== pathToFileURL(process.argv[1] ?? '').href) return;
  main().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

/**
 * Runs a built bench in a Node of its own.
 *
 * @template Figures
 * @param {string} file
 * @param {object} job its argument, as JSON
 * @returns {Figures} the JSON that it prints
 */
export function runBench(file, job) {
  const result = spawnSync(process.execPath, [file, JSON.stringify(job)], { cwd: rootDir, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`the bench ended with ${result.status}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

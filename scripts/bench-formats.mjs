// @ts-check
/**
 * Prints how fast each format is read and how much memory that takes, a process for each.
 *
 *     npm run bench:formats                              files of 32 MB
 *     npm run bench:formats -- --megabytes 4 pubtator    smaller, and only the formats named
 *
 * The goal is 30 MB/s for line-based formats and 15 MB/s for XML on one core. The figure in brackets is by processor
 * time of all threads, the garbage collector's included: it hardly changes with what else the machine does.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { rootDir, runBin } from './run-command.mjs';

const cacheDir = path.join(rootDir, 'node_modules', '.cache', 'bench', 'formats');
const program = path.join(cacheDir, 'bioselect.js');

/** @typedef {import('../bench/formats-bench.ts').FormatFigures} FormatFigures */

async function main() {
  const options = { megabytes: { type: /** @type {const} */ ('string'), default: '32' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const bytes = Number(values.megabytes) * 1e6;
  if (!(bytes > 0)) throw new Error(`--megabytes takes a number, not ${values.megabytes}`);
  await ensureInstalled();
  const build = ['build', '--config', 'vite.cli.config.ts', '--ssr', 'bench/formats-bench.ts', '--outDir', cacheDir];
  const code = await runBin('vite', [...build, '--logLevel', 'warn'], { output: 'inherit' });
  if (code !== 0) throw new Error(`vite build ended with ${code}`);
  mkdirSync(cacheDir, { recursive: true });

  const load = os.loadavg()[0]?.toFixed(1);
  console.log(`${os.cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, load ${load}`);
  console.log(row(['read as', 'MB', 'MB/s', '(by CPU)', 'check MB/s', 'peak/size', 'documents', 'mentions', 'issues']));
  /** @type {string[]} */
  const formats = JSON.parse(step('list'));
  for (const format of formats) {
    if (positionals.length > 0 && !positionals.includes(format)) continue;
    const file = path.join(cacheDir, `input.${format}`);
    step('write', format, String(bytes), file);
    /** @type {FormatFigures} */
    const figures = JSON.parse(step('read', format, file));
    rmSync(file);
    console.log(row(cells(figures)));
  }
}

/** @param {string[]} args */
function step(...args) {
  const result = spawnSync(process.execPath, ['--max-old-space-size=6000', program, ...args], {
    cwd: rootDir,
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  if (result.status !== 0) throw new Error(`${args.join(' ')} ended with ${result.status}: ${result.stderr}`);
  return result.stdout;
}

/** @param {FormatFigures} figures */
function cells({ format, fileBytes, parseSeconds, parseCpuSeconds, assembleSeconds, peakBytes, ...counts }) {
  const rate = (/** @type {number} */ seconds) => (fileBytes / 1e6 / seconds).toFixed(1);
  return [
    format,
    (fileBytes / 1e6).toFixed(1),
    rate(parseSeconds),
    `(${rate(parseCpuSeconds)})`,
    rate(assembleSeconds),
    (peakBytes / fileBytes).toFixed(1),
    ...[counts.documents, counts.mentions, counts.issues].map(String),
  ];
}

/** @param {string[]} cells */
function row([name = '', ...numbers]) {
  return `${name.padEnd(52)}${numbers.map((number) => number.padStart(11)).join('')}`;
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

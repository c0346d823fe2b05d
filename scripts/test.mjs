// @ts-check
/**
 * `npm test`: installs what is missing, then every check, two side by side, then the tests. What fails gives a non-zero
 * code in the end; a check that fails stops no other check, but the tests do not run behind it.
 *
 *     node scripts/test.mjs [--long]      --long: also the tests that take minutes (TEST_LONG=1), with a seed of its own
 *     TEST_SEED=N node scripts/test.mjs   what is drawn at random is drawn from another seed
 */
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureSqliteTool } from './ensure-sqlite-tool.mjs';
import { ensureChromium } from './find-chromium.mjs';
import { binPath, capture, rootDir, runBin } from './run-command.mjs';
import { runSideBySide } from './side-by-side.mjs';
import { playwrightFileTimes, slowestFiles } from './test-file-times.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {{ name: string, code: number, seconds: number }} Step */

const reportDir = path.join(rootDir, '.cache', 'test');
const vitestReport = path.join(reportDir, 'vitest.json');
const vitestTimes = path.join(reportDir, 'vitest-times.json');
const prettierCache = path.join(rootDir, '.cache', 'prettier.json');
const playwrightReport = path.join(reportDir, 'playwright.json');

/** Most of them use one core, and few machines have less than two. */
const CHECKS_AT_ONCE = 2;
const SLOWEST_COUNT = 10;

/** @typedef {import('./side-by-side.mjs').Check} Check */

/** The longest first, so that none is left to run alone in the end. @type {readonly Check[]} */
const checks = [
  program('format', 'prettier', ['--check', '--log-level', 'warn', '--cache', '--cache-location', prettierCache, '.']),
  program('lint', 'oxlint', ['--type-aware', '--deny-warnings']),
  script('import fence', ['fence.mjs']),
  program('types', 'tsc', ['--noEmit', '-p', '.']),
  program('types of the pure core', 'tsc', ['--noEmit', '-p', 'src/core']),
  program('unused code', 'knip', []),
  program('code that only tests reach', 'knip', ['--production', '--config', 'knip.production.jsonc']),
  program('duplicates', 'jscpd', []),
];

/** Before the unit tests: those of the command line run the built one. @type {readonly Check[]} */
const builds = [
  script('build of the studio', ['build.mjs', 'app']),
  script('build of the command line', ['build.mjs', 'cli']),
];

/** @param {string} name @param {Parameters<typeof binPath>[0]} bin @param {readonly string[]} args @returns {Check} */
function program(name, bin, args) {
  // Looked for when it runs: on a fresh clone nothing is installed before.
  return { name, perform: async () => capture(process.execPath, [binPath(bin), ...args]) };
}

/** @param {string} name @param {readonly [string, ...string[]]} file a script of ours and its arguments @returns {Check} */
function script(name, [file, ...args]) {
  return { name, perform: () => capture(process.execPath, [path.join(rootDir, 'scripts', file), ...args]) };
}

/** Not the gate's: a long run looks where no run has looked before. @returns {string} */
function drawSeed() {
  const seed = process.env['TEST_SEED'] ?? String(randomInt(2 ** 31));
  console.log(`Seed ${seed}: TEST_SEED=${seed} npm run test:long draws the same again`);
  return seed;
}

/** @param {Readonly<Record<string, string>>} env */
function runVitest(env) {
  // `vitest.config.ts` has the reporters that write these two.
  return runBin('vitest', ['run'], { env: { ...env, TEST_REPORT: vitestReport, TEST_TIMES: vitestTimes } });
}

/** @param {Readonly<Record<string, string>>} env */
async function runPlaywright(env) {
  const executable = await ensureChromium();
  console.log(`Chromium: ${executable}`);
  return runBin('playwright', ['test', '-c', 'e2e', '--reporter=list,json'], {
    env: {
      ...env,
      CHROME_PATH: executable,
      E2E_PORT: String(await freePort()),
      PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport,
    },
  });
}

/** @returns {Promise<number>} a port that nobody listens on right now */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 4273));
    });
  });
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A file that fails before its first test (an import, a hook) counts as one failure. @returns {Counts} */
function vitestCounts() {
  const report = readReport(vitestReport);
  if (report === undefined) return { passed: 0, failed: 0, skipped: 0 };
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = report.testResults;
  const brokenFiles = files.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @returns {Counts} */
function playwrightCounts() {
  const report = readReport(playwrightReport);
  if (report === undefined) return { passed: 0, failed: 0, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  // Without retries nothing can be flaky; were it so, it is no pass.
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}

/** One plain line, last, for people and machines. */
function printCounts() {
  const [unit, journeys] = [vitestCounts(), playwrightCounts()];
  const skipped = unit.skipped + journeys.skipped;
  const tail = skipped === 0 ? '' : `, ${skipped} skipped`;
  console.log(`${unit.passed + journeys.passed} passed, ${unit.failed + journeys.failed} failed${tail}`);
}

/** Those of the unit tests and of the end-to-end tests together, as far as they ran. */
function printSlowestFiles() {
  const journeys = readReport(playwrightReport);
  const times = [
    ...(readReport(vitestTimes) ?? []),
    ...(journeys === undefined ? [] : playwrightFileTimes(journeys, rootDir)),
  ];
  console.log('\nSlowest test files');
  for (const { file, seconds } of slowestFiles(times, SLOWEST_COUNT)) {
    console.log(`${seconds.toFixed(1).padStart(8)} s  ${file}`);
  }
}

/** @param {readonly Step[]} steps */
function printTimes(steps) {
  console.log('\nTime');
  for (const { name, seconds } of steps) console.log(`${seconds.toFixed(1).padStart(8)} s  ${name}`);
}

/** @param {Step & { output?: string }} step */
function printStep({ name, code, output, seconds }) {
  console.log(`\n── ${name}`);
  if (output !== undefined && output.trim() !== '') console.log(output.trimEnd());
  console.log(outcome({ name, code, seconds }));
}

/** @param {Step} step */
function outcome({ name, code, seconds }) {
  const took = `${seconds.toFixed(1)} s`;
  return code === 0 ? `✓ ${name} (${took})` : `✗ ${name} failed after ${took} (exit code ${code})`;
}

/** Some of them at once, what each says in one piece. @param {string} name @param {readonly Check[]} some @returns {Promise<Step>} */
async function runChecks(name, some) {
  const startMs = performance.now();
  const results = await runSideBySide(some, { limit: CHECKS_AT_ONCE, onResult: printStep });
  const code = results.find((result) => result.code !== 0)?.code ?? 0;
  return { name, code, seconds: secondsSince(startMs) };
}

/** One alone, what it says as it comes. @param {string} name @param {() => Promise<number>} perform @returns {Promise<Step>} */
async function runTests(name, perform) {
  console.log(`\n── ${name}`);
  const startMs = performance.now();
  const code = await perform().catch(reportError);
  const step = { name, code, seconds: secondsSince(startMs) };
  console.log(outcome(step));
  return step;
}

/** @param {number} startMs */
function secondsSince(startMs) {
  return (performance.now() - startMs) / 1000;
}

async function main() {
  const { values } = parseArgs({ options: { long: { type: 'boolean', default: false } } });
  const startMs = performance.now();
  await ensureInstalled();
  await ensureSqliteTool();
  rmSync(reportDir, { recursive: true, force: true });
  mkdirSync(reportDir, { recursive: true });
  const testEnv = values.long ? { TEST_LONG: '1', TEST_SEED: drawSeed() } : {};
  const steps = [
    await runChecks(values.long ? 'build' : 'checks and build', values.long ? builds : [...checks, ...builds]),
  ];
  if (steps.every(({ code }) => code === 0)) {
    // Where unit tests fail, what the end-to-end tests say is worth knowing too.
    steps.push(await runTests('unit and property tests', () => runVitest(testEnv)));
    steps.push(await runTests('end-to-end tests', () => runPlaywright(testEnv)));
    printSlowestFiles();
  } else {
    console.log('\nThe tests did not run.');
  }
  printTimes(steps);
  const failed = steps.filter(({ code }) => code !== 0).map(({ name }) => name);
  const took = `${secondsSince(startMs).toFixed(1)} s`;
  console.log(failed.length === 0 ? `\nAll passed in ${took}` : `\nFailed after ${took}: ${failed.join(', ')}`);
  printCounts();
  if (failed.length > 0) process.exitCode = 1;
}

/** @param {unknown} error @returns {number} */
function reportError(error) {
  console.error(error instanceof Error ? error.message : error);
  return 1;
}

main().catch((error) => {
  process.exitCode = reportError(error);
});

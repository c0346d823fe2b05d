// @ts-check
/**
 * `npm test`: installs what is missing, then every check in order; the first failure ends it with a non-zero code.
 *
 *     node scripts/test.mjs [--long]      --long: also the tests that take minutes (TEST_LONG=1), with a seed of its own
 *     TEST_SEED=N node scripts/test.mjs   what is drawn at random is drawn from another seed
 */
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { ensureSqliteTool } from './ensure-sqlite-tool.mjs';
import { ensureChromium } from './find-chromium.mjs';
import { rootDir, run, runBin } from './run-command.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const reportDir = path.join(rootDir, '.cache', 'test');
const vitestReport = path.join(reportDir, 'vitest.json');
const playwrightReport = path.join(reportDir, 'playwright.json');

/** @param {boolean} long @returns {readonly (readonly [string, () => Promise<number>])[]} */
function steps(long) {
  /** @type {Readonly<Record<string, string>>} */
  const testEnv = long ? { TEST_LONG: '1', TEST_SEED: drawSeed() } : {};
  /** @type {readonly (readonly [string, () => Promise<number>])[]} */
  const checks = [
    ['types', () => runBin('tsc', ['--noEmit', '-p', '.'])],
    ['types of the pure core', () => runBin('tsc', ['--noEmit', '-p', 'src/core'])],
    ['lint', () => runBin('oxlint', ['--type-aware', '--deny-warnings'])],
    ['format', () => runBin('prettier', ['--check', '--log-level', 'warn', '.'])],
    ['import fence', () => run(process.execPath, ['scripts/fence.mjs'])],
    ['unused code', () => runBin('knip', [])],
  ];
  /** @type {readonly (readonly [string, () => Promise<number>])[]} */
  const tests = [
    // Before the unit tests: those of the command line run the built one.
    [
      'build',
      () =>
        build('app')
          .then(() => build('cli'))
          .then(() => 0),
    ],
    ['unit and property tests', () => runVitest(testEnv)],
    ['end-to-end tests', () => runPlaywright(testEnv)],
  ];
  return long ? tests : [...checks, ...tests];
}

/** Not the gate's: a long run looks where no run has looked before. @returns {string} */
function drawSeed() {
  const seed = process.env['TEST_SEED'] ?? String(randomInt(2 ** 31));
  console.log(`Seed ${seed}: TEST_SEED=${seed} npm run test:long draws the same again`);
  return seed;
}

/** @param {Readonly<Record<string, string>>} env */
function runVitest(env) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`];
  return runBin('vitest', ['run', ...reporters], { env });
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

/** @param {number} startMs */
function seconds(startMs) {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
}

async function main() {
  const { values } = parseArgs({ options: { long: { type: 'boolean', default: false } } });
  const startMs = performance.now();
  await ensureInstalled();
  await ensureSqliteTool();
  rmSync(reportDir, { recursive: true, force: true });
  mkdirSync(reportDir, { recursive: true });
  for (const [name, perform] of steps(values.long)) {
    console.log(`\n── ${name}`);
    const stepStartMs = performance.now();
    const code = await perform().catch(reportError);
    if (code !== 0) {
      console.log(`✗ ${name} failed after ${seconds(stepStartMs)} (exit code ${code}); the steps after it did not run`);
      printCounts();
      process.exitCode = 1;
      return;
    }
    console.log(`✓ ${name} (${seconds(stepStartMs)})`);
  }
  console.log(`\nAll steps passed in ${seconds(startMs)}`);
  printCounts();
}

/** @param {unknown} error @returns {number} */
function reportError(error) {
  console.error(error instanceof Error ? error.message : error);
  return 1;
}

main().catch((error) => {
  process.exitCode = reportError(error);
});

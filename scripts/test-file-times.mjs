// @ts-check
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** @typedef {{ file: string, seconds: number }} FileTime a test file, relative to the root */

/**
 * A reporter of vitest that writes how long each file took, with its imports and hooks, which vitest's own JSON leaves
 * out.
 *
 * @param {string} outputFile
 * @returns {import('vitest/node').Reporter}
 */
export function fileTimesReporter(outputFile) {
  return {
    onTestRunEnd: (modules) => {
      /** @type {FileTime[]} */
      const times = modules.map((module) => {
        const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } =
          module.diagnostic();
        const ms = environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration;
        return { file: module.relativeModuleId, seconds: ms / 1000 };
      });
      writeFileSync(outputFile, JSON.stringify(times));
    },
  };
}

/**
 * How long each file took, of Playwright's JSON report.
 *
 * @param {{ config: { rootDir: string }, suites: readonly PlaywrightSuite[] }} report
 * @param {string} rootDir
 * @returns {FileTime[]}
 *
 * @typedef {{ file: string, specs: readonly PlaywrightSpec[], suites?: readonly PlaywrightSuite[] }} PlaywrightSuite
 * @typedef {{ tests: readonly { results: readonly { duration: number }[] }[] }} PlaywrightSpec
 */
export function playwrightFileTimes(report, rootDir) {
  /** @param {PlaywrightSuite} suite @returns {number} */
  const millisecondsOf = ({ specs, suites = [] }) => {
    const own = specs.flatMap(({ tests }) => tests.flatMap(({ results }) => results.map(({ duration }) => duration)));
    return [...own, ...suites.map(millisecondsOf)].reduce((sum, ms) => sum + ms, 0);
  };
  /** @type {Map<string, number>} */
  const byFile = new Map();
  // A file has a suite for each project that runs it.
  for (const suite of report.suites) {
    const file = path.relative(rootDir, path.join(report.config.rootDir, suite.file)).split(path.sep).join('/');
    byFile.set(file, (byFile.get(file) ?? 0) + millisecondsOf(suite) / 1000);
  }
  return [...byFile].map(([file, seconds]) => ({ file, seconds }));
}

/** @param {readonly FileTime[]} times @param {number} count @returns {FileTime[]} the slowest first */
export function slowestFiles(times, count) {
  return times.toSorted((one, other) => other.seconds - one.seconds).slice(0, count);
}

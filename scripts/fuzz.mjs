// @ts-check
/** Looks for what nobody thought of: spoiled files of every format, and every property with seeds of its own. */
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { rootDir } from './run-command.mjs';

const HELP = `npm run fuzz -- [--count N] [--format NAME] [--seed N]
npm run fuzz -- --properties [--seeds N] [--files TEXT] [--seed N]

Spoils sound files of every format and reads each as what it then looks like and as what it was: none may throw, keep
the reader busy, or give a mention that is not where it says. A line a format tells how many inputs were read and how
long it took. With --properties: runs the files of tests that state properties, each once for every seed.

Seeds are drawn at random and printed; --seed with the printed number repeats a run. It ends with 1 where something was
found.

  --count N      inputs a format (default 100000, which is some hours for all formats)
  --format NAME  one format: pubtator, bioc-xml, bioc-json, conll, sentence-lines, jsonl, chat-rows, doccano,
                 label-studio, prodigy, spacy, brat, pubannotation, token-rows, csv, plain-text, parquet
  --properties   every file of tests that uses fast-check
  --seeds N      so many seeds, one after the other (default 20, which is about half an hour)
  --files TEXT   only files whose path has this in it
  --seed N       this seed alone`;

const SPOILED = [
  'src/core/formats/any-bytes.test.ts',
  'src/core/open/standoff-bundles.test.ts',
  'src/core/open/parquet.test.ts',
];

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    format: { type: 'string' },
    properties: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '20' },
    files: { type: 'string', default: '' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
let lineCount = 0;
if (values.help) {
  process.stdout.write(`${HELP}\n`);
} else {
  if (!(Number(values.count) > 0)) throw new Error(`--count takes a number, not ${values.count}`);
  if (!(Number(values.seeds) > 0)) throw new Error(`--seeds takes a number, not ${values.seeds}`);
  await ensureInstalled();
  await (values.properties ? runProperties() : runSpoiled());
}

async function runSpoiled() {
  const seed = values.seed ?? drawSeed();
  const same = `--count ${values.count}${values.format === undefined ? '' : ` --format ${values.format}`} --seed ${seed}`;
  process.stdout.write(`seed ${seed}: npm run fuzz -- ${same} repeats this\n`);
  process.env['FUZZ_COUNT'] = values.count;
  await runFiles(SPOILED, seed, {
    testNamePattern: values.format === undefined ? /spoiled / : new RegExp(`spoiled ${values.format} `, 'u'),
    reporters: ['default', { onTestCaseResult: printLine }],
  });
  if (lineCount === 0) throw new Error(`no format has the name ${values.format}; see --help`);
}

async function runProperties() {
  const files = propertyFiles().filter((file) => file.includes(values.files));
  if (files.length === 0) throw new Error(`no file of properties has ${values.files} in its path`);
  const seeds = values.seed === undefined ? Array.from({ length: Number(values.seeds) }, drawSeed) : [values.seed];
  const filter = values.files === '' ? '' : ` --files ${values.files}`;
  const failed = [];
  for (const seed of seeds) {
    const startMs = performance.now();
    const failedFiles = await runFiles(files, seed, { reporters: ['dot'] });
    const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
    const words = failedFiles === 0 ? 'nothing found' : `${failedFiles} FAILED`;
    process.stdout.write(`seed ${seed.padStart(10)}: ${files.length} files, ${seconds} s, ${words}\n`);
    if (failedFiles > 0) failed.push(seed);
  }
  for (const seed of failed) {
    process.stdout.write(`npm run fuzz -- --properties${filter} --seed ${seed} repeats what failed\n`);
  }
}

/** @returns {string} */
function drawSeed() {
  return String(randomInt(2 ** 31));
}

/** @returns {string[]} from the root */
function propertyFiles() {
  return readdirSync(path.join(rootDir, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join('src', file.replaceAll(path.sep, '/')))
    .filter((file) => /\.test\.tsx?$/u.test(file))
    .filter((file) => readFileSync(path.join(rootDir, file), 'utf8').includes("from 'fast-check'"));
}

/**
 * Sets this process's exit code where something fails.
 *
 * @param {string[]} files
 * @param {string} seed
 * @param {import('vitest/node').CliOptions} options
 * @returns {Promise<number>} how many files failed
 */
async function runFiles(files, seed, options) {
  process.env['TEST_SEED'] = seed;
  const { startVitest } = await import('vitest/node');
  const vitest = await startVitest('test', files, {
    root: rootDir,
    watch: false,
    // One at a time: the seconds are those of one core.
    fileParallelism: false,
    ...options,
  });
  const failedCount = vitest.state.getTestModules().filter((module) => !module.ok()).length;
  await vitest.close();
  return failedCount;
}

/**
 * A line a format, as soon as it is through.
 *
 * @param {import('vitest/node').TestCase} test
 */
function printLine(test) {
  const { state } = test.result();
  const [, format, count] = /spoiled (\S+) .*? (\d+) times/u.exec(test.fullName) ?? [];
  if (format === undefined || count === undefined || state === 'skipped') return;
  lineCount += 1;
  const seconds = ((test.diagnostic()?.duration ?? 0) / 1000).toFixed(1);
  process.stdout.write(`${format.padEnd(16)}${count.padStart(8)} inputs ${seconds.padStart(9)} s  ${state}\n`);
}

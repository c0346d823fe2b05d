// @ts-check
/** Reads spoiled files of every format, many of them, and prints the seed of any that goes wrong. */
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { rootDir } from './run-command.mjs';

const HELP = `npm run fuzz -- [--count N] [--format NAME]

Spoils sound files of every format and reads each as what it then looks like and as what it was: none may throw, keep
the reader busy, or give a mention that is not where it says. A line a format tells how many inputs were read and how
long it took.

  --count N      inputs a format (default 100000, which is some hours for all formats)
  --format NAME  one format: pubtator, bioc-xml, bioc-json, conll, sentence-lines, jsonl, chat-rows, doccano,
                 label-studio, prodigy, spacy, brat, pubannotation, token-rows, csv, plain-text, parquet`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    format: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
let lineCount = 0;
if (values.help) {
  process.stdout.write(`${HELP}\n`);
} else {
  if (!(Number(values.count) > 0)) throw new Error(`--count takes a number, not ${values.count}`);
  await ensureInstalled();
  process.env['FUZZ_COUNT'] = values.count;
  const { startVitest } = await import('vitest/node');
  const files = [
    'src/core/formats/any-bytes.test.ts',
    'src/core/project/standoff-bundles.test.ts',
    'src/core/project/parquet.test.ts',
  ];
  // It sets this process's exit code where something fails.
  const vitest = await startVitest('test', files, {
    root: rootDir,
    watch: false,
    // One at a time: the seconds are those of one core.
    fileParallelism: false,
    testNamePattern: values.format === undefined ? /spoiled / : new RegExp(`spoiled ${values.format} `, 'u'),
    reporters: ['default', { onTestCaseResult: printLine }],
  });
  await vitest.close();
  if (lineCount === 0) throw new Error(`no format has the name ${values.format}; see --help`);
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

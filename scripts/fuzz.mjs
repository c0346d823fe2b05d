// @ts-check
/**
 * Reads spoiled files of every format, many of them, and prints the seed of any that goes wrong.
 *
 *     npm run fuzz                                    100,000 inputs a format: hours
 *     npm run fuzz -- --count 5000 --format pubtator
 */
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { runBin } from './run-command.mjs';

const options = {
  count: { type: /** @type {const} */ ('string'), default: '100000' },
  format: { type: /** @type {const} */ ('string') },
};
const { values } = parseArgs({ options });
if (!(Number(values.count) > 0)) throw new Error(`--count takes a number, not ${values.count}`);
await ensureInstalled();
const args = [
  'run',
  '--reporter=verbose',
  'src/core/formats/any-bytes.test.ts',
  'src/core/project/standoff-bundles.test.ts',
];
const format = values.format === undefined ? {} : { FUZZ_FORMAT: values.format };
process.exitCode = await runBin('vitest', args, { env: { FUZZ_COUNT: values.count, ...format }, output: 'inherit' });

import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MUTATIONS, spoil } from '../../testing/arbitraries/mutations.ts';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { FORMAT_NAMES } from './common/format-names.ts';
import { FORMAT_IDS } from './formats.ts';
import type { FormatId } from './common/format.ts';
import { parseSource } from './parse-source.ts';

const folder = join(import.meta.dirname, '../../testing/fixtures/formats');
const inputs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /input\.\w+$/u.test(path))
  .map((path) => {
    const bytes = readFileSync(join(folder, path));
    return { bytes, formatName: parseSource({ name: path, bytes }).formatName };
  });

/** Whatever comes in: no throw, a word on what is wrong when nothing came out, and no mention off its text. */
function expectSane(bytes: Uint8Array, format?: FormatId): void {
  const parsed = parseSource({ name: 'x', bytes }, format === undefined ? {} : { format });
  const { corpus, issues } = assembleCorpus([parsed]);
  expect(issues).toEqual([]);
  const isEmpty = corpus.documents.every(({ passages }) => passages.length === 0);
  if (isEmpty) expect(parsed.issues.length).toBeGreaterThan(0);
}

it('reads any bytes without throwing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => expectSane(bytes)),
    { numRuns: 500 },
  );
});

/** `npm run fuzz` asks for many more; a failure prints the seed that repeats it. */
const runs = Number(process.env['FUZZ_COUNT'] ?? 1000);

describe.each(FORMAT_IDS)('spoiled %s', (format) => {
  const own = inputs.filter(({ formatName }) => formatName.startsWith(FORMAT_NAMES[format])).map(({ bytes }) => bytes);

  it(
    `is read ${runs} times without throwing, as what it is taken for and as what it was`,
    () => {
      const spoiled = fc
        .tuple(fc.constantFrom(...(own.length > 0 ? own : inputs.map(({ bytes }) => bytes))), MUTATIONS)
        .map(([bytes, mutations]) => spoil(bytes, mutations));
      fc.assert(
        fc.property(spoiled, (bytes) => {
          expectSane(bytes);
          expectSane(bytes, format);
        }),
        { numRuns: runs },
      );
    },
    60_000 + runs * 20,
  );
});

it('has something of every format to spoil', () => {
  // Standoff needs its text: standoff-bundles.test.ts spoils both.
  const missing = FORMAT_IDS.filter(
    (format) => format !== 'brat' && !inputs.some(({ formatName }) => formatName.startsWith(FORMAT_NAMES[format])),
  );
  expect(missing).toEqual([]);
});

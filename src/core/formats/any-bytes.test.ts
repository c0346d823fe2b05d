import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { parseSource } from './parse-source.ts';

const folder = join(import.meta.dirname, '../../testing/fixtures/formats');
const inputs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /input\.\w+$/u.test(path))
  .map((path) => readFileSync(join(folder, path)));

type Mutation =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'flip'; readonly at: number; readonly byte: number }
  | { readonly kind: 'drop'; readonly at: number; readonly count: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array };

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat(), count: fc.nat(40) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom('\t', '\n', '"', '{', '|t|', '[[[', '-1', '99999999999', '🧬').map((text) => Buffer.from(text)),
    ),
  }),
);

function mutate(bytes: Uint8Array, { at, ...how }: Mutation): Uint8Array {
  const place = at % (bytes.length + 1);
  const before = bytes.subarray(0, place);
  switch (how.kind) {
    case 'cut':
      return before;
    case 'flip':
      return Buffer.concat([before, Uint8Array.of(how.byte), bytes.subarray(place + 1)]);
    case 'drop':
      return Buffer.concat([before, bytes.subarray(place + how.count)]);
    case 'insert':
      return Buffer.concat([before, how.bytes, bytes.subarray(place)]);
    default:
      return how satisfies never;
  }
}

/** Whatever comes in: no throw, a word on what is wrong when nothing came out, and no mention off its text. */
function expectSane(bytes: Uint8Array): void {
  const parsed = parseSource({ name: 'x', bytes });
  const { corpus, issues } = assembleCorpus([parsed]);
  expect(issues).toEqual([]);
  const isEmpty = corpus.documents.every(({ passages }) => passages.length === 0);
  if (isEmpty) expect(parsed.issues.length).toBeGreaterThan(0);
}

it('reads any bytes without throwing', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectSane), { numRuns: 500 });
});

it('reads spoiled files of every format without throwing', () => {
  const spoiled = fc
    .tuple(fc.constantFrom(...inputs), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([bytes, mutations]) => mutations.reduce(mutate, bytes));
  fc.assert(fc.property(spoiled, expectSane), { numRuns: 2000 });
});

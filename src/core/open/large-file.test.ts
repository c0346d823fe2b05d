import fc from 'fast-check';
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../text/encode-utf8.ts';
import { createSourceOpener, openSources, type ReadAs } from './source-opener.ts';
import { joinBytes } from '../formats/bytes/join-bytes.ts';

const block = (id: number) =>
  `${id}|t|Asthma in users\n${id}|a|β-blockers do it.\n${id}\t0\t6\tAsthma\tDisease\tD001249\n\n`;
const pubtator = encodeUtf8(Array.from({ length: 60 }, (_, id) => block(id)).join(''));

async function openLarge(name: string, bytes: Uint8Array, options: { pieceSize?: number; readAs?: ReadAs } = {}) {
  const opener = createSourceOpener();
  const { pieceSize = 1000, readAs } = options;
  let readings = 0;
  // eslint-disable-next-line typescript/require-await -- what it stands for does wait
  async function* pieces() {
    readings += 1;
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
  }
  await opener.addLarge({ name, byteCount: bytes.length, pieces }, readAs);
  return { opened: opener.finish(), readings };
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[at] = (flipped[at] ?? 0) ^ 0xff;
  return flipped;
}

const packed = gzipSync(pubtator);

describe('a file that is not in memory', () => {
  it.each([
    ['a.txt', pubtator],
    ['a.tsv', pubtator],
    ['a.txt.gz', packed],
    ['two-members.gz', joinBytes([packed, packed])],
    ['cut.gz', packed.subarray(0, packed.length - 20)],
    ['flipped.gz', flip(packed, packed.length - 6)],
    ['zip-in-gzip.gz', gzipSync(zipSync({ 'a.txt': pubtator }))],
    ['bomb.gz', gzipSync(new Uint8Array(6_000_000))],
    ['a.zip', zipSync({ 'a.txt': pubtator, 'b.txt': pubtator })],
    ['a.ann', encodeUtf8('T1\tDisease 0 6\tAsthma\n')],
    ['prose.txt', encodeUtf8('Asthma is a disease of the lung. It is common.\n')],
    ['a.certificate.json', encodeUtf8('{}')],
    ['empty.tsv', new Uint8Array(0)],
  ])('is opened as it is in memory: %s', async (name, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5000 }), async (pieceSize) => {
        const { opened } = await openLarge(name, bytes, { pieceSize });
        expect(opened).toEqual(openSources([{ name, bytes }]));
      }),
      { numRuns: 5 },
    );
  });

  it('is read as a person says, by its name within gzip', async () => {
    const { opened } = await openLarge('a.txt.gz', packed, { readAs: { source: 'a.txt', format: 'plain-text' } });
    expect(opened.parsed.map(({ file, format }) => [file, format])).toEqual([['a.txt', 'plain-text']]);
  });

  it('is read for its kind and then once', async () => {
    expect((await openLarge('a.tsv', pubtator)).readings).toBe(2);
  });
});

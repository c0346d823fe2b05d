import fc from 'fast-check';
import { gzipSync, strToU8, zipSync, type Zippable } from 'fflate';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { updateCrc32 } from './crc-32.ts';
import { DEFAULT_UNPACK_LIMITS, unpackSource, type UnpackLimits } from './unpack-source.ts';

function unpack(name: string, bytes: Uint8Array, limits: UnpackLimits = DEFAULT_UNPACK_LIMITS) {
  const unpacked = [...unpackSource({ name, bytes }, limits)];
  return {
    files: unpacked.flatMap((part) =>
      part.kind === 'file' ? [[part.file.name, new TextDecoder().decode(part.file.bytes)]] : [],
    ),
    issues: unpacked.flatMap((part) =>
      part.kind === 'issue' ? [[part.issue.code, part.issue.file, part.issue.found]] : [],
    ),
  };
}

const zip = (entries: Zippable) => zipSync(entries);
const text = strToU8;

/** Replaces the only occurrence of a run of bytes by one of the same length, wherever it is. */
function patch(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const latin = Buffer.from(bytes).toString('latin1');
  expect(latin).toContain(from);
  return Buffer.from(latin.replaceAll(from, to), 'latin1');
}

describe('unpackSource', () => {
  it('passes on what is no archive, the very bytes', () => {
    const source = { name: 'a.gz', bytes: text('not packed at all') };
    expect([...unpackSource(source)]).toEqual([{ kind: 'file', file: source }]);
  });

  it('unpacks gzip of one member and of several', () => {
    const one = gzipSync(text('Lead\tB-Chemical\n'), { filename: '../../evil.txt' });
    expect(unpack('train.tsv.gz', one)).toEqual({ files: [['train.tsv', 'Lead\tB-Chemical\n']], issues: [] });
    const two = Buffer.concat([gzipSync(text('a'.repeat(100_000))), gzipSync(text('')), gzipSync(text('b'))]);
    expect(unpack('x', two)).toEqual({ files: [['x', `${'a'.repeat(100_000)}b`]], issues: [] });
  });

  it('unpacks a zip with its folders, and passes over what systems add', () => {
    const bytes = zip({
      'brat/1.txt': text('one'),
      'brat/1.ann': [text('two'), { level: 0 }],
      'brat/': new Uint8Array(),
      '__MACOSX/brat/._1.txt': text('x'),
      'brat/.DS_Store': text('x'),
      'win\\dir\\2.txt': text('three'),
    });
    expect(unpack('c.zip', bytes)).toEqual({
      files: [
        ['c.zip/brat/1.txt', 'one'],
        ['c.zip/brat/1.ann', 'two'],
        ['c.zip/win/dir/2.txt', 'three'],
      ],
      issues: [],
    });
  });

  it('reads names in UTF-8, said or not, and in the code page of DOS', () => {
    expect(unpack('c.zip', zip({ 'Bücher/β.txt': text('x') })).files).toEqual([['c.zip/Bücher/β.txt', 'x']]);
    const dos = patch(zip({ 'Baz.txt': text('x') }), 'Baz', 'B\x81z');
    expect(unpack('c.zip', dos).files).toEqual([['c.zip/Büz.txt', 'x']]);
    const silentUtf8 = patch(zip({ 'Bazz.txt': text('x') }), 'Bazz', 'B\xc3\xbcz');
    expect(unpack('c.zip', silentUtf8).files).toEqual([['c.zip/Büz.txt', 'x']]);
  });

  it.each(['../evil.txt', 'a/../../evil.txt', '/etc/evil.txt', 'C:/evil.txt', '..\\evil.txt', '\\evil.txt'])(
    'refuses the name %s and reads the rest',
    (name) => {
      const { files, issues } = unpack('c.zip', zip({ [name]: text('bad'), 'good.txt': text('good') }));
      expect(files).toEqual([['c.zip/good.txt', 'good']]);
      expect(issues.map(([code, file]) => [code, file])).toEqual([['archive-refused', 'c.zip']]);
    },
  );

  it('refuses archives in archives, and archives it cannot read, by name', () => {
    const inner = zip({ 'a.txt': text('a') });
    const tar = new Uint8Array(1024);
    tar.set(text('ustar'), 257);
    expect(unpack('c.zip', zip({ 'b.zip': inner, 'd.gz': gzipSync(text('d')), 'e.tar': tar })).issues).toEqual([
      ['archive-refused', 'c.zip/b.zip', 'a zip within a zip'],
      ['archive-refused', 'c.zip/d.gz', 'gzip within a zip'],
      ['archive-refused', 'c.zip/e.tar', 'a tar archive within a zip'],
    ]);
    expect(unpack('c.tgz', gzipSync(tar)).issues).toEqual([['archive-refused', 'c.tgz', 'a tar archive within gzip']]);
    expect(unpack('c.gz', gzipSync(inner)).issues).toEqual([['archive-refused', 'c.gz', 'a zip within gzip']]);
    expect(unpack('c.tar', tar).issues).toEqual([['archive-refused', 'c.tar', 'a tar archive']]);
    expect(unpack('c.xlsx', zip({ '[Content_Types].xml': text('<Types/>') })).issues).toEqual([
      ['archive-refused', 'c.xlsx', 'an Office file'],
    ]);
  });

  it('refuses encrypted entries and other compressions', () => {
    const packed = zip({ 'a.txt': text('aaaaaaaaaa') });
    const directory = Buffer.from(packed).indexOf('PK\x01\x02', 'latin1');
    const encrypted = Buffer.from(packed);
    encrypted[directory + 8] = 1;
    expect(unpack('c.zip', encrypted).issues).toEqual([['archive-refused', 'c.zip/a.txt', 'an encrypted file']]);
    const lzma = Buffer.from(packed);
    lzma[directory + 10] = 14;
    expect(unpack('c.zip', lzma).issues).toEqual([['archive-refused', 'c.zip/a.txt', 'compression method 14']]);
  });

  it('refuses bombs: a thousandfold file, many small ones, and a size that the archive understates', () => {
    const zeros = new Uint8Array(20_000_000);
    expect(unpack('bomb.gz', gzipSync(zeros)).issues).toMatchObject([
      ['archive-too-large', 'bomb.gz', expect.any(String)],
    ]);
    expect(unpack('bomb.zip', zip({ a: zeros })).issues).toMatchObject([
      ['archive-too-large', 'bomb.zip/a', expect.any(String)],
    ]);

    const some = new Uint8Array(1_000_000);
    const many = zip(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, some])));
    const refused = unpack('many.zip', many);
    expect(refused.issues).toMatchObject([['archive-too-large', expect.any(String), expect.any(String)]]);
    expect(refused.files.length).toBeLessThan(15);

    const lying = Buffer.from(zip({ a: zeros }));
    const directory = lying.indexOf('PK\x01\x02', 'latin1');
    lying.writeUInt32LE(10, directory + 24);
    expect(unpack('lying.zip', lying).issues).toMatchObject([['archive-too-large', 'lying.zip/a', expect.any(String)]]);

    const limits = { ...DEFAULT_UNPACK_LIMITS, maxEntries: 10 };
    expect(unpack('many.zip', many, limits).issues).toEqual([['archive-refused', 'many.zip', 'a zip of 50 files']]);
  });

  it('says that a cut or altered archive is damaged', () => {
    const content = text(Array.from({ length: 3000 }, (_, index) => `word${index * 7919}`).join(' '));
    const gz = gzipSync(content);
    for (const length of [5, 100, gz.length - 9, gz.length - 3]) {
      expect(unpack('a.gz', gz.slice(0, length)).issues, `${length}`).toMatchObject([
        ['archive-damaged', 'a.gz', expect.any(String)],
      ]);
    }
    const flipped = gz.slice();
    flipped[flipped.length - 6] = (flipped[flipped.length - 6] ?? 0) ^ 1;
    expect(unpack('a.gz', flipped).issues).toMatchObject([['archive-damaged', 'a.gz', expect.any(String)]]);

    const packed = zip({ 'a.txt': content, 'b.txt': [content, { level: 0 }] });
    expect(unpack('c.zip', packed.slice(0, -30)).issues).toMatchObject([
      ['archive-damaged', 'c.zip', expect.any(String)],
    ]);
    const stored = patch(packed, 'word0 word7919', 'Word0 word7919');
    expect(unpack('c.zip', stored)).toMatchObject({
      files: [['c.zip/a.txt', expect.any(String)]],
      issues: [['archive-damaged', 'c.zip/b.txt', 'its checksum does not fit its content']],
    });
    expect(unpack('empty.zip', zip({})).issues).toMatchObject([['empty-file', 'empty.zip', expect.any(String)]]);
  });

  it('never throws on spoiled archives', () => {
    const content = text('Lead acetate. '.repeat(200));
    const whole = [zip({ 'a/b.txt': content, 'c.txt': [content, { level: 0 }] }), gzipSync(content)];
    const edit = fc.record({ at: fc.nat(), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.constantFrom(...whole), fc.array(edit, { maxLength: 4 }), fc.nat(), (bytes, edits, cut) => {
        const spoiled = bytes.slice(0, cut % 4 === 0 ? cut % bytes.length : bytes.length);
        for (const { at, byte } of edits) if (spoiled.length > 0) spoiled[at % spoiled.length] = byte;
        expect([...unpackSource({ name: 'x', bytes: spoiled })].length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

it('computes CRC-32 in portions as the platform does in one', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(updateCrc32(updateCrc32(0, a), b)).toBe(crc32(Buffer.concat([a, b])));
    }),
  );
});

import { describe, expect, it } from 'vitest';
import { parseHubFileRecord, parseHubIndex, parseHubLoaded } from './hub-cache.ts';

const index = {
  sha: 'c0ffee',
  cardData: { license: 'apache-2.0' },
  tags: ['en', 'license:mit'],
  safetensors: { total: 42 },
  siblings: [
    { rfilename: 'config.json', size: 5, blobId: 'b1' },
    { rfilename: 'model.safetensors', blobId: 'pointer', lfs: { size: 9, sha256: 's1' } },
    { rfilename: 'old.bin', lfs: { oid: 's2' } },
    { size: 4 },
    null,
  ],
};

const parsed = {
  commit: 'c0ffee',
  licence: 'apache-2.0',
  parameterCount: 42,
  files: [
    { path: 'config.json', sizeBytes: 5, sha256: undefined, blobId: 'b1' },
    { path: 'model.safetensors', sizeBytes: 9, sha256: 's1', blobId: undefined },
    { path: 'old.bin', sizeBytes: undefined, sha256: 's2', blobId: undefined },
  ],
};

const read = (value: unknown) => parseHubIndex(JSON.stringify(value));

describe('the hub’s description of a model', () => {
  it('names commit, licence, size and files; an entry without a name is no file', () => {
    expect(read(index)).toStrictEqual(parsed);
  });

  it('has its licence from the tags where the card has none', () => {
    expect(read({ ...index, cardData: undefined })?.licence).toBe('mit');
    expect(read({ ...index, cardData: { license: ['a'] } })?.licence).toBe('mit');
    expect(read({ ...index, cardData: null, tags: [4, 'en'] })?.licence).toBeUndefined();
  });

  it('is read without what does not fit', () => {
    const odd = {
      ...index,
      safetensors: { total: '42' },
      tags: 'none',
      siblings: [{ rfilename: 'a', size: '5', lfs: 4 }],
    };
    expect(read(odd)).toStrictEqual({
      ...parsed,
      parameterCount: undefined,
      files: [{ path: 'a', sizeBytes: undefined, sha256: undefined, blobId: undefined }],
    });
  });

  it('is none without commit or files', () => {
    expect(read({ ...index, sha: 4 })).toBeUndefined();
    expect(read({ ...index, siblings: undefined })).toBeUndefined();
    expect(read([])).toBeUndefined();
    expect(parseHubIndex('<html>')).toBeUndefined();
  });
});

describe('what is written down of a download', () => {
  it('comes back as it was written', () => {
    const record = { etag: 'e', sizeBytes: 5, partSizes: [2, 3], sha256: undefined };
    expect(parseHubFileRecord(JSON.stringify(record))).toStrictEqual(record);
    expect(parseHubLoaded('{"hash":"h","parameterCount":4,"more":1}')).toStrictEqual({ hash: 'h', parameterCount: 4 });
  });

  it('is none where a part has no size, or the hash is missing', () => {
    expect(parseHubFileRecord('{"partSizes":[1,"2"]}')).toBeUndefined();
    expect(parseHubFileRecord('{}')).toBeUndefined();
    expect(parseHubLoaded('{"parameterCount":4}')).toBeUndefined();
    expect(parseHubLoaded('null')).toBeUndefined();
  });
});

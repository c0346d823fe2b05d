import { expect, it } from 'vitest';
import { openMemoryDatabase } from '../../testing/storage/node-sqlite.ts';
import { toStorageFailure } from './storage-failure.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}

it('a database at its limit is a full disk', async () => {
  const db = await openMemoryDatabase();
  db.exec('CREATE TABLE t (x); PRAGMA max_page_count = 3');
  const thrown = thrownBy(() => db.exec('INSERT INTO t VALUES (zeroblob(1000000))'));
  expect(toStorageFailure(thrown, { usage: 10e9, quota: 100e9, isFull: true }).code).toBe('storage-full');
  expect(toStorageFailure(thrown, undefined).code).toBe('storage-full');
});

it('an I/O error is a full disk only where the quota is used up', () => {
  const thrown = Object.assign(new Error('disk I/O error'), { resultCode: 10 | (3 << 8) });
  expect(toStorageFailure(thrown, { usage: 99e9, quota: 100e9 }).code).toBe('storage-full');
  expect(toStorageFailure(thrown, { usage: 1e6, quota: 2e6 }).code).toBe('storage-full');
  expect(toStorageFailure(thrown, { usage: 10e9, quota: 100e9 }).code).toBe('storage-unavailable');
  expect(toStorageFailure(thrown, undefined).code).toBe('storage-unavailable');
});

it('a file that is no database is storage that cannot be used', async () => {
  const db = await openMemoryDatabase();
  const thrown = thrownBy(() => db.exec('SELECT * FROM missing'));
  expect(toStorageFailure(thrown, undefined)).toMatchObject({ code: 'storage-unavailable' });
});

it('damage is told as damage, and not as storage that the browser withholds', () => {
  for (const resultCode of [11, 11 | (1 << 8), 26]) {
    const thrown = Object.assign(new Error('database disk image is malformed'), { resultCode });
    expect(toStorageFailure(thrown, undefined).code).toBe('storage-damaged');
  }
});

it('a file that the pool has no place for is a full disk where the quota is used up', () => {
  const thrown = Object.assign(new Error('unable to open database file'), { resultCode: 14 });
  expect(toStorageFailure(thrown, { isFull: true }).code).toBe('storage-full');
  expect(toStorageFailure(thrown, { usage: 10e9, quota: 100e9 }).code).toBe('storage-unavailable');
});

it('a mistake of ours stays a mistake', () => {
  expect(toStorageFailure(new TypeError('x'), undefined).code).toBe('unexpected');
});

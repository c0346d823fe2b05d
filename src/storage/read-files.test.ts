import { expect, it } from 'vitest';
import { readFiles } from './read-files.ts';

it('reads files as name and bytes and lists what it could not read', async () => {
  const good = new File(['abc'], 'good.txt');
  const bad = new File(['x'], 'bad.txt');
  bad.arrayBuffer = async () => {
    throw new DOMException('moved', 'NotFoundError');
  };
  const { files, issues } = await readFiles([bad, good]);
  expect(files).toEqual([{ name: 'good.txt', bytes: new TextEncoder().encode('abc') }]);
  expect(issues).toEqual([{ code: 'read-failed', severity: 'error', file: 'bad.txt', found: 'NotFoundError: moved' }]);
});

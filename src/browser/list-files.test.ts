import { expect, it } from 'vitest';
import { listFiles } from './list-files.ts';

it('lists files without reading them, and says which could not be opened', async () => {
  const good = new File(['abc'], 'good.txt');
  const gone = {
    isFile: true,
    isDirectory: false,
    name: 'bad.txt',
    fullPath: '/folder/bad.txt',
    filesystem: { name: '', root: undefined },
    getParent: () => undefined,
    file: (_: FileCallback, reject: ErrorCallback) => {
      reject(new DOMException('moved', 'NotFoundError'));
    },
  };
  Reflect.set(gone.filesystem, 'root', gone);
  const { files, issues } = await listFiles([Object.create(gone), good]);
  expect(files).toEqual([{ name: 'good.txt', content: good }]);
  expect(issues).toEqual([
    { code: 'read-failed', severity: 'error', file: 'folder/bad.txt', found: 'NotFoundError: moved' },
  ]);
});

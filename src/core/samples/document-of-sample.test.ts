import { expect, test } from 'vitest';
import { documentOfId } from './document-of-sample.ts';

const there = new Set(['a', 'a/b', 'notes/1']);

test.each([
  ['a/0/0-7', 'a'],
  ['a/b/0/0-7', 'a/b'],
  ['a/b', 'a/b'],
  ['a/c/0-7', 'a'],
  ['notes/1/0/0-7', 'notes/1'],
  ['notes/2/0/0-7', undefined],
  ['/x', undefined],
  ['', undefined],
])('%s is of %s', (id, expected) => {
  expect(documentOfId(id, (key) => there.has(key))).toBe(expected);
});

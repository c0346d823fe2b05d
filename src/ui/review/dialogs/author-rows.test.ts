import { expect, test } from 'vitest';
import { authorRows } from './author-rows.ts';

const counts = (approved: number) => ({ approved, rejected: 0, unsure: 0, undecided: 0 });

test('two of one name in two browsers are two rows; one of a name is one, whatever was written down', () => {
  const rows = authorRows(
    [
      { author: undefined, authorId: undefined, counts: counts(1) },
      { author: 'curator', authorId: 'here', counts: counts(2) },
      { author: 'curator', authorId: 'there', counts: counts(4) },
      { author: 'Ann', authorId: undefined, counts: counts(8) },
      { author: 'Ann', authorId: 'there', counts: counts(16) },
    ],
    'here',
  );
  expect(rows.map(({ name, approved }) => [name, approved])).toEqual([
    ['curator (nobody wrote down where)', 1],
    ['curator (this browser)', 2],
    ['curator (another browser)', 4],
    ['Ann', 24],
  ]);
});

test('more than two are numbered, the same at each time', () => {
  const of = (authorId: string) => ({ author: 'Ann', authorId, counts: counts(1) });
  expect(authorRows([of('c'), of('here'), of('b')], 'here').map(({ name }) => name)).toEqual([
    'Ann (another browser, 2)',
    'Ann (this browser)',
    'Ann (another browser, 1)',
  ]);
});

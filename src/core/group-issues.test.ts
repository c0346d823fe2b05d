import { expect, test } from 'vitest';
import { groupIssues } from './group-issues.ts';
import type { DataIssue } from './issue.ts';

const row = (number: number): DataIssue => ({
  code: 'answer-not-json',
  severity: 'warning',
  file: number % 2 === 0 ? 'even.jsonl' : 'odd.jsonl',
  line: number,
  found: `answer ${number}`,
});

test('issues that say the same are one group with its places, worst first', () => {
  const groups = groupIssues([
    ...Array.from({ length: 200 }, (_, index) => row(index)),
    { code: 'empty-file', severity: 'error', file: 'empty.txt' },
  ]);
  expect(groups.map(({ code, issues, fileCount }) => [code, issues.length, fileCount])).toEqual([
    ['empty-file', 1, 1],
    ['answer-not-json', 200, 2],
  ]);
  expect(groups[1]?.issues[7]).toEqual(row(7));
});

test('what was not taken over is named, and counts of one thing in many files are one line', () => {
  const notKept = (file: string, found: string): DataIssue => ({ code: 'not-kept', severity: 'note', file, found });
  const groups = groupIssues([
    notKept('a.ann', 'attributes: 3'),
    notKept('b.ann', 'attributes: 12'),
    notKept('a.ann', 'notes: 1'),
  ]);
  expect(groups.map(({ what, issues }) => [what, issues.length])).toEqual([
    ['Not imported, because it is not supported: attributes.', 2],
    ['Not imported, because it is not supported: notes: 1.', 1],
  ]);
});

test('an error and a note of one code stay apart', () => {
  const groups = groupIssues([row(1), { ...row(2), severity: 'note' }]);
  expect(groups.map(({ severity }) => severity)).toEqual(['warning', 'note']);
});

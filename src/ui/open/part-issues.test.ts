import { expect, test } from 'vitest';
import type { DataIssue } from '../../core/issue.ts';
import type { CorpusState } from '../../studio/state/slices/corpus-slice.ts';
import { partIssues } from './part-issues.ts';

const summary = {
  documents: 1,
  samples: 1,
  positives: 1,
  negatives: 0,
  notAnnotated: 0,
  mentions: 1,
  mentionsByType: {},
};
const corpus: CorpusState = {
  kind: 'ready',
  sources: [{ ...summary, file: 'a.txt', format: 'PubTator', evidence: '', issues: [] }],
  summary,
  entityTypes: [],
  version: 1,
};
const issue = (file: string, severity: DataIssue['severity'], found: string): DataIssue => ({
  code: 'malformed-line',
  severity,
  file,
  found,
});

test('an issue of a file that was not read stands with that file and in no other list, its error first', () => {
  const all = [
    issue('bad.txt', 'note', '1'),
    issue('a.txt', 'error', '2'),
    issue('bad.txt', 'error', '3'),
    issue('corpus.zip', 'note', '4'),
  ];
  const { issues, unread } = partIssues(all, corpus);
  expect(issues.map(({ found }) => found)).toEqual(['2', '4']);
  expect([...unread].map(([file, of]) => [file, of.map(({ found }) => found)])).toEqual([['bad.txt', ['3', '1']]]);
});

test('with nothing open every failed file is listed', () => {
  const { issues, unread } = partIssues([issue('bad.txt', 'error', '1')], { kind: 'empty' });
  expect(issues).toEqual([]);
  expect([...unread.keys()]).toEqual(['bad.txt']);
});

import { describe, expect, it } from 'vitest';
import { describeIssue, formatIssue } from './describe-issue.ts';

const issue = { code: 'malformed-line', severity: 'error', file: 'a.tsv', line: 3, found: 'x', expected: 'y' } as const;

describe('describeIssue', () => {
  it('names file and line', () => {
    expect(describeIssue(issue).place).toBe('a.tsv:3');
    expect(describeIssue({ code: 'empty-file', severity: 'error', file: 'a.tsv' }).place).toBe('a.tsv');
  });

  it('names the document unless the file is the document', () => {
    expect(describeIssue({ ...issue, documentId: '26094' }).place).toBe('a.tsv:3 (document 26094)');
    expect(describeIssue({ ...issue, documentId: 'a.tsv' }).place).toBe('a.tsv:3');
  });
});

describe('formatIssue', () => {
  it('says what, found, expected and what to do in one line', () => {
    expect(formatIssue(issue)).toBe(
      'a.tsv:3: This line does not fit the format. Found: x. Expected: y. The line was left out; correct it and open the file again.',
    );
  });
});

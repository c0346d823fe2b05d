import { describe, expect, it } from 'vitest';
import { describeIssue, formatIssue } from './describe-issue.ts';
import type { DataIssue, IssueCode } from './issue.ts';

const issue = { code: 'malformed-line', severity: 'error', file: 'a.tsv', line: 3, found: 'x', expected: 'y' } as const;

/** All of them, so that one that is not here does not compile. */
const CODES = {
  'empty-file': true,
  'binary-file': true,
  'archive-damaged': true,
  'archive-refused': true,
  'archive-too-large': true,
  'certificate-mismatch': true,
  'unknown-format': true,
  'bad-encoding': true,
  'file-too-large': true,
  'line-too-long': true,
  'truncated-file': true,
  'malformed-line': true,
  'malformed-json': true,
  'malformed-xml': true,
  'missing-field': true,
  'duplicate-document': true,
  'duplicate-text': true,
  'near-duplicate-text': true,
  'text-in-train-and-test': true,
  'conflicting-labels': true,
  'mention-with-several-types': true,
  'offset-out-of-range': true,
  'quote-mismatch': true,
  'quote-repaired': true,
  'mention-crosses-passages': true,
  'mentions-within-mentions': true,
  'mention-crosses-sentences': true,
  'unknown-document': true,
  'relation-without-mention': true,
  'illegal-tag-transition': true,
  'answer-not-json': true,
  'name-not-in-text': true,
  'name-repeated': true,
  'name-within-word': true,
  'name-in-other-case': true,
  'not-annotated': true,
  'predictions-beside': true,
  'lost-to-damage': true,
  'read-failed': true,
  'not-kept': true,
} satisfies Readonly<Record<IssueCode, true>>;

const isCode = (name: string): name is IssueCode => name in CODES;
const codes = Object.keys(CODES).filter(isCode);

describe('describeIssue', () => {
  it('names file and line', () => {
    expect(describeIssue(issue).place).toBe('a.tsv:3');
    expect(describeIssue({ code: 'empty-file', severity: 'error', file: 'a.tsv' }).place).toBe('a.tsv');
  });

  it('names the document unless the file is the document', () => {
    expect(describeIssue({ ...issue, documentId: '26094' }).place).toBe('a.tsv:3 (document 26094)');
    expect(describeIssue({ ...issue, documentId: 'a.tsv' }).place).toBe('a.tsv:3');
  });

  it.each(codes)('%s says what is the matter as one sentence, and what to do about it', (code) => {
    const { what, advice, found, expected } = describeIssue({ ...issue, code });
    expect(what).toMatch(/^[A-Z][^\n]*[.]$/u);
    // A sentence ends once.
    expect(what.slice(0, -1)).not.toMatch(/[.!?] [A-Z]/u);
    expect(advice).toMatch(/^[A-Z][^\n]*[.]$/u);
    expect([what, advice].join(' ')).not.toMatch(/undefined|\[object| {2}/u);
    // What was not kept stands in the sentence itself.
    expect([found, expected]).toEqual([code === 'not-kept' ? undefined : 'x', 'y']);
  });

  it('no two issues are the same matter', () => {
    const words = codes.map((code) => describeIssue({ ...issue, code }).what);
    expect(words.filter((each, index) => words.indexOf(each) !== index)).toEqual([]);
  });
});

describe('formatIssue', () => {
  it('says what, found, expected and what to do in one line', () => {
    expect(formatIssue(issue)).toBe(
      'a.tsv:3: This line does not fit the format. Found: x. Expected: y. The line was left out; correct it and open the file again.',
    );
  });

  it.each(codes)('%s has all of it in its line, and nothing that it does not know', (code) => {
    const bare: DataIssue = { code, severity: 'note', file: 'a.tsv' };
    const { what, advice } = describeIssue(bare);
    expect(formatIssue(bare)).toBe(`a.tsv: ${what} ${advice}`);
    const line = formatIssue({ ...issue, code, found: '<x>', expected: '<y>' });
    for (const part of ['a.tsv:3: ', '<x>', '<y>', advice]) expect(line).toContain(part);
  });
});

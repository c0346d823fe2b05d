import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { DataIssue } from '../../core/issue.ts';
import { IssueList } from './issue-list.tsx';

const missing: DataIssue = {
  code: 'quote-mismatch',
  severity: 'warning',
  file: 'a.txt',
  line: 12,
  found: 'foo',
  expected: 'bar',
};

function show(issues: readonly DataIssue[]) {
  render(
    <MantineProvider env="test">
      <IssueList issues={issues} />
    </MantineProvider>,
  );
}

test('an issue names its place, what was found and what was expected', () => {
  show([missing]);
  expect(screen.getByText('a.txt:12')).toBeTruthy();
  expect(screen.getByText('foo')).toBeTruthy();
  expect(screen.getByText('bar')).toBeTruthy();
  expect(screen.getByText('quote-mismatch')).toBeTruthy();
});

test('errors come first, and a long list is shown in portions', () => {
  show([...Array.from({ length: 150 }, () => missing), { code: 'empty-file', severity: 'error', file: 'empty.txt' }]);
  expect(screen.getAllByRole('row')[1]?.textContent).toContain('empty.txt');
  expect(screen.getAllByRole('row')).toHaveLength(101);
  fireEvent.click(screen.getByRole('button', { name: 'Show more (51 left)' }));
  expect(screen.getAllByRole('row')).toHaveLength(152);
});

import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { MantineProvider } from '@mantine/core';
import { beforeEach, expect, test } from 'vitest';
import type { DataIssue } from '../../../core/issue.ts';
import { createStudioFixture, pubtatorFile } from '../../../testing/studio/studio-fixture.ts';
import { IssueList } from './issue-list.tsx';
import { StudioProvider } from '../studio-context.tsx';

beforeEach(() => {
  window.location.hash = '';
});

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

test('errors come first, and issues that say the same are one line that opens in portions', () => {
  const many = Array.from({ length: 150 }, (_, index) => ({ ...missing, line: index + 1 }));
  show([...many, { code: 'empty-file', severity: 'error', file: 'empty.txt' }]);
  const rows = screen.getAllByRole('row');
  expect(rows).toHaveLength(3);
  expect(rows[1]?.textContent).toContain('empty.txt');
  expect(rows[2]?.textContent).toContain('150 × ');
  const toggle = screen.getByRole('button', { name: '150 places' });
  expect(toggle.getAttribute('aria-expanded')).toBe('false');
  fireEvent.click(toggle);
  expect(screen.getByText('a.txt:100')).toBeTruthy();
  expect(screen.queryByText('a.txt:101')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Show more (50 left)' }));
  expect(screen.getByText('a.txt:150')).toBeTruthy();
});

test('a place in the corpus leads to its sample; one without a sample says so', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  const inTitle: DataIssue = { code: 'conflicting-labels', severity: 'warning', file: 'cdr.txt', documentId: '2' };
  render(
    <MantineProvider env="test">
      <StudioProvider studio={studio}>
        <IssueList
          linked
          issues={[
            { ...inTitle, passageId: 'title' },
            { ...inTitle, documentId: '3' },
            { code: 'empty-file', severity: 'error', file: 'empty.txt' },
          ]}
        />
      </StudioProvider>
    </MantineProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: '2 places' }));
  fireEvent.click(screen.getByRole('link', { name: 'cdr.txt (document 3): open it in Review' }));
  await screen.findByText('No sample is made of it.');
  fireEvent.click(screen.getByRole('link', { name: 'cdr.txt (document 2): open it in Review' }));
  await waitFor(() => expect(decodeURIComponent(window.location.hash)).toBe('#/review?sample=2/title/0-17'));
  expect(within(screen.getAllByRole('row')[1] ?? document.body).queryByRole('link')).toBeNull();
});

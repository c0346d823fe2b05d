import type { DataIssue } from '../../issue.ts';

/** A last line without its break that makes no sense is where the file was cut: its issue says so from now on. */
export function asCut(unread: DataIssue, issues: DataIssue[]): DataIssue {
  const cut: DataIssue = { ...unread, code: 'truncated-file' };
  issues[issues.indexOf(unread)] = cut;
  return cut;
}

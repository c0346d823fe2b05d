import { describeIssue, notKeptWords } from './describe-issue.ts';
import type { DataIssue, IssueSeverity } from './issue.ts';

/** Issues that say the same, of one place or of thousands. */
export interface IssueGroup {
  readonly severity: IssueSeverity;
  readonly code: DataIssue['code'];
  readonly what: string;
  readonly advice: string;
  /** In the order in which they came up; one at least. */
  readonly issues: readonly DataIssue[];
  readonly fileCount: number;
}

const SEVERITY_ORDER: Readonly<Record<IssueSeverity, number>> = { error: 0, warning: 1, note: 2 };

/** The numbers of what was left out differ from file to file: "relations: 12". */
const COUNT = /: \d+$/u;

/** One group for each thing that is the matter, worst first, else in the order in which they came up. */
export function groupIssues(issues: readonly DataIssue[]): readonly IssueGroup[] {
  const groups = new Map<string, DataIssue[]>();
  for (const issue of issues) {
    const key = JSON.stringify([issue.severity, issue.code, wordsOf(issue)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [issue]);
    else group.push(issue);
  }
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { what, advice } = describeIssue(first);
      return [
        {
          severity: first.severity,
          code: first.code,
          what: group.length === 1 ? what : wordsOf(first),
          advice,
          issues: group,
          fileCount: new Set(group.map(({ file }) => file)).size,
        },
      ];
    })
    .sort((one, other) => SEVERITY_ORDER[one.severity] - SEVERITY_ORDER[other.severity]);
}

/** What all of a group say. */
function wordsOf(issue: DataIssue): string {
  if (issue.code !== 'not-kept' || issue.found === undefined) return describeIssue(issue).what;
  return notKeptWords(issue.found.replace(COUNT, ''));
}

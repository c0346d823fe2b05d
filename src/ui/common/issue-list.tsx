import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { describeIssue } from '../../core/describe-issue.ts';
import type { DataIssue, IssueSeverity } from '../../core/issue.ts';
import { formatCount } from './number-format.ts';
import classes from './issue-list.module.css';

/** Rows shown at first and with every "more"; a broken file can have tens of thousands. */
const pageSize = 100;

const severityOrder: Readonly<Record<IssueSeverity, number>> = { error: 0, warning: 1, note: 2 };

const severityWords: Readonly<Record<IssueSeverity, string>> = {
  error: 'left out',
  warning: 'kept, look at it',
  note: 'worth knowing',
};

function SeverityIcon({ severity }: { severity: IssueSeverity }) {
  switch (severity) {
    case 'error':
      return <IconCircleX size={16} className={classes.error} aria-label={severityWords.error} />;
    case 'warning':
      return <IconAlertTriangle size={16} className={classes.warning} aria-label={severityWords.warning} />;
    case 'note':
      return <IconInfoCircle size={16} className={classes.note} aria-label={severityWords.note} />;
  }
  return severity satisfies never;
}

/** What is wrong with the data, worst first: where, what it is, what was found and what was expected. */
export function IssueList({ issues }: { issues: readonly DataIssue[] }) {
  const [shown, setShown] = useState(pageSize);
  const sorted = useMemo(
    () => [...issues].sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity]),
    [issues],
  );
  return (
    <div className={classes.frame}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className={classes.hidden}>Severity</span>
            </th>
            <th scope="col">Place</th>
            <th scope="col">What</th>
            <th scope="col">Found</th>
            <th scope="col">Expected</th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((issue, index) => (
            <IssueRow key={index} issue={issue} />
          ))}
        </tbody>
      </table>
      {shown < sorted.length && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            setShown(shown + pageSize);
          }}
        >
          Show more ({formatCount(sorted.length - shown)} left)
        </Button>
      )}
    </div>
  );
}

function IssueRow({ issue }: { issue: DataIssue }) {
  const words = describeIssue(issue);
  return (
    <tr>
      <td>
        <SeverityIcon severity={issue.severity} />
      </td>
      <td className={classes.place}>{words.place}</td>
      <td>
        {words.what} {words.advice}
        <code className={classes.code}>{issue.code}</code>
      </td>
      <td className={classes.quoted}>{words.found ?? ''}</td>
      <td className={classes.quoted}>{words.expected ?? ''}</td>
    </tr>
  );
}

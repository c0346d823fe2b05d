import { Button } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronRight, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useId, useMemo, useState } from 'react';
import { describeIssue } from '../../../core/describe-issue.ts';
import { groupIssues, type IssueGroup } from '../../../core/group-issues.ts';
import type { DataIssue, IssueSeverity } from '../../../core/issue.ts';
import { IssuePlace } from './issue-place.tsx';
import { formatCount, formatNoun } from '../number-format.ts';
import classes from './issue-list.module.css';

/** Rows shown at first and with every "more"; a broken file can have tens of thousands. */
const pageSize = 100;

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

export interface IssueListProps {
  readonly issues: readonly DataIssue[];
  /** They are about the corpus that is open: places lead into Review. */
  readonly linked?: boolean;
}

/** What is wrong with the data, worst first: where, what it is, what was found and what was expected. */
export function IssueList({ issues, linked = false }: IssueListProps) {
  const [shown, setShown] = useState(pageSize);
  const groups = useMemo(() => groupIssues(issues), [issues]);
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
        {groups.slice(0, shown).map((group) => (
          <GroupRows key={`${group.severity} ${group.code} ${group.what}`} group={group} linked={linked} />
        ))}
      </table>
      <More
        left={groups.length - shown}
        onMore={() => {
          setShown(shown + pageSize);
        }}
      />
    </div>
  );
}

/** One line, and behind it, where several issues say the same, each of them. */
function GroupRows({ group, linked }: { group: IssueGroup; linked: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const [shown, setShown] = useState(pageSize);
  const id = useId();
  const { severity, code, what, advice, issues, fileCount } = group;
  const [first] = issues;
  if (first === undefined) return null;
  const isOne = issues.length === 1;
  const { found, expected } = describeIssue(first);
  return (
    <>
      <tbody>
        <tr>
          <td>
            <SeverityIcon severity={severity} />
          </td>
          <td className={classes.place}>
            {isOne ? (
              <Place issue={first} linked={linked} />
            ) : (
              <>
                {fileCount === 1 ? first.file : formatNoun(fileCount, 'file')}
                <button
                  type="button"
                  className={classes.toggle}
                  aria-expanded={isOpen}
                  aria-controls={id}
                  onClick={() => {
                    setOpen(!isOpen);
                  }}
                >
                  {isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
                  {formatNoun(issues.length, 'place')}
                </button>
              </>
            )}
          </td>
          <td>
            {!isOne && <span className={classes.count}>{formatCount(issues.length)} × </span>}
            {what} {advice}
            <code className={classes.code}>{code}</code>
          </td>
          <td className={classes.quoted}>{isOne ? (found ?? '') : ''}</td>
          <td className={classes.quoted}>{isOne ? (expected ?? '') : ''}</td>
        </tr>
      </tbody>
      {!isOne && (
        <tbody id={id} hidden={!isOpen} className={classes.single}>
          {isOpen &&
            issues.slice(0, shown).map((issue, index) => <SingleRow key={index} issue={issue} linked={linked} />)}
          {isOpen && shown < issues.length && (
            <tr>
              <td />
              <td colSpan={4}>
                <More
                  left={issues.length - shown}
                  onMore={() => {
                    setShown(shown + pageSize);
                  }}
                />
              </td>
            </tr>
          )}
        </tbody>
      )}
    </>
  );
}

function SingleRow({ issue, linked }: { issue: DataIssue; linked: boolean }) {
  const { what, found, expected } = describeIssue(issue);
  return (
    <tr>
      <td />
      <td className={classes.place}>
        <Place issue={issue} linked={linked} />
      </td>
      {issue.code === 'not-kept' ? (
        <td colSpan={2}>{what}</td>
      ) : (
        <td colSpan={2} className={classes.quoted}>
          {found ?? ''}
        </td>
      )}
      <td className={classes.quoted}>{expected ?? ''}</td>
    </tr>
  );
}

function Place({ issue, linked }: { issue: DataIssue; linked: boolean }) {
  return linked ? <IssuePlace issue={issue} /> : describeIssue(issue).place;
}

function More({ left, onMore }: { left: number; onMore: () => void }) {
  if (left <= 0) return null;
  return (
    <Button size="xs" variant="subtle" onClick={onMore}>
      Show more ({formatCount(left)} left)
    </Button>
  );
}

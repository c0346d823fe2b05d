import { Button } from '@mantine/core';
import { useState } from 'react';
import { describeIssue } from '../../core/describe-issue.ts';
import type { DataIssue } from '../../core/issue.ts';
import { Dialog } from '../common/layout/dialog.tsx';
import { IssueList } from '../common/layout/issue-list.tsx';
import { formatAll, formatCount, formatNoun } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { useCommands } from '../common/studio-context.tsx';
import { ReadAsDialog } from './read-as-dialog.tsx';
import classes from './corpus-screen.module.css';

const pageSize = 50;

/** Files that came in and gave no document, each with the reason and a way to have it read otherwise. */
export function UnreadFiles({ unread }: { unread: ReadonlyMap<string, readonly DataIssue[]> }) {
  const studio = useCommands();
  const [shown, setShown] = useState(pageSize);
  const [reading, setReading] = useState<string>();
  const [issuesOf, setIssuesOf] = useState<string>();
  if (unread.size === 0) return null;
  return (
    <Panel
      title={`${formatNoun(unread.size, 'file')} without a document`}
      actions={
        unread.size > 1 && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => void studio.dismissFiles([...unread.keys()])}
          >{`Dismiss ${formatAll(unread.size, 'file')}`}</Button>
        )
      }
    >
      <ul className={classes.unread}>
        {[...unread].slice(0, shown).map(([file, issues]) => (
          <UnreadFile
            key={file}
            file={file}
            issues={issues}
            onReadAs={() => {
              setReading(file);
            }}
            onIssues={() => {
              setIssuesOf(file);
            }}
          />
        ))}
      </ul>
      {shown < unread.size && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            setShown(shown + pageSize);
          }}
        >
          Show more ({formatCount(unread.size - shown)} left)
        </Button>
      )}
      {reading !== undefined && (
        <ReadAsDialog
          source={reading}
          onClose={() => {
            setReading(undefined);
          }}
        />
      )}
      <Dialog
        opened={issuesOf !== undefined}
        onClose={() => {
          setIssuesOf(undefined);
        }}
        title={`Issues of ${issuesOf ?? ''}`}
        size="xl"
      >
        {issuesOf !== undefined && <IssueList issues={unread.get(issuesOf) ?? []} />}
      </Dialog>
    </Panel>
  );
}

interface UnreadFileProps {
  readonly file: string;
  readonly issues: readonly DataIssue[];
  readonly onReadAs: () => void;
  readonly onIssues: () => void;
}

function UnreadFile({ file, issues, onReadAs, onIssues }: UnreadFileProps) {
  const studio = useCommands();
  const [first] = issues;
  if (first === undefined) return null;
  const { place, what, advice, found, expected } = describeIssue(first);
  return (
    <li>
      <span className={classes.fileName}>{place}</span>
      <span>
        {what} {advice}
        {found !== undefined && <span className={classes.evidence}>Found: {found}</span>}
        {expected !== undefined && <span className={classes.evidence}>Expected: {expected}</span>}
        {issues.length > 1 && (
          <Button size="compact-xs" variant="subtle" aria-label={`More issues of ${file}`} onClick={onIssues}>
            {formatNoun(issues.length - 1, 'more issue')}
          </Button>
        )}
      </span>
      <Button size="compact-xs" variant="default" aria-label={`Read ${file} as…`} onClick={onReadAs}>
        Read as…
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Dismiss ${file}`}
        onClick={() => void studio.dismissFiles([file])}
      >
        Dismiss
      </Button>
    </li>
  );
}

import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { describeIssue } from '../../core/describe-issue.ts';
import type { DataIssue } from '../../core/issue.ts';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { Panel } from '../common/panel.tsx';
import { useStudio } from '../common/studio-context.tsx';
import { ReadAsDialog } from './read-as-dialog.tsx';
import classes from './corpus-screen.module.css';

const pageSize = 50;

/** Files that came in and gave no document, each with the reason and a way to have it read otherwise. */
export function UnreadFiles() {
  const corpus = useStudio((state) => state.corpus);
  const issues = useStudio((state) => state.issues);
  const [shown, setShown] = useState(pageSize);
  const [reading, setReading] = useState<string>();
  const unread = useMemo(() => {
    const read = new Set(corpus.kind === 'ready' ? corpus.sources.map(({ file }) => file) : []);
    const first = new Map<string, DataIssue>();
    for (const issue of issues) {
      if (issue.severity === 'error' && !read.has(issue.file) && !first.has(issue.file)) first.set(issue.file, issue);
    }
    return [...first.values()];
  }, [corpus, issues]);
  if (unread.length === 0) return null;
  return (
    <Panel title={`${formatNoun(unread.length, 'file')} without a document`}>
      <ul className={classes.unread}>
        {unread.slice(0, shown).map((issue) => (
          <li key={issue.file}>
            <span className={classes.fileName}>{issue.file}</span>
            <span>
              {describeIssue(issue).what} <span className={classes.evidence}>{issue.found}</span>
            </span>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Read ${issue.file} as…`}
              onClick={() => {
                setReading(issue.file);
              }}
            >
              Read as…
            </Button>
          </li>
        ))}
      </ul>
      {shown < unread.length && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            setShown(shown + pageSize);
          }}
        >
          Show more ({formatCount(unread.length - shown)} left)
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
    </Panel>
  );
}

import { Button } from '@mantine/core';
import { useState } from 'react';
import type { StudioState } from '../../studio/state.ts';
import { Dialog } from '../common/dialog.tsx';
import { useEntityTypeCues } from '../common/entity-types.ts';
import { IssueList } from '../common/issue-list.tsx';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { Panel } from '../common/panel.tsx';
import { useCommands } from '../common/studio-context.tsx';
import { TypeBar } from '../common/type-bar.tsx';
import classes from './corpus-screen.module.css';

type ReadyCorpus = Extract<StudioState['corpus'], { kind: 'ready' }>;
type Source = ReadyCorpus['sources'][number];

/** The files that are open: what each was read as and why, and what it holds. */
export function SourceTable({ corpus }: { corpus: ReadyCorpus }) {
  const { sources, summary } = corpus;
  const cues = useEntityTypeCues();
  const [issuesOf, setIssuesOf] = useState<Source>();
  const [closing, setClosing] = useState(false);
  return (
    <Panel
      title={formatNoun(sources.length, 'file')}
      actions={
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          onClick={() => {
            setClosing(true);
          }}
        >
          Close the corpus…
        </Button>
      }
    >
      <div className={classes.tableFrame}>
        <table className={classes.sources}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Read as</th>
              <Head>Documents</Head>
              <Head>Samples</Head>
              <Head>Positives</Head>
              <Head>Negatives</Head>
              <Head>Mentions</Head>
              <th scope="col">By type</th>
              <th scope="col">Issues</th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <tr key={source.file}>
                <th scope="row" className={classes.fileName}>
                  {source.file}
                </th>
                <td>
                  {source.format}
                  <span className={classes.evidence}>{source.evidence}</span>
                </td>
                <Counts counts={source} />
                <td>
                  <TypeBar countByType={source.mentionsByType} cues={cues} />
                </td>
                <td>
                  {source.issues.length === 0 ? (
                    <span className={classes.dim}>none</span>
                  ) : (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`${formatNoun(source.issues.length, 'issue')} of ${source.file}`}
                      onClick={() => {
                        setIssuesOf(source);
                      }}
                    >
                      {formatCount(source.issues.length)}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
          {sources.length > 1 && (
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  All
                </th>
                <Counts counts={summary} />
                <td>
                  <TypeBar countByType={summary.mentionsByType} cues={cues} />
                </td>
                <td />
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      <Dialog
        opened={issuesOf !== undefined}
        onClose={() => {
          setIssuesOf(undefined);
        }}
        title={`Issues of ${issuesOf?.file ?? ''}`}
        size="xl"
      >
        {issuesOf !== undefined && <IssueList issues={issuesOf.issues} />}
      </Dialog>
      <CloseCorpus
        opened={closing}
        onClose={() => {
          setClosing(false);
        }}
      />
    </Panel>
  );
}

function Head({ children }: { children: string }) {
  return (
    <th scope="col" className={classes.number}>
      {children}
    </th>
  );
}

function Counts({ counts }: { counts: ReadyCorpus['summary'] }) {
  return [counts.documents, counts.samples, counts.positives, counts.negatives, counts.mentions].map((count, index) => (
    <td key={index} className={classes.number}>
      {formatCount(count)}
    </td>
  ));
}

function CloseCorpus({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const studio = useCommands();
  return (
    <Dialog opened={opened} onClose={onClose} title="Close the corpus">
      <p className={classes.plain}>
        The corpus leaves the studio, with its scores and your decisions. Export first what you want to keep; your files
        stay as they are.
      </p>
      <div className={classes.dialogButtons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red"
          onClick={() => {
            onClose();
            void studio.closeCorpus();
          }}
        >
          Close it
        </Button>
      </div>
    </Dialog>
  );
}

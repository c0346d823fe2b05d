import { ActionIcon, Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { StudioState } from '../../studio/state/state.ts';
import { Dialog } from '../common/layout/dialog.tsx';
import { type EntityTypeCues, useEntityTypeCues } from '../common/text/entity-types.ts';
import { IssueList } from '../common/layout/issue-list.tsx';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { useCommands } from '../common/studio-context.tsx';
import { TypeBar } from '../common/charts/type-bar.tsx';
import { RemoveFileDialog } from './remove-file-dialog.tsx';
import { ReadAsDialog } from './read-as-dialog.tsx';
import { useRowsInView } from './use-rows-in-view.ts';
import classes from './corpus-screen.module.css';

type ReadyCorpus = Extract<StudioState['corpus'], { kind: 'ready' }>;
type Source = ReadyCorpus['sources'][number];

/** The files that are open: what each was read as and why, and what it holds. */
export function SourceTable({ corpus }: { corpus: ReadyCorpus }) {
  const { sources, summary } = corpus;
  const cues = useEntityTypeCues();
  const [issuesOf, setIssuesOf] = useState<Source>();
  const [removing, setRemoving] = useState<Source>();
  const [closing, setClosing] = useState(false);
  const [reading, setReading] = useState<string>();
  const frame = useRef<HTMLDivElement>(null);
  const rows = useRowsInView(frame, sources.length);
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
      <div className={classes.tableFrame} ref={frame}>
        <table className={classes.sources} aria-rowcount={sources.length + 1}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">
                <span className={classes.hidden}>Remove</span>
              </th>
              <th scope="col">Read as</th>
              <Head>Documents</Head>
              <Head>Samples</Head>
              <Head>Positives</Head>
              <Head>Negatives</Head>
              <Head>Not annotated</Head>
              <Head>Mentions</Head>
              <th scope="col">By type</th>
              <th scope="col">Issues</th>
            </tr>
          </thead>
          <tbody>
            {rows.before > 0 && <Spacer height={rows.before} />}
            {rows.indices.map((index) => {
              const source = sources[index];
              return (
                source && (
                  <SourceRow
                    key={source.file}
                    source={source}
                    index={index}
                    measure={rows.measure}
                    cues={cues}
                    onIssues={setIssuesOf}
                    onReadAs={setReading}
                    onRemove={setRemoving}
                  />
                )
              );
            })}
            {rows.after > 0 && <Spacer height={rows.after} />}
          </tbody>
          {sources.length > 1 && (
            <tfoot>
              <tr>
                <th scope="row" colSpan={3}>
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
        {issuesOf !== undefined && <IssueList issues={issuesOf.issues} linked />}
      </Dialog>
      {reading !== undefined && (
        <ReadAsDialog
          source={reading}
          onClose={() => {
            setReading(undefined);
          }}
        />
      )}
      {removing !== undefined && (
        <RemoveFileDialog
          source={removing}
          onClose={() => {
            setRemoving(undefined);
          }}
        />
      )}
      <CloseCorpus
        opened={closing}
        onClose={() => {
          setClosing(false);
        }}
      />
    </Panel>
  );
}

interface SourceRowProps {
  readonly source: Source;
  readonly index: number;
  readonly measure: (row: HTMLTableRowElement | null) => void;
  readonly cues: EntityTypeCues;
  readonly onIssues: (source: Source) => void;
  readonly onReadAs: (file: string) => void;
  readonly onRemove: (source: Source) => void;
}

function SourceRow({ source, index, measure, cues, onIssues, onReadAs, onRemove }: SourceRowProps) {
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <th scope="row" className={classes.fileName}>
        {source.file}
      </th>
      <td>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`Remove ${source.file}…`}
          title="Remove it from the project…"
          onClick={() => {
            onRemove(source);
          }}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </td>
      <td>
        <button
          type="button"
          className={classes.format}
          title="Read it as another format…"
          onClick={() => {
            onReadAs(source.file);
          }}
        >
          {source.format}
        </button>
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
              onIssues(source);
            }}
          >
            {formatCount(source.issues.length)}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** Stands for the rows that are out of sight. */
function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={10} style={{ height, padding: 0, border: 0 }} />
    </tr>
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
  const { documents, samples, positives, negatives, notAnnotated, mentions } = counts;
  return [documents, samples, positives, negatives, notAnnotated, mentions].map((count, index) => (
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
        The corpus is removed from the studio, with its scores and your decisions. First export what you want to keep;
        your files stay as they are.
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

import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import { sampleCount } from '../../studio/state/selectors.ts';
import { Panel } from '../common/layout/panel.tsx';
import { IssueList } from '../common/layout/issue-list.tsx';
import { formatNoun } from '../common/number-format.ts';
import { goTo } from '../common/route.ts';
import { Screen } from '../common/layout/screen.tsx';
import { useStudio } from '../common/studio-context.tsx';
import { DemonstrationNotice } from './demonstration-notice.tsx';
import { DropZone } from './drop-zone.tsx';
import { MakingSamples, OpeningProgress } from './opening-progress.tsx';
import { FileNotice } from './file-notice.tsx';
import { OneSample } from './one-sample.tsx';
import { SampleSettings } from './sample-settings.tsx';
import { SourceTable } from './source-table.tsx';
import { partIssues } from './part-issues.ts';
import { UnreadFiles } from './unread-files.tsx';
import classes from './corpus-screen.module.css';

export function CorpusScreen() {
  // Much comes at once with a corpus: it is made in pieces, between which the page stays free.
  const corpus = useDeferredValue(useStudio((state) => state.corpus));
  const hasSamples = useStudio((state) => sampleCount(state) > 0);
  const allIssues = useStudio((state) => state.issues);
  const building = useStudio((state) => state.building);
  const ready = corpus.kind === 'ready';
  // Files that gave nothing have a list of their own.
  const { issues, unread } = useMemo(() => partIssues(allIssues, corpus), [allIssues, corpus]);
  // Notes can wait below; what was left out comes before the samples are looked at.
  const urgent = issues.some((issue) => issue.severity !== 'note');
  const issuePanel = issues.length > 0 && (
    <Panel title={`${formatNoun(issues.length, 'issue')} in the files`}>
      <div className={classes.issues}>
        <IssueList issues={issues} linked />
      </div>
    </Panel>
  );
  return (
    <Screen
      title="Corpus"
      lead={
        ready
          ? undefined
          : 'Annotated text comes in as PubTator, BioC, brat, CoNLL columns, the exports of annotation tools, rows, tables or plain text: files, folders, gzip or zip. It never leaves this computer.'
      }
      actions={
        hasSamples && (
          <Button
            rightSection={<IconArrowRight size={16} />}
            onClick={() => {
              goTo('score');
            }}
          >
            Score the samples
          </Button>
        )
      }
    >
      <DropZone small={ready || hasSamples} />
      <FileNotice />
      <DemonstrationNotice />
      {corpus.kind === 'opening' && <OpeningProgress opening={corpus} />}
      {ready && building !== undefined && <MakingSamples building={building} />}
      {ready && <SourceTable corpus={corpus} />}
      <UnreadFiles unread={unread} />
      {urgent && issuePanel}
      {ready && (
        <div className={classes.columns}>
          <SampleSettings corpus={corpus} />
          <OneSample />
        </div>
      )}
      {!urgent && issuePanel}
    </Screen>
  );
}

import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { WRITTEN_FORMATS } from '../../core/project/written-formats.ts';
import type { WriteReport, WrittenCorpus } from '../../core/project/write-corpus.ts';
import type { WriteOptions } from '../../studio/state.ts';
import { IssueList } from '../common/issue-list.tsx';
import { formatBytes, formatCount, formatNoun } from '../common/number-format.ts';
import { Panel } from '../common/panel.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import classes from './export-screen.module.css';

interface CorpusExportProps {
  readonly saveFile: (name: string, bytes: Uint8Array) => void;
}

/** The annotated texts themselves in another format. What that costs stands here before anything is downloaded. */
export function CorpusExport({ saveFile }: CorpusExportProps) {
  const [options, setOptions] = useState<WriteOptions>({ format: 'bioc-json', scope: 'whole' });
  const written = useWrittenCorpus(options);
  return (
    <Panel title="The annotated corpus">
      <div className={classes.stack}>
        <div className={classes.split}>
          <NativeSelect
            label="Format"
            size="xs"
            value={options.format}
            data={WRITTEN_FORMATS.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => {
              const found = WRITTEN_FORMATS.find(({ id }) => id === event.currentTarget.value);
              if (found) setOptions({ ...options, format: found.id });
            }}
          />
          <div>
            <p className={classes.label} id="scope-label">
              What of it
            </p>
            <SegmentedControl
              size="xs"
              aria-labelledby="scope-label"
              value={options.scope}
              data={[
                { value: 'whole', label: 'whole corpus' },
                { value: 'kept', label: 'kept samples' },
              ]}
              onChange={(scope) => {
                setOptions({ ...options, scope: scope === 'kept' ? 'kept' : 'whole' });
              }}
            />
          </div>
        </div>
        {written === undefined ? (
          <p className={classes.plain} role="status">
            Writing and reading back…
          </p>
        ) : (
          <Report report={written.report} />
        )}
        <Button
          variant="default"
          disabled={written === undefined}
          leftSection={<IconDownload size={18} />}
          onClick={() => {
            if (written !== undefined) saveFile(written.name, written.bytes);
          }}
        >
          Download the corpus
        </Button>
      </div>
    </Panel>
  );
}

/** What a download would be now; undefined until the thread has written it, and where that failed. */
function useWrittenCorpus(options: WriteOptions): WrittenCorpus | undefined {
  const studio = useCommands();
  const corpus = useStudio((state) => state.corpus);
  const samples = useStudio((state) => state.samples);
  // What is kept changes nothing where all goes out.
  const selection = useStudio((state) => (options.scope === 'kept' ? state.selection : undefined));
  const decisions = useStudio((state) => (options.scope === 'kept' ? state.decisions : undefined));
  const [written, setWritten] = useState<WrittenCorpus>();
  useEffect(() => {
    let isStale = false;
    setWritten(undefined);
    void studio.writeCorpus(options).then((result) => {
      if (!isStale) setWritten(result);
    });
    return () => {
      isStale = true;
    };
  }, [studio, options, corpus, samples, selection, decisions]);
  return written;
}

function Report({ report }: { report: WriteReport }) {
  const { losses, certificate, fileBytes } = report;
  const { documents, passages, mentionsChecked, mentionsGiven, offsetFaults, textSha256 } = certificate;
  const missing = mentionsGiven - mentionsChecked;
  return (
    <>
      <p className={classes.plain} role="status" aria-label="What is written">
        {formatNoun(documents, 'document')}, {formatNoun(passages, 'text')}, {formatNoun(mentionsChecked, 'mention')},{' '}
        {formatBytes(fileBytes)}. Read back, {offsetFaults === 0 ? 'every mention' : 'not every mention'} stands at its
        offsets
        {missing > 0 && `; ${formatCount(missing)} of ${formatNoun(mentionsGiven, 'mention')} did not fit the format`}.
        A certificate beside the file says so (texts {textSha256.slice(0, 12)}…).
      </p>
      {losses.length === 0 ? (
        <p className={classes.plain}>Nothing is lost in this format.</p>
      ) : (
        <section aria-label="What this format cannot hold">
          <IssueList issues={losses} />
        </section>
      )}
    </>
  );
}

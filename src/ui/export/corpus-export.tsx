import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { isWrittenFormat, WRITTEN_FORMAT_NAMES } from '../../core/write/written-format-names.ts';
import type { WriteReport, WrittenCorpus } from '../../core/write/write-corpus.ts';
import type { WriteOptions } from '../../studio/state/slices/export-slice.ts';
import { sampleCount } from '../../studio/state/selectors.ts';
import { FailureNotice } from '../common/layout/failure-notice.tsx';
import { IssueList } from '../common/layout/issue-list.tsx';
import { formatBytes, formatCount, formatNoun } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import classes from './export-screen.module.css';

interface CorpusExportProps {
  readonly saveFile: (name: string, bytes: Uint8Array) => void;
}

/** The annotated texts themselves in another format. What that costs stands here before anything is downloaded. */
export function CorpusExport({ saveFile }: CorpusExportProps) {
  const [options, setOptions] = useState<WriteOptions>({ format: 'bioc-json', scope: 'whole' });
  const writing = useWrittenCorpus(options);
  const failure = useStudio((state) => state.exportFailure);
  return (
    <Panel title="The annotated corpus">
      <div className={classes.stack}>
        <div className={classes.split}>
          <NativeSelect
            label="Format"
            size="xs"
            value={options.format}
            data={Object.entries(WRITTEN_FORMAT_NAMES).map(([value, label]) => ({ value, label }))}
            onChange={(event) => {
              const format = event.currentTarget.value;
              if (isWrittenFormat(format)) setOptions({ ...options, format });
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
                { value: 'kept', label: 'samples that go out' },
              ]}
              onChange={(scope) => {
                setOptions({ ...options, scope: scope === 'kept' ? 'kept' : 'whole' });
              }}
            />
          </div>
        </div>
        {writing.kind === 'waiting' && (
          <div>
            <p className={classes.plain}>A large corpus: what the format cannot hold is known once it is written.</p>
            <Button variant="default" onClick={writing.write}>
              Write the corpus
            </Button>
          </div>
        )}
        {writing.kind === 'writing' && (
          <p className={classes.plain} role="status">
            Writing and reading back…
          </p>
        )}
        {writing.kind === 'failed' && failure !== undefined && <FailureNotice failure={failure} />}
        {writing.kind === 'ready' && <Report report={writing.written.report} />}
        <Button
          variant="default"
          disabled={writing.kind !== 'ready'}
          leftSection={<IconDownload size={18} />}
          onClick={() => {
            if (writing.kind === 'ready') saveFile(writing.written.name, writing.written.bytes);
          }}
        >
          Download the corpus
        </Button>
      </div>
    </Panel>
  );
}

/** More samples than these are written only when somebody asks: it takes seconds, and as much memory as the texts. */
const WRITTEN_AT_ONCE = 20_000;

type Writing =
  | { readonly kind: 'waiting'; readonly write: () => void }
  | { readonly kind: 'writing' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ready'; readonly written: WrittenCorpus };

/** What a download would be now. */
function useWrittenCorpus(options: WriteOptions): Writing {
  const studio = useCommands();
  // Decisions change what goes out, and nothing where it is the whole corpus.
  const version = useStudio(({ sampleView }) =>
    options.scope === 'kept' ? sampleView?.version : sampleView?.rowVersion,
  );
  const asked = useMemo(() => ({ options, version }), [options, version]);
  const isLarge = useStudio((state) => sampleCount(state) > WRITTEN_AT_ONCE);
  const [wanted, setWanted] = useState<typeof asked>();
  const isWanted = !isLarge || wanted === asked;
  const [answer, setAnswer] = useState<{ readonly asked: typeof asked; readonly written: WrittenCorpus | undefined }>();
  useEffect(() => {
    if (!isWanted) return undefined;
    let isStale = false;
    void studio.writeCorpus(asked.options).then((written) => {
      if (!isStale) setAnswer({ asked, written });
    });
    return () => {
      isStale = true;
    };
  }, [studio, asked, isWanted]);
  if (!isWanted) {
    const write = (): void => {
      setWanted(asked);
    };
    return { kind: 'waiting', write };
  }
  if (answer?.asked !== asked) return { kind: 'writing' };
  return answer.written === undefined ? { kind: 'failed' } : { kind: 'ready', written: answer.written };
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
        <section aria-label="Not supported by this format">
          <IssueList issues={losses} />
        </section>
      )}
    </>
  );
}

import { Button } from '@mantine/core';
import { IconDownload, IconPackageExport } from '@tabler/icons-react';
import { useState } from 'react';
import { takesAllPositives, UNIT_NOUNS } from '../../core/export/split-words.ts';
import type { ExportOptions } from '../../studio/state/slices/export-slice.ts';
import { sampleCount } from '../../studio/state/selectors.ts';
import { Dialog } from '../common/layout/dialog.tsx';
import { EmptyStep } from '../common/layout/empty-step.tsx';
import { Figures } from '../common/charts/figures.tsx';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { goTo } from '../common/route.ts';
import { Screen } from '../common/layout/screen.tsx';
import { SelectionName } from '../common/selection/selection-name.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { FailureNotice } from '../common/layout/failure-notice.tsx';
import { CorpusExport } from './corpus-export.tsx';
import { FilePreview } from './file-preview.tsx';
import { InstructionWords } from './instruction-words.tsx';
import { LeftOut } from './left-out.tsx';
import { SplitPanel } from './split-panel.tsx';
import { TrainCommand } from './train-command.tsx';
import { useExportPreview } from './use-export-preview.ts';
import blocks from '../common/layout/blocks.module.css';
import classes from './export-screen.module.css';

export interface ExportScreenProps {
  /** Hands bytes to the browser's download. */
  readonly saveFile: (name: string, bytes: Uint8Array) => void;
}

export function ExportScreen({ saveFile }: ExportScreenProps) {
  const studio = useCommands();
  const [options, setOptions] = useState<ExportOptions>({ devRatio: 0.1, seed: 1 });
  const [busy, setBusy] = useState(false);
  const version = useStudio(({ sampleView }) => sampleView?.version);
  // What was written is told as long as it is what would be written.
  const [written, setWritten] = useState<{ readonly name: string; readonly version: number | undefined }>();
  const failure = useStudio((state) => state.exportFailure);
  const preview = useExportPreview(options);
  const hasSamples = useStudio((state) => sampleCount(state) > 0);
  const filterKeeps = useStudio(({ sampleView }) => {
    const counts = sampleView?.selected?.counts;
    return counts && counts.keptPositives + counts.keptNegatives;
  });
  const [isAsking, setAsking] = useState(false);
  if (preview === undefined && hasSamples) {
    return (
      <Screen title="Export">
        <p role="status">Counting what goes out…</p>
      </Screen>
    );
  }
  if (preview === undefined) {
    return (
      <Screen title="Export">
        <EmptyStep
          icon={<IconPackageExport size={32} stroke={1.4} />}
          sentence="There is nothing to export until a corpus is open."
          action={
            <Button
              onClick={() => {
                goTo('corpus');
              }}
            >
              Open a corpus
            </Button>
          }
        />
      </Screen>
    );
  }
  const isAllInDev = takesAllPositives(preview);
  const isCounted = preview.devRatio === options.devRatio && preview.seed === options.seed;
  const download = async () => {
    setBusy(true);
    const zip = await studio.exportZip(options);
    setBusy(false);
    if (zip === undefined) return;
    saveFile(zip.name, zip.bytes);
    setWritten({ name: zip.name, version });
  };
  return (
    <Screen
      title="Export"
      lead="One zip: the curated rows, what was dropped and why, a manifest, and a ready config for each trainer."
    >
      <div className={blocks.twoColumns}>
        <div className={classes.stack}>
          <Panel title="What goes out">
            <div className={classes.stack}>
              <Figures
                figures={[
                  {
                    label: 'Goes out',
                    value: formatCount(preview.train + preview.dev),
                    note: filterKeeps === undefined ? undefined : `the filter keeps ${formatCount(filterKeeps)}`,
                  },
                  {
                    label: 'train.jsonl',
                    value: formatCount(preview.train),
                    note: `from ${formatNoun(preview.trainFrom, ...UNIT_NOUNS[preview.unit])}`,
                  },
                  {
                    label: 'dev.jsonl',
                    value: formatCount(preview.dev),
                    note: `from ${formatNoun(preview.devFrom, ...UNIT_NOUNS[preview.unit])}`,
                  },
                  { label: 'dropped.jsonl', value: formatCount(preview.dropped) },
                  { label: 'Positives that go out', value: formatCount(preview.positives) },
                  { label: 'Negatives that go out', value: formatCount(preview.negatives) },
                  ...(preview.notAnnotated > 0
                    ? [{ label: 'Not annotated', value: formatCount(preview.notAnnotated), note: 'in dropped.jsonl' }]
                    : []),
                ]}
              />
              <SelectionName className={classes.plain} />
              <InstructionWords counts={preview.instructions} />
              <LeftOut preview={preview} />
              <SplitPanel preview={preview} options={options} onChange={setOptions} />
              <Button
                size="md"
                loading={busy}
                disabled={!isCounted || preview.train === 0}
                leftSection={<IconDownload size={18} />}
                onClick={() => {
                  if (preview.trainPositives === 0) setAsking(true);
                  else void download();
                }}
              >
                Download the zip
              </Button>
              <Dialog
                title={isAllInDev ? 'Export with every positive in dev.jsonl?' : 'Export without a positive sample?'}
                opened={isAsking}
                onClose={() => {
                  setAsking(false);
                }}
              >
                <div className={classes.stack}>
                  <p className={classes.plain}>
                    {isAllInDev &&
                      `The share for dev.jsonl takes ${formatNoun(preview.devPositives, 'positive row')}, which is all there are. `}
                    No row of train.jsonl has an entity. A model that is trained on this finds no entity.
                  </p>
                  {isAllInDev && (
                    <Button
                      variant="default"
                      onClick={() => {
                        setAsking(false);
                        setOptions({ ...options, devRatio: 0 });
                      }}
                    >
                      Put all in train.jsonl
                    </Button>
                  )}
                  <Button
                    color="red"
                    onClick={() => {
                      setAsking(false);
                      void download();
                    }}
                  >
                    Download it all the same
                  </Button>
                </div>
              </Dialog>
              {failure !== undefined && <FailureNotice failure={failure} />}
              {written !== undefined && written.version === version && <TrainCommand zipName={written.name} />}
            </div>
          </Panel>
          <CorpusExport saveFile={saveFile} />
          <Contents />
        </div>
        <FilePreview files={preview.files} />
      </div>
    </Screen>
  );
}

const contents: readonly { readonly name: string; readonly what: string }[] = [
  { name: 'train.jsonl, dev.jsonl', what: 'rows {instruction, input, output, id, documentId}' },
  { name: 'dropped.jsonl', what: 'what was left out, with reason, IFD and rank' },
  { name: 'manifest.json', what: 'versions, model hash, template, options, SHA-256 of every file' },
  { name: 'bioselect/', what: 'config for the bundled trainer' },
  { name: 'trl/', what: 'the rows as prompt and completion, and a config for TRL' },
  { name: 'llamafactory/', what: 'config and data set entry for LLaMA-Factory' },
  { name: 'axolotl/', what: 'config for Axolotl' },
  { name: 'README.md', what: 'the same list, and the command for each trainer' },
];

function Contents() {
  return (
    <Panel title="In the zip">
      <dl className={classes.contents}>
        {contents.map(({ name, what }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

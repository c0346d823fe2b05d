import { Button, NumberInput, Progress } from '@mantine/core';
import { IconDownload, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { keptCount } from '../../studio/state/selectors.ts';
import type { StudioState } from '../../studio/state/state.ts';
import { RunFailure } from '../common/models/model-failure.tsx';
import { formatDuration, formatNoun, formatRate, formatScore } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { LossCurve } from './loss-curve.tsx';
import classes from './preview-screen.module.css';

export interface TrainPanelProps {
  /** Hands bytes to the browser's download. */
  readonly saveFile: (name: string, bytes: Uint8Array) => void;
}

/** Trains an adapter on what goes out, in a thread of this tab. */
export function TrainPanel({ saveFile }: TrainPanelProps) {
  const studio = useCommands();
  const sampleCount = useStudio(keptCount);
  const training = useStudio((state) => state.training);
  const [epochs, setEpochs] = useState(3);
  const [maxUpdates, setMaxUpdates] = useState<number>();
  if (sampleCount === 0 && training.kind === 'idle') return null;
  return (
    <Panel title="Train here">
      <div className={classes.stack}>
        <p className={classes.plain}>
          {`LoRA on the ${formatNoun(sampleCount, 'sample that goes out', 'samples that go out')}, on this computer's processor. Made for models of some ten million parameters; the export's command line trains larger ones, with a score on held-out samples.`}
        </p>
        <div className={classes.fields}>
          <NumberInput
            label="Epochs"
            min={1}
            max={100}
            allowDecimal={false}
            value={epochs}
            disabled={training.kind === 'running'}
            onChange={(value) => {
              if (typeof value === 'number' && value >= 1) setEpochs(value);
            }}
          />
          <NumberInput
            label="Updates at most"
            min={1}
            allowDecimal={false}
            placeholder="all"
            value={maxUpdates ?? ''}
            disabled={training.kind === 'running'}
            onChange={(value) => {
              setMaxUpdates(typeof value === 'number' && value >= 1 ? value : undefined);
            }}
          />
        </div>
        <div className={classes.buttons}>
          {training.kind === 'running' ? (
            <StopButton />
          ) : (
            <Button
              variant="default"
              leftSection={<IconPlayerPlay size={16} />}
              disabled={sampleCount === 0}
              onClick={() => void studio.trainHere({ epochs, maxUpdates, seed: 1 })}
            >
              Train
            </Button>
          )}
        </div>
        <TrainingNow training={training} />
        {training.kind === 'done' && <TrainedButtons saveFile={saveFile} />}
        {training.kind === 'failed' && <RunFailure failure={training.failure} />}
      </div>
    </Panel>
  );
}

/** A stop waits for the update at hand, which is kept. */
function StopButton() {
  const studio = useCommands();
  const [isStopping, setIsStopping] = useState(false);
  return (
    <Button
      leftSection={<IconPlayerStop size={16} />}
      disabled={isStopping}
      onClick={() => {
        setIsStopping(true);
        studio.stopTraining();
      }}
    >
      {isStopping ? 'Stopping…' : 'Stop training'}
    </Button>
  );
}

function TrainingNow({ training }: { training: StudioState['training'] }) {
  if (training.kind !== 'running' && training.kind !== 'done') return null;
  return (
    <>
      <LossCurve losses={training.losses} />
      {training.kind === 'running' ? <Running training={training} /> : <Done training={training} />}
    </>
  );
}

function Running({ training: { progress } }: { training: Extract<StudioState['training'], { kind: 'running' }> }) {
  if (progress === undefined) return <p className={classes.plain}>Reading the model and making room…</p>;
  const { update, total, loss, tokensPerSecond, remainingMs } = progress;
  return (
    <>
      <Progress value={(100 * update) / total} aria-label="Updates made" />
      <p className={classes.plain}>
        {`Update ${update} of ${total}; loss ${formatScore(loss)}; ${formatRate(tokensPerSecond)} tokens per second; about ${formatDuration(remainingMs)} left`}
      </p>
    </>
  );
}

function Done({ training: { trained } }: { training: Extract<StudioState['training'], { kind: 'done' }> }) {
  const { updates, isStopped, sampleCount, tooLongCount } = trained;
  const end = isStopped ? 'Stopped' : 'Trained';
  const leftOut = tooLongCount === 0 ? '' : `; ${formatNoun(tooLongCount, 'sample')} left out as too long`;
  return (
    <p className={classes.plain} role="status">
      {`${end} after ${formatNoun(updates, 'update')} on ${formatNoun(sampleCount, 'sample')}${leftOut}.`}
    </p>
  );
}

function TrainedButtons({ saveFile }: TrainPanelProps) {
  const studio = useCommands();
  const isLoading = useStudio((state) => state.model.kind === 'loading');
  const download = async (what: 'model' | 'adapter') => {
    const zip = await studio.packTrained(what);
    if (zip !== undefined) saveFile(zip.name, zip.bytes);
  };
  return (
    <div className={classes.buttons}>
      <Button loading={isLoading} onClick={() => void studio.useTrained()}>
        Use this model
      </Button>
      <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => void download('adapter')}>
        Download the adapter
      </Button>
      <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => void download('model')}>
        Download the model
      </Button>
    </div>
  );
}

import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconGauge } from '@tabler/icons-react';
import { sampleCount } from '../../studio/state/selectors.ts';
import { EmptyStep } from '../common/layout/empty-step.tsx';
import { LoadProgress } from '../common/models/load-progress.tsx';
import { ModelFacts } from '../common/models/model-facts.tsx';
import { ModelFailure } from '../common/models/model-failure.tsx';
import { ModelSourceButtons } from '../common/models/model-source-buttons.tsx';
import { describeNextScorer, smallModelNotice } from '../common/models/model-words.ts';
import { Panel } from '../common/layout/panel.tsx';
import { goTo } from '../common/route.ts';
import { Screen } from '../common/layout/screen.tsx';
import { isScoringBusy } from '../common/selection/scored-share.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { WEIGHT_DTYPES, type WeightDtype } from '../../core/ifd/weight-dtype.ts';
import { ScoreResult } from './score-result.tsx';
import { ScoringPanel } from './scoring-panel.tsx';
import { useScoreSummary } from './use-score-summary.ts';
import classes from './score-screen.module.css';

const devices = [
  { value: 'auto', label: 'Automatic' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'wasm', label: 'WASM' },
] as const;

const deviceNotes = {
  auto: 'WebGPU where a graphics card offers it, else WASM with threads.',
  webgpu: 'The graphics card. Fastest where there is one.',
  wasm: 'The processor. Slower, runs everywhere.',
} as const;

export function ScoreScreen() {
  const studio = useCommands();
  const hasSamples = useStudio((state) => sampleCount(state) > 0);
  return (
    <Screen
      title="Score"
      lead="A weak model reads every sample twice, with and without its prompt. The ratio of the two perplexities is the sample’s Instruction-Following Difficulty (IFD)."
    >
      {hasSamples ? (
        <Scores />
      ) : (
        <EmptyStep
          icon={<IconGauge size={32} stroke={1.4} />}
          sentence="There is nothing to score until a corpus is open."
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
      )}
      <div className={classes.columns}>
        <ModelPanel />
        <Panel title="Device">
          <div className={classes.stack}>
            <DeviceChoice onChange={(device) => void studio.setDevice(device)} />
            <PrecisionChoice onChange={(precision) => void studio.setPrecision(precision)} />
          </div>
        </Panel>
      </div>
    </Screen>
  );
}

function Scores() {
  const summary = useScoreSummary();
  return (
    <>
      <ScoringPanel summary={summary} />
      <ScoreResult summary={summary} />
    </>
  );
}

function ModelPanel() {
  const model = useStudio((state) => state.model);
  const nextWords = useStudio(describeNextScorer);
  const isBundledNext = useStudio(({ nextModel }) => nextModel === undefined || nextModel.kind === 'bundled');
  // The run that waits for the model asks for it.
  const isAskedAbove = useStudio(
    ({ scoring }) => scoring.kind === 'stopped' && scoring.failure.code === 'model-not-at-hand',
  );
  return (
    <Panel title="Weak model">
      <div className={classes.stack}>
        {model.kind === 'none' && (
          <p className={classes.plain}>No model is loaded yet; {nextWords} loads when scoring starts.</p>
        )}
        {model.kind === 'loading' && <LoadProgress loading={model} />}
        {model.kind === 'ready' && <ModelFacts ready={model} />}
        {model.kind === 'failed' && !isAskedAbove && <ModelFailure failed={model} />}
        {((model.kind === 'none' && isBundledNext) || (model.kind === 'ready' && model.source.kind === 'bundled')) && (
          <p className={classes.honest}>{smallModelNotice}</p>
        )}
        <ModelSourceButtons />
      </div>
    </Panel>
  );
}

function DeviceChoice({ onChange }: { onChange: (device: 'auto' | 'webgpu' | 'wasm') => void }) {
  const device = useStudio((state) => state.device);
  const busy = useStudio(isScoringBusy);
  return (
    <div className={classes.stack}>
      <SegmentedControl
        aria-label="Device"
        disabled={busy}
        value={device}
        data={devices.map((each) => ({ ...each }))}
        onChange={(value) => {
          const chosen = devices.find((each) => each.value === value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      />
      <p className={classes.plain}>{deviceNotes[device]}</p>
      <p className={classes.dim}>
        {busy
          ? 'The device can be changed when nothing runs.'
          : 'A change loads the model again. Scores stay, and say what computed them.'}
      </p>
    </div>
  );
}

const precisionNames: Readonly<Record<'auto' | WeightDtype, string>> = {
  auto: 'Automatic',
  f32: '32-bit floats: exact',
  f16: '16-bit floats',
  int8: '8-bit integers, made here: faster on processors, not exact',
  q8: '8-bit weights of a ready-made ONNX export',
  q4: '4-bit weights of a ready-made ONNX export',
  q4f16: '4-bit weights and 16-bit floats of an ONNX export',
};

function PrecisionChoice({ onChange }: { onChange: (precision: 'auto' | WeightDtype) => void }) {
  const precision = useStudio((state) => state.precision);
  const busy = useStudio(isScoringBusy);
  const choices = ['auto', ...WEIGHT_DTYPES] as const;
  return (
    <NativeSelect
      label="Precision"
      description="Automatic: 16-bit floats on a graphics card that has them and passes the trust check, else 32-bit."
      disabled={busy}
      value={precision}
      data={choices.map((value) => ({ value, label: precisionNames[value] }))}
      onChange={(event) => {
        const chosen = choices.find((value) => value === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
}

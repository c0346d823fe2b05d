import { Button, Progress } from '@mantine/core';
import { useEffect } from 'react';
import { IconArrowRight, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { isModelOf } from '../../core/ifd/scoring.ts';
import { describeOrigin } from '../../core/ifd/describe-origin.ts';
import { describeScoring } from '../../core/ifd/describe-scoring.ts';
import { shownScoring } from '../../studio/state/selectors.ts';
import { RunFailure } from '../common/models/model-failure.tsx';
import { Figures } from '../common/charts/figures.tsx';
import {
  formatBytes,
  formatAll,
  formatCount,
  formatDuration,
  formatNoun,
  formatRate,
} from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { goTo } from '../common/route.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { scoredShare } from '../common/selection/scored-share.ts';
import type { EndedEarly, RunProgress, ScoringState } from '../../studio/state/slices/scoring-slice.ts';
import classes from './score-screen.module.css';
import type { ScoreSummary } from './use-score-summary.ts';

/** The run: start, pause, resume, stop, and how fast it goes. */
export function ScoringPanel({ summary }: { readonly summary: ScoreSummary }) {
  const scoring = useStudio((state) => state.scoring);
  const loading = useStudio((state) => state.model.kind === 'loading');
  const studio = useCommands();
  const running = 'progress' in scoring;
  const share = useStudio(scoredShare);
  const left = summary.samples - summary.measured;
  return (
    <Panel title={panelTitle(summary, running)}>
      <div className={classes.stack}>
        <div className={classes.controls}>
          {!running && left > 0 && (
            <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => void studio.scoreSamples()}>
              {scoreLabel(summary)}
            </Button>
          )}
          {running && <RunControls kind={scoring.kind} loading={loading} />}
          {!running && left === 0 && (
            <Button
              onClick={() => {
                goTo(summary.samples === 0 ? 'review' : 'select');
              }}
              rightSection={<IconArrowRight size={16} />}
            >
              {summary.samples === 0 ? 'Annotate in Review' : 'Select by IFD'}
            </Button>
          )}
          <p className={classes.dim}>
            {running
              ? 'Scores are stored as they come; stopping or closing the tab loses none.'
              : scoringWords(left, summary.samples)}
          </p>
        </div>
        {summary.notAnnotated > 0 && (
          <p className={classes.plain}>
            {formatNoun(summary.notAnnotated, 'sample')} {summary.notAnnotated === 1 ? 'is' : 'are'} not annotated and{' '}
            {summary.notAnnotated === 1 ? 'is' : 'are'} not scored.{' '}
            <a href="#/review?kind=not-annotated">Show {summary.notAnnotated === 1 ? 'it' : 'them'} in Review</a>
          </p>
        )}
        {!running && left > 0 && <Estimate summary={summary} />}
        {!running && <OtherModel isLeft={left > 0} />}
        {!running && scoring.endedEarly !== undefined && (
          <p className={classes.plain} role="status">
            {earlyEndWords(scoring.endedEarly)}
          </p>
        )}
        {scoring.kind === 'stopped' && <RunFailure failure={scoring.failure} />}
        {running && (
          <>
            <Progress size="lg" value={share * 100} aria-label="Scoring" />
            <Figures
              figures={[
                {
                  label: 'Done',
                  value: doneWords(scoring.progress, summary),
                },
                { label: 'Samples/s', value: rate(scoring.progress.samplesPerSecond) },
                { label: 'Tokens/s', value: rate(scoring.progress.tokensPerSecond) },
                {
                  label: 'Time left',
                  value:
                    scoring.progress.remainingMs === undefined
                      ? 'measuring'
                      : formatDuration(scoring.progress.remainingMs),
                },
              ]}
            />
          </>
        )}
      </div>
    </Panel>
  );
}

/** Once all is scored: how much, and what by. */
function panelTitle({ samples, measured, details }: ScoreSummary, isRunning: boolean): string {
  if (isRunning || samples === 0 || measured < samples) return 'Scoring';
  const [origin, another] = details?.origins ?? [];
  const by = origin === undefined || another !== undefined ? '' : ` by ${describeOrigin(origin.provenance)}`;
  const done = samples === 1 ? 'The only sample is scored' : `All ${formatNoun(samples, 'sample')} are scored`;
  return `${done}${by}`;
}

/** What the run will take, before it is started. */
function Estimate({ summary }: { readonly summary: ScoreSummary }) {
  const studio = useCommands();
  const estimate = useStudio((state) => state.scoringEstimate);
  // One object a load: another device or precision is measured anew.
  const model = useStudio((state) => (state.model.kind === 'ready' ? state.model.model : state.model.kind));
  const isOther = useStudio((state) => {
    const shown = shownScoring(state);
    return state.model.kind === 'ready' && shown !== undefined && !isModelOf(shown, state.model.model);
  });
  const waiting = summary.details?.waitingCount ?? 0;
  useEffect(() => {
    if (waiting > 0) void studio.estimateScoring();
  }, [studio, model, waiting]);
  // Another model's speed says nothing of this one's.
  if (waiting === 0 || model === 'failed' || isOther) return null;
  if (estimate === undefined) {
    const isMeasuring = typeof model !== 'string';
    return (
      <p className={classes.dim}>
        {isMeasuring
          ? 'Measuring how long it takes on this machine. It can be started at once.'
          : 'How long it takes on this machine is measured once the model is loaded.'}
      </p>
    );
  }
  return (
    <p role="status">
      {`About ${formatDuration(estimate.durationMs)} on this machine${memoryWords(estimate.memoryBytes)}.`}
    </p>
  );
}

/** To ten megabytes: more digits would say more than is known. */
function memoryWords(bytes: number | undefined): string {
  return bytes === undefined ? '' : `, with about ${formatBytes(Math.ceil(bytes / 1e7) * 1e7)} of memory`;
}

/** Pause, resume and stop; what has been pressed says so until the batch at hand is through. */
function RunControls({ kind, loading }: { readonly kind: ScoringState['kind']; readonly loading: boolean }) {
  const studio = useCommands();
  const isEnding = kind === 'stopping';
  return (
    <>
      {kind === 'paused' ? (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          onClick={() => {
            studio.resumeScoring();
          }}
        >
          Resume
        </Button>
      ) : (
        <Button
          // There is nothing to hold before the model is there.
          disabled={loading || kind !== 'running'}
          leftSection={<IconPlayerPause size={16} />}
          onClick={() => {
            studio.pauseScoring();
          }}
        >
          {kind === 'pausing' ? 'Pausing…' : 'Pause'}
        </Button>
      )}
      <Button
        variant="default"
        disabled={isEnding}
        leftSection={<IconPlayerStop size={16} />}
        onClick={() => {
          studio.cancelScoring();
        }}
      >
        {isEnding ? 'Stopping…' : 'Stop'}
      </Button>
    </>
  );
}

/** Which scoring is shown, and a scoring of its own by the model that is loaded, where that is another one. */
function OtherModel({ isLeft }: { readonly isLeft: boolean }) {
  const studio = useCommands();
  const shown = useStudio(shownScoring);
  const loaded = useStudio(({ model }) => (model.kind === 'ready' ? model.model : undefined));
  if (shown === undefined) return null;
  const isOther = loaded !== undefined && !isModelOf(shown, loaded);
  return (
    <div className={classes.controls}>
      <p className={classes.plain}>
        The scores shown are those of {describeScoring(shown)}.
        {isOther && isLeft && ` For what is left, ${describeScoring(shown)} is loaded again.`}
      </p>
      {isOther && (
        <Button size="xs" variant="default" onClick={() => void studio.scoreWithLoadedModel()}>
          Score all with {loaded.name}, {loaded.dtype} too
        </Button>
      )}
    </div>
  );
}

/** Contents are scored, so two samples that say the same are one that waits. */
function scoreLabel({ measured, samples, details, stale }: ScoreSummary): string {
  if (measured === 0 && stale === 0) return `Score ${formatNoun(samples, 'sample')}`;
  const left = samples - measured;
  return stale > 0 && stale === left
    ? `Score the ${stale === 1 ? 'one' : formatCount(stale)} you changed`
    : `Score the ${formatNoun(details?.waitingCount ?? left, 'that is', 'that are')} left`;
}

function doneWords({ isAnew, doneCount, totalCount }: RunProgress, { measured, samples }: ScoreSummary): string {
  return isAnew
    ? `${formatCount(doneCount)} of ${formatCount(totalCount)} anew`
    : `${formatCount(measured)} of ${formatCount(samples)}`;
}

function earlyEndWords({ doneCount, totalCount }: EndedEarly): string {
  const left = formatNoun(totalCount - doneCount, 'other has', 'others have');
  return `Scoring anew ended after ${formatCount(doneCount)} of ${formatNoun(totalCount, 'sample')}. The ${left} the score from before.`;
}

/** Nothing is known before the first batch is done. */
function rate(perSecond: number): string {
  return perSecond > 0 ? formatRate(perSecond) : 'measuring';
}

function scoringWords(waiting: number, samples: number): string {
  if (samples === 0) return 'No sample is annotated yet, so there is nothing to score.';
  if (waiting === 0) return `The model has read ${formatAll(samples, 'sample')}.`;
  return 'It can be paused, and goes on after a reload where it stopped.';
}

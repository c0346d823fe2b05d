import { useStudio } from '../common/studio-context.tsx';
import { scoredShare } from '../common/scored-share.ts';
import { formatDuration, formatPercent, formatRate } from '../common/number-format.ts';
import classes from './top-bar.module.css';

/** The scoring run in one line, on every screen; leads to Score. */
export function JobChip() {
  const scoring = useStudio((state) => state.scoring);
  const done = useStudio(scoredShare);
  if (scoring.kind !== 'running' && scoring.kind !== 'paused') return null;
  const { samplesPerSecond, remainingMs } = scoring.progress;
  return (
    <a href="#/score" className={classes.job}>
      <span className={classes.jobTrack} aria-hidden="true">
        <span className={classes.jobDone} style={{ width: `${done * 100}%` }} />
      </span>
      {scoring.kind === 'paused' ? 'Paused at ' : 'Scoring '}
      {formatPercent(Math.floor(done * 100) / 100)}
      {scoring.kind === 'running' && samplesPerSecond > 0 && ` · ${formatRate(samplesPerSecond)} samples/s`}
      {scoring.kind === 'running' && remainingMs !== undefined && ` · ${formatDuration(remainingMs)} left`}
    </a>
  );
}

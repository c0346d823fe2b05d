import { useStudio } from '../../common/studio-context.tsx';
import { scoredShare } from '../../common/selection/scored-share.ts';
import { formatDuration, formatRate } from '../../common/number-format.ts';
import { scoringWords } from '../../common/selection/scoring-words.ts';
import classes from './top-bar.module.css';

/** The scoring run in one line, on every screen; leads to Score. */
export function JobChip() {
  const scoring = useStudio((state) => state.scoring);
  const done = useStudio(scoredShare);
  const words = scoringWords(scoring.kind, done);
  if (!('progress' in scoring) || words === undefined) return null;
  const { samplesPerSecond, remainingMs } = scoring.progress;
  return (
    <a href="#/score" className={classes.job}>
      <span className={classes.jobTrack} aria-hidden="true">
        <span className={classes.jobDone} style={{ width: `${done * 100}%` }} />
      </span>
      {words}
      {scoring.kind === 'running' && samplesPerSecond > 0 && ` · ${formatRate(samplesPerSecond)} samples/s`}
      {scoring.kind === 'running' && remainingMs !== undefined && ` · ${formatDuration(remainingMs)} left`}
    </a>
  );
}

import { Presets, SingleBar } from 'cli-progress';
import type { ScoreProgress } from '../../core/ifd/score-progress.ts';

/** A progress bar on standard error; quiet where that is no terminal. */
export function createProgressLine(): { readonly show: (progress: ScoreProgress) => void; readonly stop: () => void } {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: '{bar} {value}/{total} samples · {speed} samples/s · {tokens} tokens/s · {left} left',
      hideCursor: true,
    },
    Presets.rect,
  );
  let isStarted = false;
  return {
    show: ({ doneCount, totalCount, samplesPerSecond, tokensPerSecond, remainingMs }) => {
      const figures = {
        speed: samplesPerSecond.toFixed(1),
        tokens: Math.round(tokensPerSecond),
        left: remainingMs === undefined ? '–' : `${Math.ceil(remainingMs / 1000)} s`,
      };
      if (!isStarted) bar.start(totalCount, doneCount, figures);
      else bar.update(doneCount, figures);
      isStarted = true;
    },
    stop: () => bar.stop(),
  };
}

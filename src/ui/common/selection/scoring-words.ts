import type { ScoringState } from '../../../studio/state/slices/scoring-slice.ts';
import { formatPercent } from '../number-format.ts';

/** Rounded down: progress is not done before it is. */
export function wholePercent(share: number): string {
  return formatPercent(Math.floor(share * 100) / 100);
}

/** How complete a scoring is: "all scored", "62 % scored", "not scored". */
export function scoredWords(scored: number, samples: number): string {
  if (scored === 0) return 'not scored';
  return scored >= samples ? 'all scored' : `${wholePercent(scored / samples)} scored`;
}

/** What a run does, at which share; undefined where there is none. */
export function scoringWords(kind: ScoringState['kind'], share: number): string | undefined {
  switch (kind) {
    case 'running':
      return `Scoring ${wholePercent(share)}`;
    case 'pausing':
      return `Pausing at ${wholePercent(share)}`;
    case 'paused':
      return `Paused at ${wholePercent(share)}`;
    case 'stopping':
      return `Stopping at ${wholePercent(share)}`;
    case 'idle':
    case 'stopped':
      return undefined;
  }
  return kind satisfies never;
}

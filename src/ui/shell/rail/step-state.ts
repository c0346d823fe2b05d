import { decidedCount, keptCount, measuredCount, sampleCount, scorableCount } from '../../../studio/state/selectors.ts';
import type { StudioState } from '../../../studio/state/state.ts';
import { formatCount, formatNoun } from '../../common/number-format.ts';
import { scoredShare } from '../../common/selection/scored-share.ts';
import { scoredWords, wholePercent } from '../../common/selection/scoring-words.ts';
import type { Route } from '../../common/route.ts';

function corpusState(state: StudioState): string {
  const { corpus } = state;
  if (corpus.kind === 'empty') return 'nothing open';
  if (corpus.kind === 'opening') return 'opening';
  return formatNoun(sampleCount(state), 'sample');
}

function scoreState(state: StudioState): string {
  const { scoring, model } = state;
  const share = scoredShare(state);
  if (scoring.kind === 'running' && model.kind !== 'loading') return wholePercent(share);
  if (scoring.kind === 'pausing') return 'pausing';
  if (scoring.kind === 'stopping') return 'stopping';
  if (scoring.kind === 'paused') return `paused, ${wholePercent(share)}`;
  if (scoring.kind === 'stopped') return 'stopped';
  if (model.kind === 'loading') return 'loading model';
  return scoredWords(measuredCount(state), scorableCount(state));
}

/** The small state a step shows in the rail; empty where there is nothing worth saying. */
export function stepState(route: Route, state: StudioState): string {
  switch (route) {
    case 'corpus':
      return corpusState(state);
    case 'score':
      return scoreState(state);
    case 'select': {
      const counts = state.sampleView?.selected?.counts;
      if (counts === undefined) return '';
      return `filter keeps ${formatCount(counts.keptPositives + counts.keptNegatives)}`;
    }
    case 'review': {
      const decided = decidedCount(state);
      return decided === 0 ? '' : `${formatCount(decided)} decided`;
    }
    case 'export': {
      const count = keptCount(state);
      return count === 0 ? '' : `${formatCount(count)} ${count === 1 ? 'goes' : 'go'} out`;
    }
    case 'preview':
      return state.preview.kind === 'running' ? 'running' : '';
    case 'models':
      return state.model.kind === 'ready' ? state.model.model.name : '';
  }
  return route satisfies never;
}

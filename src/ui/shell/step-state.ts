import type { StudioState } from '../../studio/state.ts';
import { formatCount, formatNoun, formatPercent } from '../common/number-format.ts';
import type { Route } from '../common/route.ts';

function corpusState({ corpus, samples }: StudioState): string {
  if (corpus.kind === 'empty') return 'nothing open';
  if (corpus.kind === 'opening') return 'opening';
  return formatNoun(samples.length, 'sample');
}

function scoreState({ scoring, scores, samples, model }: StudioState): string {
  if (scoring.kind === 'running' || scoring.kind === 'paused') {
    const { doneCount, totalCount } = scoring.progress;
    const done = totalCount === 0 ? 0 : doneCount / totalCount;
    return `${scoring.kind === 'paused' ? 'paused, ' : ''}${formatPercent(Math.floor(done * 100) / 100)}`;
  }
  if (scoring.kind === 'stopped') return 'stopped';
  if (model.kind === 'loading') return 'loading model';
  if (samples.length === 0 || scores.size === 0) return 'not scored';
  const scored = samples.reduce((count, sample) => count + (scores.has(sample.contentHash) ? 1 : 0), 0);
  return scored === samples.length
    ? 'all scored'
    : `${formatPercent(Math.floor((scored / samples.length) * 100) / 100)} scored`;
}

/** The small state a step shows in the rail; empty where there is nothing worth saying. */
export function stepState(route: Route, state: StudioState): string {
  switch (route) {
    case 'corpus':
      return corpusState(state);
    case 'score':
      return scoreState(state);
    case 'select': {
      const counts = state.selection?.counts;
      if (counts === undefined || state.scores.size === 0) return '';
      return `keeps ${formatCount(counts.keptPositives + counts.keptNegatives)}`;
    }
    case 'review':
      return state.decisions.size === 0 ? '' : `${formatCount(state.decisions.size)} decided`;
    case 'export':
      return '';
    case 'preview':
      return state.preview.kind === 'running' ? 'running' : '';
    case 'models':
      return state.model.kind === 'ready' ? state.model.model.name : '';
  }
  return route satisfies never;
}

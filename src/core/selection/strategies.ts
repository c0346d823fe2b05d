import { isAnnotatedCode, POSITIVE } from '../samples/sample-state.ts';
import {
  buildPicks,
  cutRanking,
  draw,
  drawNegatives,
  negativeReason,
  type Picks,
  randomCount,
  rankingReason,
} from './build-picks.ts';
import type { RankedSamples } from './ranked-samples.ts';
import type { SelectionOptions, SelectionStrategy } from './selection.ts';

/** Everything that the studio, the command line and the study know of a strategy. */
export interface Strategy {
  readonly label: string;
  /** One or two sentences below the label. */
  readonly note: string;
  /** Behind "Select": "by Hybrid Superfiltering". */
  readonly words: string;
  /** What the keep ratio is a share of, and what a ranking by IFD ranks. */
  readonly base: 'positives' | 'samples';
  /** It ranks by IFD: it needs scores and has a cut-off and a ceiling. */
  readonly ranksByIfd: boolean;
  /** The keep ratio changes what it keeps. */
  readonly heedsKeepRatio: boolean;
  /** The share of negatives changes what it keeps. */
  readonly heedsNegativeRatio: boolean;
  /** Which samples are kept, and why. `options` are within their bounds. */
  readonly pick: (samples: RankedSamples, options: SelectionOptions) => Picks;
}

export const STRATEGIES: Readonly<Record<SelectionStrategy, Strategy>> = {
  hybrid: {
    label: 'Hybrid Superfiltering',
    note: 'Ranks the positives by IFD and keeps the negatives.',
    words: 'by Hybrid Superfiltering',
    base: 'positives',
    ranksByIfd: true,
    heedsKeepRatio: true,
    heedsNegativeRatio: true,
    pick: (samples, options) => {
      const { state } = samples;
      const cut = cutRanking(samples, options, (index) => state[index] === POSITIVE);
      const keptNegatives = drawNegatives(samples, options);
      return buildPicks(samples, cut, (index) =>
        state[index] === POSITIVE ? rankingReason(samples, cut, index) : negativeReason(keptNegatives, index),
      );
    },
  },
  superfiltering: {
    label: 'Superfiltering',
    note: 'Ranks all samples together, so k is a share of all; negatives mostly fall out.',
    words: 'by Superfiltering',
    base: 'samples',
    ranksByIfd: true,
    heedsKeepRatio: true,
    heedsNegativeRatio: false,
    pick: (samples, options) => {
      const cut = cutRanking(samples, options, (index) => isAnnotatedCode(samples.state[index]));
      return buildPicks(samples, cut, (index) => rankingReason(samples, cut, index));
    },
  },
  random: {
    label: 'Random',
    note: 'As many of each as the hybrid keeps, drawn by seed. For comparison.',
    words: 'by a random draw',
    base: 'positives',
    ranksByIfd: false,
    heedsKeepRatio: true,
    heedsNegativeRatio: true,
    pick: (samples, options) => {
      const count = randomCount(samples, options);
      const keptPositives = draw(samples, { seed: options.seed, count, drawn: POSITIVE });
      const keptNegatives = drawNegatives(samples, options);
      return buildPicks(samples, undefined, (index) => {
        if (samples.state[index] !== POSITIVE) return negativeReason(keptNegatives, index);
        return keptPositives[index] === 1 ? 'random-draw' : 'not-drawn';
      });
    },
  },
  full: {
    label: 'Full',
    note: 'Keeps everything. For comparison.',
    words: 'by keeping everything',
    base: 'positives',
    ranksByIfd: false,
    heedsKeepRatio: false,
    heedsNegativeRatio: false,
    pick: (samples) => buildPicks(samples, undefined, () => 'full'),
  },
};

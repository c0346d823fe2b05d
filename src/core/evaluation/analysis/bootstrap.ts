import { seededRandom } from '../../numbers/seeded-random.ts';
import { scoreMatches, type MatchCounts } from '../scores/precision-recall.ts';

export interface BootstrapOptions {
  /** Resamplings; the interval's ends are as fine as their number. */
  readonly replicates: number;
  readonly seed: number;
  /** Share of the replicates inside the interval, in (0, 1). */
  readonly level: number;
}

export const DEFAULT_BOOTSTRAP: BootstrapOptions = { replicates: 1000, seed: 0, level: 0.95 };

/** An interval, or why there is none. */
export type Interval =
  | { readonly kind: 'interval'; readonly low: number; readonly high: number }
  /** `one-cluster`: a single document, so nothing to resample; `undefined-score`: a replicate had neither gold nor predictions. */
  | { readonly kind: 'none'; readonly reason: 'one-cluster' | 'undefined-score' };

/**
 * Percentile bootstrap of F1 (Efron and Tibshirani 1993, ch. 13): documents are drawn with replacement, as many as there
 * are, since the mentions of one document are not independent of each other; F1 is computed of the summed counts.
 */
export function bootstrapF1(documents: readonly MatchCounts[], options = DEFAULT_BOOTSTRAP): Interval {
  if (documents.length < 2) return { kind: 'none', reason: 'one-cluster' };
  const scores: number[] = [];
  for (const drawn of draws(documents.length, options)) {
    const f1 = f1Of(documents, drawn);
    if (f1 === undefined) return { kind: 'none', reason: 'undefined-score' };
    scores.push(f1);
  }
  return percentiles(scores, options.level);
}

export interface PairedBootstrap {
  /** F1 of the second minus F1 of the first, over all documents. */
  readonly difference: number | undefined;
  readonly interval: Interval;
  /** Share of replicates in which the second is better; half of the ties. Undefined where there is no interval. */
  readonly shareBetter: number | undefined;
}

/**
 * Two systems on the same documents: each replicate draws the same documents for both (paired bootstrap, Koehn 2004),
 * so what makes a document hard for both does not widen the interval.
 *
 * @throws RangeError when the lists differ in length.
 */
export function pairedBootstrap(
  first: readonly MatchCounts[],
  second: readonly MatchCounts[],
  options = DEFAULT_BOOTSTRAP,
): PairedBootstrap {
  if (first.length !== second.length) throw new RangeError(`${first.length} documents beside ${second.length}`);
  const all = first.map((_, index) => index);
  const difference = minus(f1Of(second, all), f1Of(first, all));
  const none = (reason: 'one-cluster' | 'undefined-score'): PairedBootstrap => {
    return { difference, interval: { kind: 'none', reason }, shareBetter: undefined };
  };
  if (first.length < 2) return none('one-cluster');
  const differences: number[] = [];
  for (const drawn of draws(first.length, options)) {
    const one = minus(f1Of(second, drawn), f1Of(first, drawn));
    if (one === undefined) return none('undefined-score');
    differences.push(one);
  }
  const better = differences.reduce((sum, one) => sum + (1 + Math.sign(one)) / 2, 0);
  return {
    difference,
    interval: percentiles(differences, options.level),
    shareBetter: better / differences.length,
  };
}

function minus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}

function f1Of(documents: readonly MatchCounts[], drawn: readonly number[]): number | undefined {
  const sum = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  for (const index of drawn) {
    const counts = documents[index];
    if (counts === undefined) throw new RangeError(`there is no document ${index}`);
    sum.truePositives += counts.truePositives;
    sum.falsePositives += counts.falsePositives;
    sum.falseNegatives += counts.falseNegatives;
  }
  return scoreMatches(sum).f1;
}

/** Indices drawn with replacement, one list a replicate; the same for the same number, seed and replicates. */
function* draws(count: number, { replicates, seed }: BootstrapOptions): Generator<readonly number[]> {
  const random = seededRandom(seed);
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    yield Array.from({ length: count }, () => Math.floor(random() * count));
  }
}

/** The middle `level` of the values, linear between order statistics. */
function percentiles(values: readonly number[], level: number): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    const above = sorted[Math.ceil(place)] ?? Number.NaN;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { kind: 'interval', low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

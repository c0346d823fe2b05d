import { isAnnotatedCode, NEGATIVE, POSITIVE } from '../samples/sample-state.ts';
import type { RankedSamples } from './ranked-samples.ts';
import { isKeepingReason, type ReasonKind, reasonCode } from './reason-kinds.ts';
import type { SelectionCounts, SelectionOptions } from './selection.ts';

/** The filter's word on every sample as columns: a million objects would be a gigabyte. */
export interface Picks {
  /** 1 where the sample is kept. */
  readonly kept: Uint8Array;
  /** Index into `REASON_KINDS`. */
  readonly reason: Uint8Array;
  /** 1-based among the eligible; 0 where the sample is not one of them. */
  readonly rank: Uint32Array;
  /** IFD of the last positive kept; undefined where none is. */
  readonly cutOffIfd: number | undefined;
  readonly counts: SelectionCounts;
}

/** The eligible of a ranking and how many of them are kept. */
export interface RankingCut {
  /** 1-based among the eligible, by sample; 0 where not eligible. */
  readonly rank: Uint32Array;
  readonly keepCount: number;
  /** IFD of the last one kept. */
  readonly cutOffIfd: number | undefined;
}

/** Ranks the eligible samples by IFD and cuts at the share to keep. */
export function cutRanking(
  { state, ifd, ranked }: RankedSamples,
  options: SelectionOptions,
  isRanked: (index: number) => boolean,
): RankingCut {
  const rank = new Uint32Array(state.length);
  const eligible = new Uint32Array(ranked.length);
  let eligibleCount = 0;
  for (const index of ranked) {
    if (!isRanked(index) || (ifd[index] ?? Number.NaN) >= options.ifdCeiling) continue;
    eligible[eligibleCount++] = index;
    rank[index] = eligibleCount;
  }
  let allCount = 0;
  for (let index = 0; index < state.length; index++) if (isRanked(index)) allCount++;
  const base = options.base === 'all-positives' ? allCount : eligibleCount;
  const keepCount = Math.min(shareCount(options.keepRatio, base), eligibleCount);
  const last = keepCount === 0 ? undefined : eligible[keepCount - 1];
  return { rank, keepCount, cutOffIfd: last === undefined ? undefined : ifd[last] };
}

/** The reason of a sample that was ranked. */
export function rankingReason({ ifd }: RankedSamples, { rank, keepCount }: RankingCut, index: number): ReasonKind {
  const place = rank[index] ?? 0;
  if (place > 0) return place <= keepCount ? 'top-ifd' : 'below-cut-off';
  return Number.isNaN(ifd[index]) ? 'unscored' : 'ifd-at-or-above-ceiling';
}

/** The reason of a negative; `keptNegatives` is undefined where all are kept. */
export function negativeReason(keptNegatives: Uint8Array | undefined, index: number): ReasonKind {
  return keptNegatives === undefined || keptNegatives[index] === 1 ? 'negative' : 'not-drawn';
}

/** Counts the positives that the hybrid would keep; the share of all where none has a score yet. */
export function randomCount(samples: RankedSamples, options: SelectionOptions): number {
  const { state, ranked } = samples;
  const isPositive = (index: number): boolean => state[index] === POSITIVE;
  if (ranked.some(isPositive)) return cutRanking(samples, options, isPositive).keepCount;
  return shareCount(options.keepRatio, countOf(state, POSITIVE));
}

/** Flags of the negatives drawn; undefined where all are kept. */
export function drawNegatives(samples: RankedSamples, options: SelectionOptions): Uint8Array | undefined {
  if (options.negativeRatio === 1) return undefined;
  const count = shareCount(options.negativeRatio, countOf(samples.state, NEGATIVE));
  return draw(samples, { seed: options.seed, count, drawn: NEGATIVE });
}

/** Draws `count` samples of one state by seed: 1 for each that is drawn. */
export function draw(
  samples: RankedSamples,
  { seed, count, drawn: state }: { readonly seed: number; readonly count: number; readonly drawn: number },
): Uint8Array {
  const drawn = new Uint8Array(samples.state.length);
  let drawnCount = 0;
  for (const index of samples.drawOrder(seed)) {
    if (drawnCount === count) break;
    if (samples.state[index] !== state) continue;
    drawn[index] = 1;
    drawnCount++;
  }
  return drawn;
}

/** Counts the samples of each state, and the kept ones among the annotated. */
export function countKept({ state }: Pick<RankedSamples, 'state'>, kept: Uint8Array): SelectionCounts {
  const counts = { positives: 0, keptPositives: 0, negatives: 0, keptNegatives: 0, notAnnotated: 0 };
  for (let index = 0; index < state.length; index++) {
    if (state[index] !== POSITIVE && state[index] !== NEGATIVE) {
      counts.notAnnotated++;
      continue;
    }
    const isPositive = state[index] === POSITIVE;
    counts[isPositive ? 'positives' : 'negatives']++;
    if (kept[index] === 1) counts[isPositive ? 'keptPositives' : 'keptNegatives']++;
  }
  return counts;
}

/** Builds the picks of all samples. A sample that is not annotated is never kept. */
export function buildPicks(
  { state }: RankedSamples,
  cut: RankingCut | undefined,
  reasonOf: (index: number) => ReasonKind,
): Picks {
  const count = state.length;
  const [kept, reason] = [new Uint8Array(count), new Uint8Array(count)];
  for (let index = 0; index < count; index++) {
    const kind = isAnnotatedCode(state[index]) ? reasonOf(index) : 'not-annotated';
    reason[index] = reasonCode(kind);
    if (isKeepingReason(kind)) kept[index] = 1;
  }
  const counts = countKept({ state }, kept);
  return { kept, reason, rank: cut?.rank ?? new Uint32Array(count), cutOffIfd: cut?.cutOffIfd, counts };
}

/**
 * floor(ratio x count), where a product such as 0.7 x 10 = 6.999… still means 7. One at least: a share above 0 of
 * something is something, also where the released code's `int` comes to 0.
 */
function shareCount(ratio: number, count: number): number {
  if (ratio === 0) return 0;
  return Math.min(Math.max(1, Math.floor(ratio * count + 1e-9)), count);
}

function countOf(states: Uint8Array, value: number): number {
  let count = 0;
  for (const state of states) if (state === value) count++;
  return count;
}

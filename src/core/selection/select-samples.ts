import type { IfdResult } from '../ifd/ifd.ts';
import { isPositiveSample, type Sample } from '../samples/sample.ts';
import { seededKey } from './seeded-key.ts';
import type { Selection, SelectionOptions, SelectionPick, SelectionReason } from './selection.ts';

/** The answer, where it is there, tells a positive whose names could not be placed. */
export type SelectableSample = Pick<Sample, 'id' | 'mentions'> & Partial<Pick<Sample, 'answer'>>;

/**
 * What no option changes: samples with their scores, ranked once. Made by `prepareSelection`, read by `selectPrepared`;
 * moving a slider then costs O(n). Prepare anew when samples or scores change.
 */
export interface PreparedSelection {
  readonly samples: readonly SelectableSample[];
  readonly resultOf: (index: number) => IfdResult | undefined;
  /** 1 where the sample is positive. */
  readonly positive: Uint8Array;
  /** IFD by sample; NaN where there is none. */
  readonly ifd: Float64Array;
  /** Scored samples, highest IFD first, ties by input order. */
  readonly ranked: Uint32Array;
  /** Sample indices in a drawing order, kept per seed. */
  readonly drawOrder: (seed: number) => Uint32Array;
}

export function prepareSelection(
  samples: readonly SelectableSample[],
  resultOf: (index: number) => IfdResult | undefined,
): PreparedSelection {
  const positive = Uint8Array.from(samples, (sample) => (isPositiveSample(sample) ? 1 : 0));
  const ifd = new Float64Array(samples.length);
  const scored = new Uint32Array(samples.length);
  let scoredCount = 0;
  for (let index = 0; index < samples.length; index++) {
    const result = resultOf(index);
    ifd[index] = result?.kind === 'scored' ? result.ifd : Number.NaN;
    if (result?.kind === 'scored') scored[scoredCount++] = index;
  }
  const ranked = scored
    .slice(0, scoredCount)
    .sort((left, right) => (ifd[right] ?? 0) - (ifd[left] ?? 0) || left - right);

  let drawn: { readonly seed: number; readonly order: Uint32Array } | undefined;
  const drawOrder = (seed: number): Uint32Array => {
    drawn = drawn?.seed === seed ? drawn : { seed, order: orderByKey(samples, seed) };
    return drawn.order;
  };
  return { samples, resultOf, positive, ifd, ranked, drawOrder };
}

/**
 * Hybrid Superfiltering and its baselines (method: BioSelectTune, arXiv 2512.22738, 3.2; ranking as Superfiltering).
 * Every sample gets a pick with its reason. Throws a `RangeError` for options outside their bounds.
 *
 * - `hybrid`: among positives with ifd < ifdCeiling the floor(keepRatio x base) highest; negatives all, or the share
 *   `negativeRatio` drawn by seed.
 * - `superfiltering`: the same over all samples, labels unseen; `all-positives` then means all samples.
 * - `random`: as many positives and negatives as `hybrid` keeps, drawn by seed. Where no positive has a score yet,
 *   floor(keepRatio x positives).
 * - `full`: everything.
 */
export function selectSamples(
  samples: readonly SelectableSample[],
  resultOf: (index: number) => IfdResult | undefined,
  options: SelectionOptions,
): Selection {
  return selectPrepared(prepareSelection(samples, resultOf), options);
}

/** `selectSamples` on what `prepareSelection` ranked. */
export function selectPrepared(prepared: PreparedSelection, options: SelectionOptions): Selection {
  checkOptions(options);
  switch (options.strategy) {
    case 'hybrid':
      return selectHybrid(prepared, options);
    case 'superfiltering':
      return selectSuperfiltering(prepared, options);
    case 'random':
      return selectRandom(prepared, options);
    case 'full':
      return buildSelection(prepared, options, { reasonOf: () => FULL, cutOffIfd: undefined });
    default:
      return options.strategy satisfies never;
  }
}

const FULL: SelectionReason = { kind: 'full' };
const NEGATIVE: SelectionReason = { kind: 'negative' };
const RANDOM_DRAW: SelectionReason = { kind: 'random-draw' };
const NOT_DRAWN: SelectionReason = { kind: 'not-drawn' };

function selectHybrid(prepared: PreparedSelection, options: SelectionOptions): Selection {
  const { positive } = prepared;
  const cut = cutRanking(prepared, options, { isRanked: (index) => positive[index] === 1 });
  const keptNegatives = drawNegatives(prepared, options);
  return buildSelection(prepared, options, {
    reasonOf: (index) => {
      if (positive[index] === 1) return rankingReason(prepared, cut, { index, options });
      return keptNegatives === undefined || keptNegatives[index] === 1 ? NEGATIVE : NOT_DRAWN;
    },
    cutOffIfd: cut.cutOffIfd,
  });
}

function selectSuperfiltering(prepared: PreparedSelection, options: SelectionOptions): Selection {
  const cut = cutRanking(prepared, options, { isRanked: () => true });
  return buildSelection(prepared, options, {
    reasonOf: (index) => rankingReason(prepared, cut, { index, options }),
    cutOffIfd: cut.cutOffIfd,
  });
}

function selectRandom(prepared: PreparedSelection, options: SelectionOptions): Selection {
  const { positive, ranked } = prepared;
  const anyScored = ranked.some((index) => positive[index] === 1);
  const keepCount = anyScored
    ? cutRanking(prepared, options, { isRanked: (index) => positive[index] === 1 }).keepCount
    : shareCount(options.keepRatio, countOf(positive, 1));
  const keptPositives = draw(prepared, { seed: options.seed, count: keepCount, positive: 1 });
  const keptNegatives = drawNegatives(prepared, options);
  return buildSelection(prepared, options, {
    reasonOf: (index) => {
      if (positive[index] === 1) return keptPositives[index] === 1 ? RANDOM_DRAW : NOT_DRAWN;
      return keptNegatives === undefined || keptNegatives[index] === 1 ? NEGATIVE : NOT_DRAWN;
    },
    cutOffIfd: undefined,
  });
}

/** The eligible of a ranking and how many of them are kept. */
interface RankingCut {
  /** 1-based among the eligible, by sample; 0 where not eligible. */
  readonly rank: Uint32Array;
  readonly keepCount: number;
  /** IFD of the last one kept. */
  readonly cutOffIfd: number | undefined;
}

function cutRanking(
  prepared: PreparedSelection,
  options: SelectionOptions,
  { isRanked }: { readonly isRanked: (index: number) => boolean },
): RankingCut {
  const { samples, ifd, ranked } = prepared;
  const rank = new Uint32Array(samples.length);
  const eligible = new Uint32Array(ranked.length);
  let eligibleCount = 0;
  for (const index of ranked) {
    if (!isRanked(index) || (ifd[index] ?? Number.NaN) >= options.ifdCeiling) continue;
    eligible[eligibleCount++] = index;
    rank[index] = eligibleCount;
  }
  let allCount = 0;
  for (let index = 0; index < samples.length; index++) if (isRanked(index)) allCount++;
  const base = options.base === 'all-positives' ? allCount : eligibleCount;
  const keepCount = Math.min(shareCount(options.keepRatio, base), eligibleCount);
  const last = keepCount === 0 ? undefined : eligible[keepCount - 1];
  return { rank, keepCount, cutOffIfd: last === undefined ? undefined : ifd[last] };
}

function rankingReason(
  prepared: PreparedSelection,
  cut: RankingCut,
  { index, options }: { readonly index: number; readonly options: SelectionOptions },
): SelectionReason {
  const rank = cut.rank[index] ?? 0;
  // Where nothing is kept, the ceiling is the value that no eligible sample reaches.
  const cutOffIfd = cut.cutOffIfd ?? options.ifdCeiling;
  if (rank > 0) return { kind: rank <= cut.keepCount ? 'top-ifd' : 'below-cut-off', rank, cutOffIfd };
  const result = prepared.resultOf(index);
  if (result === undefined) return { kind: 'unscored', reason: 'not-scored-yet' };
  if (result.kind === 'unscored') return { kind: 'unscored', reason: result.reason };
  return { kind: 'ifd-at-or-above-ceiling', ifd: result.ifd };
}

/** Flags of the negatives drawn; undefined where all are kept. */
function drawNegatives(prepared: PreparedSelection, options: SelectionOptions): Uint8Array | undefined {
  if (options.negativeRatio === 1) return undefined;
  const count = shareCount(options.negativeRatio, countOf(prepared.positive, 0));
  return draw(prepared, { seed: options.seed, count, positive: 0 });
}

function draw(
  prepared: PreparedSelection,
  { seed, count, positive }: { readonly seed: number; readonly count: number; readonly positive: 0 | 1 },
): Uint8Array {
  const drawn = new Uint8Array(prepared.samples.length);
  let drawnCount = 0;
  for (const index of prepared.drawOrder(seed)) {
    if (drawnCount === count) break;
    if (prepared.positive[index] !== positive) continue;
    drawn[index] = 1;
    drawnCount++;
  }
  return drawn;
}

function buildSelection(
  prepared: PreparedSelection,
  options: SelectionOptions,
  { reasonOf, cutOffIfd }: { reasonOf: (index: number) => SelectionReason; cutOffIfd: number | undefined },
): Selection {
  let keptPositives = 0;
  let keptNegatives = 0;
  const picks = prepared.samples.map((sample, index): SelectionPick => {
    const reason = reasonOf(index);
    const kept = isKeepingReason(reason);
    if (kept && prepared.positive[index] === 1) keptPositives++;
    else if (kept) keptNegatives++;
    return { sampleId: sample.id, kept, reason };
  });
  const positives = countOf(prepared.positive, 1);
  const negatives = picks.length - positives;
  return { options, picks, cutOffIfd, counts: { positives, keptPositives, negatives, keptNegatives } };
}

function isKeepingReason(reason: SelectionReason): boolean {
  switch (reason.kind) {
    case 'top-ifd':
    case 'negative':
    case 'random-draw':
    case 'full':
      return true;
    case 'below-cut-off':
    case 'ifd-at-or-above-ceiling':
    case 'not-drawn':
    case 'unscored':
      return false;
    default:
      return reason satisfies never;
  }
}

/** floor(ratio x count), where a product such as 0.7 x 10 = 6.999… still means 7. */
function shareCount(ratio: number, count: number): number {
  return Math.min(Math.floor(ratio * count + 1e-9), count);
}

function countOf(flags: Uint8Array, value: 0 | 1): number {
  let count = 0;
  for (const flag of flags) if (flag === value) count++;
  return count;
}

function orderByKey(samples: readonly SelectableSample[], seed: number): Uint32Array {
  const keys = Float64Array.from(samples, (sample) => seededKey(sample.id, seed));
  const order = Uint32Array.from(samples, (_, index) => index);
  return order.sort((left, right) => (keys[left] ?? 0) - (keys[right] ?? 0) || left - right);
}

function checkOptions(options: SelectionOptions): void {
  const { keepRatio, negativeRatio, ifdCeiling, seed } = options;
  if (!(keepRatio > 0 && keepRatio <= 1)) throw new RangeError(`keepRatio must be in (0, 1], got ${keepRatio}`);
  if (!(negativeRatio >= 0 && negativeRatio <= 1)) {
    throw new RangeError(`negativeRatio must be in [0, 1], got ${negativeRatio}`);
  }
  if (!(ifdCeiling > 0 && ifdCeiling < Infinity)) {
    throw new RangeError(`ifdCeiling must be finite and above 0, got ${ifdCeiling}`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be an integer, got ${seed}`);
}

import { isAnnotatedCode, POSITIVE } from '../samples/sample-state.ts';
import { type IfdBarOptions, type IfdBars, ifdBars } from './ifd-bars.ts';
import { keepRatioForCount } from './keep-ratio.ts';
import type { Picks } from './build-picks.ts';
import type { SampleColumns } from './sample-columns.ts';
import type { SelectionOptions } from './selection.ts';
import { STRATEGIES } from './strategies.ts';

type Scored = Pick<SampleColumns, 'state' | 'ifd'>;

/** What the scores of the positive samples, the ones that are ranked, come to. */
export interface ScoreFigures {
  /** All of them stand as kept: nothing is selected yet. */
  readonly bars: IfdBars;
  readonly medianIfd: number | undefined;
  readonly atCeiling: number;
}

/** Summarizes the IFD of the positives: bars, median, and how many are at the ceiling or above. */
export function scoreFigures({ state, ifd }: Scored, options: IfdBarOptions): ScoreFigures {
  const sorted = ifd.filter((value, place) => state[place] === POSITIVE && !Number.isNaN(value)).sort();
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
  return {
    bars: ifdBars({ kept: sorted, dropped: new Float64Array() }, options),
    medianIfd: low === undefined || high === undefined ? undefined : (low + high) / 2,
    atCeiling: sorted.length - lowerBound(sorted, options.ceiling),
  };
}

/** What a selection chooses from. */
export interface SelectionFigures {
  readonly bars: IfdBars;
  /** Of those in the bars. */
  readonly keptCount: number;
  /** Below the ceiling. */
  readonly eligibleCount: number;
  /** What the keep ratio is a share of. */
  readonly baseCount: number;
}

/** Summarizes what a selection keeps and drops: bars of both, and how many are eligible. */
export function selectionFigures(
  columns: Scored,
  picks: Pick<Picks, 'kept'> | undefined,
  { barCount, ...options }: SelectionOptions & { readonly barCount: number },
): SelectionFigures {
  const { ifd } = columns;
  const isRanked = rankedBy(columns, options);
  const isKept = (place: number): boolean => picks?.kept[place] === 1;
  const isShown = (value: number, place: number): boolean => !Number.isNaN(value) && isRanked(place);
  const kept = ifd.filter((value, place) => isKept(place) && isShown(value, place));
  const dropped = ifd.filter((value, place) => !isKept(place) && isShown(value, place));
  const { eligibleCount, baseCount } = eligible(columns, options);
  const bars = ifdBars({ kept, dropped }, { ceiling: options.ifdCeiling, barCount });
  return { bars, keptCount: kept.length, eligibleCount, baseCount };
}

/** The keep ratio that keeps every eligible sample with an IFD of `cutOff` or more, and no other; one at least. */
export function keepRatioForCutOff(columns: Scored, options: SelectionOptions, cutOff: number): number {
  const { baseCount, fromCutOff } = eligible(columns, options, cutOff);
  return keepRatioForCount(fromCutOff, baseCount);
}

function eligible(
  columns: Scored,
  options: SelectionOptions,
  cutOff = -Infinity,
): { readonly eligibleCount: number; readonly baseCount: number; readonly fromCutOff: number } {
  const isRanked = rankedBy(columns, options);
  let [ranked, eligibleCount, fromCutOff] = [0, 0, 0];
  for (const [place, value] of columns.ifd.entries()) {
    if (!isRanked(place)) continue;
    ranked += 1;
    if (!(value < options.ifdCeiling)) continue;
    eligibleCount += 1;
    if (value >= cutOff) fromCutOff += 1;
  }
  return { eligibleCount, fromCutOff, baseCount: options.base === 'all-positives' ? ranked : eligibleCount };
}

/** What the strategy's base is: the positive samples, or all that are annotated. */
function rankedBy({ state }: Scored, { strategy }: SelectionOptions): (place: number) => boolean {
  return STRATEGIES[strategy].base === 'samples'
    ? (place) => isAnnotatedCode(state[place])
    : (place) => state[place] === POSITIVE;
}

/** How many values stand before `value`. */
function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

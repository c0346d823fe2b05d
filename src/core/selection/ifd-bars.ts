import { binIfd } from './bin-ifd.ts';

/** Bars of an IFD histogram from 0 to `end`; the last one also holds what lies beyond, so that no score is hidden. */
export interface IfdBars {
  /** Scores in all of the bars. */
  readonly count: number;
  readonly end: number;
  readonly bars: readonly {
    readonly start: number;
    readonly end: number;
    readonly kept: number;
    readonly dropped: number;
  }[];
  readonly tallest: number;
  readonly beyondCount: number;
}

export interface IfdBarOptions {
  /** It stands within the axis. */
  readonly ceiling: number;
  readonly barCount: number;
}

/**
 * Counts every IFD into exactly one bar, kept and dropped ones apart. The axis ends at the 99th percentile or a tenth
 * above the ceiling, whichever is more, rounded up to a twentieth.
 */
export function ifdBars(
  ifds: { readonly kept: Float64Array; readonly dropped: Float64Array },
  { ceiling, barCount }: IfdBarOptions,
): IfdBars {
  const count = ifds.kept.length + ifds.dropped.length;
  const sorted = new Float64Array(count);
  sorted.set(ifds.kept);
  sorted.set(ifds.dropped, ifds.kept.length);
  sorted.sort();
  const high = sorted[Math.floor((count - 1) * 0.99)] ?? 0;
  const end = Math.ceil(Math.max(high, ceiling * 1.1) * 20 + 1e-9) / 20;
  const binOptions = { binCount: barCount, min: 0, max: end };
  const kept = binIfd(ifds.kept, binOptions);
  const dropped = binIfd(ifds.dropped, binOptions);
  const last = barCount - 1;
  const bars = Array.from({ length: barCount }, (_, index) => ({
    start: kept.edges[index] ?? 0,
    end: kept.edges[index + 1] ?? end,
    kept: (kept.counts[index] ?? 0) + (index === last ? kept.aboveCount : 0),
    dropped: (dropped.counts[index] ?? 0) + (index === last ? dropped.aboveCount : 0),
  }));
  return {
    count,
    end,
    bars,
    tallest: bars.reduce((most, bar) => Math.max(most, bar.kept + bar.dropped), 0),
    beyondCount: kept.aboveCount + dropped.aboveCount,
  };
}

import { binIfd } from '../../core/selection/bin-ifd.ts';

export interface IfdPoint {
  readonly ifd: number;
  readonly kept: boolean;
}

/** Bars of an IFD histogram from 0 to `end`; the last one also holds what lies beyond, so that no score is hidden. */
export interface IfdBars {
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

/** End of the axis: the 99th percentile or a tenth above the ceiling, whichever is more, rounded up to a twentieth. */
function axisEnd(points: readonly IfdPoint[], ceiling: number): number {
  const sorted = Float64Array.from(points, (point) => point.ifd).sort();
  const high = sorted[Math.floor((sorted.length - 1) * 0.99)] ?? 0;
  return Math.ceil(Math.max(high, ceiling * 1.1) * 20 + 1e-9) / 20;
}

/** Counts every point into exactly one bar, kept and dropped ones apart. */
export function ifdBars(points: readonly IfdPoint[], options: { ceiling: number; barCount: number }): IfdBars {
  const end = axisEnd(points, options.ceiling);
  const binOptions = { binCount: options.barCount, min: 0, max: end };
  const ifdsWhere = (kept: boolean) => points.filter((point) => point.kept === kept).map((point) => point.ifd);
  const kept = binIfd(ifdsWhere(true), binOptions);
  const dropped = binIfd(ifdsWhere(false), binOptions);
  const last = options.barCount - 1;
  const bars = Array.from({ length: options.barCount }, (_, index) => ({
    start: kept.edges[index] ?? 0,
    end: kept.edges[index + 1] ?? end,
    kept: (kept.counts[index] ?? 0) + (index === last ? kept.aboveCount : 0),
    dropped: (dropped.counts[index] ?? 0) + (index === last ? dropped.aboveCount : 0),
  }));
  return {
    end,
    bars,
    tallest: bars.reduce((most, bar) => Math.max(most, bar.kept + bar.dropped), 0),
    beyondCount: kept.aboveCount + dropped.aboveCount,
  };
}

export interface IfdBinOptions {
  readonly binCount: number;
  /** Left edge of the first bin. */
  readonly min: number;
  /** Right edge of the last bin, itself part of that bin. */
  readonly max: number;
}

export interface IfdBins {
  /** `binCount + 1` edges; bin i is [edges[i], edges[i + 1]), the last one closed. */
  readonly edges: Float64Array;
  readonly counts: Uint32Array;
  /** Values under `min` and over `max`, which stand in no bin. */
  readonly belowCount: number;
  readonly aboveCount: number;
}

/** Histogram of IFD values in bins of equal width; values that are not finite are skipped. */
export function binIfd(values: Iterable<number>, { binCount, min, max }: IfdBinOptions): IfdBins {
  if (!(Number.isInteger(binCount) && binCount > 0))
    throw new RangeError(`binCount must be at least 1, got ${binCount}`);
  if (!(min < max)) throw new RangeError(`min must be below max, got ${min} and ${max}`);
  const edges = Float64Array.from({ length: binCount + 1 }, (_, edge) => min + ((max - min) * edge) / binCount);
  const counts = new Uint32Array(binCount);
  let belowCount = 0;
  let aboveCount = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) belowCount++;
    else if (value > max) aboveCount++;
    else {
      const bin = binOf(value, edges);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return { edges, counts, belowCount, aboveCount };
}

/** Bin of a value in [min, max], true to the edges that are returned and not only to the division. */
function binOf(value: number, edges: Float64Array): number {
  const binCount = edges.length - 1;
  const min = edges[0] ?? 0;
  const max = edges[binCount] ?? 0;
  let bin = Math.min(Math.floor(((value - min) / (max - min)) * binCount), binCount - 1);
  if (bin > 0 && value < (edges[bin] ?? 0)) bin--;
  else if (bin < binCount - 1 && value >= (edges[bin + 1] ?? 0)) bin++;
  return bin;
}

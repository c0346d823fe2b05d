/** Masks of one step: what the graph takes as `dropout_<width>` and `dropout_offsets`. */
export interface DropoutMasks {
  /** By width: f32 [2·rowCount, width], 0 or 1/(1-rate). */
  readonly tables: ReadonlyMap<number, Float32Array>;
  /** First row of each adapter's window, in [0, rowCount]. */
  readonly offsets: readonly number[];
}

/** Draws the masks of a step from its seed alone: the same seed gives the same step. */
export function drawDropoutMasks(options: {
  readonly seed: number;
  readonly rate: number;
  readonly rowCount: number;
  readonly widths: readonly number[];
  readonly adapterCount: number;
}): DropoutMasks {
  const { seed, rate, rowCount, widths, adapterCount } = options;
  const next = randomBits(seed);
  // 16 bits a decision: the rate is met to 1 in 65,536.
  const threshold = Math.round(rate * 65_536);
  const kept = 65_536 / (65_536 - threshold);
  const tables = new Map<number, Float32Array>();
  for (const width of widths) {
    const table = new Float32Array(2 * rowCount * width);
    for (let index = 0; index < table.length; index += 2) {
      const bits = next();
      table[index] = (bits & 0xffff) < threshold ? 0 : kept;
      if (index + 1 < table.length) table[index + 1] = bits >>> 16 < threshold ? 0 : kept;
    }
    tables.set(width, table);
  }
  const offsets = Array.from({ length: adapterCount }, () => next() % (rowCount + 1));
  return { tables, offsets };
}

/** 32 random bits a call: sfc32 (Chris Doty-Humphrey, PractRand), public domain. */
function randomBits(seed: number): () => number {
  let a = seed | 0;
  let b = (seed / 2 ** 32) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
}

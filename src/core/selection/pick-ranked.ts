import type { Picks } from './build-picks.ts';
import type { RankedSamples } from './ranked-samples.ts';
import type { SelectionOptions } from './selection.ts';
import { STRATEGIES } from './strategies.ts';

/** Hybrid Superfiltering and its baselines; see `selectSamples`. Throws a `RangeError` for options outside their bounds. */
export function pickRanked(samples: RankedSamples, options: SelectionOptions): Picks {
  checkOptions(options);
  return STRATEGIES[options.strategy].pick(samples, options);
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

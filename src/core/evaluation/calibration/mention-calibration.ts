/** One predicted mention of a development split. */
export interface JudgedMention {
  /** In [0, 1]. */
  readonly confidence: number;
  /** Whether sample, start, end and type equal a gold mention. */
  readonly isCorrect: boolean;
}

export interface CalibrationStep {
  /** The least raw confidence of the step. */
  readonly from: number;
  /** Share of correct mentions among those that fitted the step. */
  readonly precision: number;
  readonly count: number;
}

/** Steps by rising `from`, their precision rising; no step where there was nothing to fit. */
export type Calibration = readonly CalibrationStep[];

/**
 * Isotonic regression by pooling adjacent violators: the rising step function with the least squared error. Chosen
 * over a temperature because the confidence of a mention is a product over tokens, whose error is no single scale;
 * all that is supposed is that more confident means no less often right. Equal confidences are one point.
 */
export function fitCalibration(mentions: readonly JudgedMention[]): Calibration {
  const steps: { from: number; correct: number; count: number }[] = [];
  let last = Number.NaN;
  for (const { confidence, isCorrect } of mentions.toSorted((a, b) => a.confidence - b.confidence)) {
    const correct = isCorrect ? 1 : 0;
    const top = steps.at(-1);
    if (top !== undefined && confidence === last) {
      top.correct += correct;
      top.count++;
    } else {
      mergeFalling(steps);
      steps.push({ from: confidence, correct, count: 1 });
    }
    last = confidence;
  }
  mergeFalling(steps);
  return steps.map(({ from, correct, count }) => ({ from, precision: correct / count, count }));
}

/** Pools the last steps as long as they do not rise. */
function mergeFalling(steps: { from: number; correct: number; count: number }[]): void {
  for (;;) {
    const top = steps.at(-1);
    const below = steps.at(-2);
    if (top === undefined || below === undefined) return;
    // Products, not quotients: equal shares have to be seen as equal.
    if (below.correct * top.count < top.correct * below.count) return;
    below.correct += top.correct;
    below.count += top.count;
    steps.pop();
  }
}

/** The fitted precision at a raw confidence; below the first step, that of the first. Undefined if nothing was fitted. */
export function calibrate(calibration: Calibration, confidence: number): number | undefined {
  const step = calibration.findLast(({ from }) => from <= confidence) ?? calibration[0];
  return step?.precision;
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean confidence and share of correct ones; undefined in an empty bin. */
  readonly meanConfidence: number | undefined;
  readonly precision: number | undefined;
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: sum over bins of count/n × |precision - mean confidence|; undefined without mentions. */
  readonly expectedCalibrationError: number | undefined;
}

/** Bins of equal width, half open but for the last, which holds 1. */
export function measureReliability(mentions: readonly JudgedMention[], binCount: number): Reliability {
  const sums = Array.from({ length: binCount }, () => ({ count: 0, confidence: 0, correct: 0 }));
  for (const { confidence, isCorrect } of mentions) {
    const bin = sums[Math.min(binCount - 1, Math.floor(confidence * binCount))];
    if (bin === undefined) throw new RangeError(`confidence ${confidence} is outside [0, 1]`);
    bin.count++;
    bin.confidence += confidence;
    bin.correct += isCorrect ? 1 : 0;
  }
  const gap = sums.reduce((sum, bin) => sum + Math.abs(bin.correct - bin.confidence), 0);
  return {
    bins: sums.map(({ count, confidence, correct }, index) => ({
      from: index / binCount,
      to: (index + 1) / binCount,
      count,
      meanConfidence: count === 0 ? undefined : confidence / count,
      precision: count === 0 ? undefined : correct / count,
    })),
    expectedCalibrationError: mentions.length === 0 ? undefined : gap / mentions.length,
  };
}

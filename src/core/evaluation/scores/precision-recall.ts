/** Counts of a comparison of predictions with gold. */
export interface MatchCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** Counts with their ratios in [0, 1]; a ratio of 0/0 is undefined and shown as such, never as 0. */
export interface MatchScore extends MatchCounts {
  readonly precision: number | undefined;
  readonly recall: number | undefined;
  readonly f1: number | undefined;
}

/** P = TP/(TP+FP), R = TP/(TP+FN), F1 = 2TP/(2TP+FP+FN), which is 2PR/(P+R) wherever that exists. */
export function scoreMatches({ truePositives, falsePositives, falseNegatives }: MatchCounts): MatchScore {
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    precision: ratio(truePositives, truePositives + falsePositives),
    recall: ratio(truePositives, truePositives + falseNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

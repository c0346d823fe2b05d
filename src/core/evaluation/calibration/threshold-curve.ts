import type { JudgedMention } from './mention-calibration.ts';
import { scoreMatches, type MatchScore } from '../scores/precision-recall.ts';

export interface ThresholdPoint extends MatchScore {
  /** Mentions with at least this confidence are kept. */
  readonly threshold: number;
}

export interface ThresholdCurve {
  /** By rising threshold, the first one keeping all; at most `maxPoints`, the best one among them. */
  readonly points: readonly ThresholdPoint[];
  /** Of the highest F1, the lowest threshold where several have it. Undefined where none has an F1 above 0. */
  readonly best: ThresholdPoint | undefined;
}

/**
 * Precision against recall as a threshold on confidence rises: strict matches, over all distinct confidences.
 *
 * @param goldCount gold mentions, found or not.
 */
export function thresholdCurve(judged: readonly JudgedMention[], goldCount: number, maxPoints = 200): ThresholdCurve {
  const sorted = judged.toSorted((a, b) => b.confidence - a.confidence);
  const points: ThresholdPoint[] = [];
  let truePositives = 0;
  sorted.forEach(({ confidence, isCorrect }, index) => {
    if (isCorrect) truePositives += 1;
    // Equal confidences stay or go together.
    if (sorted[index + 1]?.confidence === confidence) return;
    const falsePositives = index + 1 - truePositives;
    const falseNegatives = goldCount - truePositives;
    points.push({ threshold: confidence, ...scoreMatches({ truePositives, falsePositives, falseNegatives }) });
  });
  points.reverse();
  let best: ThresholdPoint | undefined;
  for (const point of points) if ((point.f1 ?? 0) > (best?.f1 ?? 0)) best = point;
  const stride = Math.max(1, Math.ceil(points.length / maxPoints));
  return { points: points.filter((point, index) => index % stride === 0 || point === best), best };
}
